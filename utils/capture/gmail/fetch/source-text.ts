import { FIRST_LINE_BYTES, looksLikeSource } from '../../session/looks-like-source.ts';

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function unescapeHtml(html: string): string {
  return html.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,6}));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[name as string] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** What the page "original message" gives. */
export interface OriginalPage {
  source?: string;
  /** Legacy id in its download link: the surest way from a client-made id to a legacy one. */
  legacyHex?: string;
}

/**
 * Takes the source out of the "original message" page, without building a document from foreign HTML. Some builds answer
 * with the plain text itself.
 */
export function parseOriginalPage(text: string): OriginalPage {
  const legacyHex = /[?&](?:amp;)?view=att&(?:amp;)?(?:[^"'\s<>]*?&(?:amp;)?)?th=([0-9a-f]{14,16})\b/.exec(text)?.[1];
  const inner = /<pre\b[^>]*\bid=["']?raw_message_text["']?[^>]*>([\s\S]*?)<\/pre>/i.exec(text)?.[1];
  const source = inner === undefined ? text : unescapeHtml(inner).replace(/^\s+/, '');
  const isSource = looksLikeSource(new TextEncoder().encode(source.slice(0, FIRST_LINE_BYTES)));
  return {
    ...(isSource ? { source } : {}),
    ...(legacyHex === undefined ? {} : { legacyHex }),
  };
}

/** Large originals are shown with shortened attachments, and nothing in the page says so. */
export function mayLackAttachments(source: string): boolean {
  return /^content-disposition:\s*attachment/im.test(source);
}
