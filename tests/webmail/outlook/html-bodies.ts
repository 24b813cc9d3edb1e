import { plainText } from '../gmail/compose-mail.ts';
import type { StoredItem } from './mailbox.ts';

const QUOTED =
  /<div id="?(?:divRplyFwdMsg|RplyFwdMsg|appendonsend)|<div class="gmail_quote|<blockquote|<hr[^>]*tabindex/i;
const PREVIEW_LENGTH = 255;
/** What the page shows where an image is loaded later. */
const ONE_PIXEL = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAEALAAAAAABAAEAAAIBTAA7';

/** The body as it was written; plain text becomes simple HTML. */
export function originalHtml(item: StoredItem): string {
  const { mail } = item;
  if (mail.html) return mail.html;
  const escaped = mail.text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<html><body><div style="white-space:pre-wrap">${escaped}</div></body></html>`;
}

/** The body without what it quotes. */
export function uniqueHtml(item: StoredItem): string {
  const html = originalHtml(item);
  const quoted = QUOTED.exec(html);
  return quoted ? html.slice(0, quoted.index) : html;
}

/** The body made fit for display: styles bound to a scope, and images swapped for a pixel until they are loaded. */
export function displayHtml(item: StoredItem, html: string, scope: string): string {
  const swapped = html.replace(
    /<img\b([^>]*?)\bsrc="cid:([^"]+)"([^>]*)>/gi,
    (_, before: string, cid: string, after: string) => {
      const attachment = item.attachments.find((one) => one.contentId === cid);
      const custom = encodeURIComponent(attachment?.id ?? '');
      return `<img${before}src="${ONE_PIXEL}" originalsrc="cid:${cid}" data-custom="${custom}" data-imagetype="AttachmentByCid"${after}>`;
    },
  );
  return `<div class="${scope}">${swapped}</div>`;
}

export const previewOf = (item: StoredItem): string =>
  (item.mail.html ? plainText(item.mail.html) : item.mail.text).replace(/\s+/g, ' ').trim().slice(0, PREVIEW_LENGTH);
