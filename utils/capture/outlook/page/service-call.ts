import type { SeenCall } from '../../page-tap/page-filter.ts';

/** The payload goes in this header, percent-encoded, where it is short; the body is empty then. */
export const PAYLOAD_HEADER = 'x-owa-urlpostdata';

/** JSON text of what a request asks for. As it is, unread: it may be broken. */
export function payloadOf({ headers, body }: Pick<SeenCall, 'headers' | 'body'>): string {
  const encoded = headers.get(PAYLOAD_HEADER);
  if (encoded === undefined) return body;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return '';
  }
}
