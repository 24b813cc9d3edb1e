import { quietly } from './quietly.ts';

/**
 * Hands over the text of a body as a request or answer may carry it, at once or a little later. Streams are left alone,
 * and of a form with files only the named field is read.
 *
 * @param use is called exactly once, with an empty text where there is none to read
 */
export function bodyText(body: unknown, use: (text: string) => void, formField?: string): void {
  if (typeof body === 'string') use(body);
  else if (body instanceof URLSearchParams) use(body.toString());
  else if (body instanceof Blob) void body.text().then(use, () => quietly(() => use('')));
  else if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) use(new TextDecoder().decode(body));
  else if (body instanceof FormData && formField !== undefined) bodyText(body.get(formField), use);
  else use('');
}
