import { parseLegacyHex, parseMessageId } from '../ids.ts';
import { parameterOf } from '../readers/record-parts.ts';
import { selectors } from './selectors.ts';

/** An attachment below an opened message. Link cards (Drive, video) have no attachment address: no files of the message. */
export interface AttachmentCard {
  downloadUrlPresent: boolean;
  /** As shown; may be cut. */
  name?: string;
  /** As shown: rounded and translated. */
  sizeText?: string;
  mimeType?: string;
  nameFromAttribute?: string;
  url?: string;
  messageId?: string;
  messageLegacyHex?: string;
  attid?: string;
  realattid?: string;
  firstLink?: string;
}

/** Reads a card. Attribute, then link: the attribute is absent while loading, while scanning, and in Firefox. */
export function readAttachmentCard(card: Element): AttachmentCard {
  const attribute = card.getAttribute('download_url');
  const download = attribute === null ? undefined : parseDownloadUrl(attribute);
  const firstLink = card.querySelector(selectors.cardLink)?.getAttribute('href') ?? undefined;
  const url = download?.url ?? (firstLink !== undefined && /[?&]view=att\b/.test(firstLink) ? firstLink : undefined);
  const fields = {
    name: card.querySelector(selectors.cardName)?.textContent?.trim() || undefined,
    sizeText: card.querySelector(selectors.cardSize)?.textContent?.trim() || undefined,
    mimeType: download?.mimeType,
    nameFromAttribute: download?.name,
    url,
    messageId: parseMessageId(decode(parameterOf(url, 'permmsgid'))),
    messageLegacyHex: parseLegacyHex(parameterOf(url, 'th')),
    attid: parameterOf(url, 'attid'),
    realattid: parameterOf(url, 'realattid'),
    firstLink,
  };
  const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return { ...known, downloadUrlPresent: attribute !== null };
}

/**
 * `mime:percent-encoded-name:address`. The mime type ends at the first colon, the address begins at the last `https://`
 * (some years doubled its prefix); the name between may hold colons.
 */
export function parseDownloadUrl(text: string): { mimeType: string; name: string; url: string } | undefined {
  const colon = text.indexOf(':');
  const start = text.lastIndexOf('https://');
  if (colon <= 0 || start <= colon) return undefined;
  const doubled = text.indexOf('https://', colon + 1);
  const name = text.slice(colon + 1, Math.min(start, doubled)).replace(/:$/, '');
  return { mimeType: text.slice(0, colon), name: decode(name) ?? name, url: text.slice(start) };
}

function decode(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return text;
  }
}
