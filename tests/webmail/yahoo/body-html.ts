import sanitizeHtml from 'sanitize-html';
import { escapeHtml } from '../gmail/respond.ts';
import type { StoredMessage } from './mailbox.ts';
import { shownText } from './message-json.ts';

const TAGS = [...sanitizeHtml.defaults.allowedTags, 'img', 'font', 'center'];

/** Ten digits that name the body of a message among all on the page; the same at every reading. */
function bodyNumber(mid: string): string {
  let number = 7;
  for (const letter of mid) number = (number * 31 + (letter.codePointAt(0) ?? 0)) % 9_000_000_000;
  return String(1_000_000_000 + number);
}

/**
 * The text of a message as Yahoo shows it: the server takes out what runs, gives ids and classes a prefix of their own,
 * leads pictures through its proxy and lets links open elsewhere. What was written can no longer be read from it.
 */
export function bodyHtml(message: StoredMessage, imagesOrigin: string): string {
  const number = bodyNumber(message.id);
  const prefix = `yiv${number}`;
  const { html } = message.mail;
  const written = html || `<pre>${escapeHtml(shownText(message))}</pre>`;
  const renamed = (value: string): string =>
    value
      .split(/\s+/)
      .map((one) => `${prefix}${one}`)
      .join(' ');
  const shown = sanitizeHtml(written, {
    allowedTags: TAGS,
    allowedAttributes: {
      '*': ['id', 'class', 'style', 'dir', 'align', 'title'],
      a: ['href', 'target', 'rel'],
      img: ['src', 'alt', 'width', 'height'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'data'],
    transformTags: {
      '*': (tagName, attribs) => ({
        tagName,
        attribs: {
          ...attribs,
          ...(attribs.id ? { id: renamed(attribs.id) } : {}),
          ...(attribs.class ? { class: renamed(attribs.class) } : {}),
        },
      }),
      a: (tagName, attribs) => ({
        tagName,
        attribs: { ...attribs, target: '_blank', rel: 'nofollow noopener noreferrer' },
      }),
      img: (tagName, attribs) => {
        const src = attribs.src ?? '';
        if (!/^https?:/i.test(src))
          return { tagName, attribs: { ...attribs, src: src.startsWith('data:image/') ? src : '' } };
        const query = new URLSearchParams({
          url: src,
          t: '1772442000',
          ymreqid: bodyNumber(src),
          sig: `${number}--~D`,
        });
        return { tagName, attribs: { ...attribs, src: `${imagesOrigin}/mail?${query}` } };
      },
    },
  });
  return `<div id="${prefix}">${shown}</div>`;
}
