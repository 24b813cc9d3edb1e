import { createRequire } from 'node:module';
import type sanitizeHtml from 'sanitize-html';

const require = createRequire(import.meta.url);

/** Loaded for the first message that is shown, and not while the server starts: it brings a hundred modules. */
const openSanitizer = (): typeof sanitizeHtml => require('sanitize-html');

/** Whether the text of an e-mail is meant as HTML: it opens with a tag, or holds one of those that mail programs write. */
export function isHtml(body: string): boolean {
  return (
    /^\s*<(!doctype|html|head|body|div|p|table|span|br|style|meta|!--)\b/i.test(body) ||
    /<\/(div|p|table|body|html|td)>/i.test(body)
  );
}

const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Mail HTML without scripts, forms, frames, handlers or anything that loads from elsewhere. */
export function sanitiseMailHtml(html: string): string {
  const sanitizeHtml = openSanitizer();
  return sanitizeHtml(html, {
    allowedTags: [
      ...sanitizeHtml.defaults.allowedTags,
      ...['img', 'center', 'font', 'del', 'ins', 'u', 'strike', 'big', 'tt'],
    ],
    allowedAttributes: {
      a: ['href', 'title', 'target', 'rel'],
      img: ['src', 'alt', 'width', 'height'],
      font: ['color', 'size', 'face'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan', 'scope'],
      ol: ['start', 'type'],
      '*': ['align', 'valign', 'bgcolor', 'width', 'height', 'dir', 'lang', 'style'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['data'] },
    allowProtocolRelative: false,
    // Only what cannot load anything or leave its place.
    allowedStyles: {
      '*': {
        color: [/^[\w#(),.% -]{1,40}$/],
        'background-color': [/^(?!.*url)[\w#(),.% -]{1,40}$/i],
        'font-family': [/^(?!.*url)[\w ,"'-]{1,120}$/i],
        'font-size': [/^[\w.%-]{1,20}$/],
        'font-weight': [/^\w{1,10}$/],
        'font-style': [/^\w{1,10}$/],
        'text-align': [/^\w{1,10}$/],
        'text-decoration': [/^[\w -]{1,30}$/],
        'white-space': [/^[\w-]{1,12}$/],
        margin: [/^[\w.% -]{1,40}$/],
        padding: [/^[\w.% -]{1,40}$/],
        border: [/^(?!.*url)[\w#(),.% -]{1,60}$/i],
      },
    },
    transformTags: {
      a: sanitizeHtml.simpleTransform('a', { target: '_blank', rel: 'noopener noreferrer nofollow' }),
    },
    // What is left of a picture from elsewhere would only be a gap.
    exclusiveFilter: (frame) => frame.tag === 'img' && !frame.attribs.src?.startsWith('data:image/'),
    disallowedTagsMode: 'discard',
    nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'title', 'head', 'template', 'svg', 'math'],
    nestingLimit: 200,
  });
}

/** The body of an e-mail as text, for excerpts. */
export function toPlainText(body: string): string {
  if (!isHtml(body)) return body;
  const spaced = body.replace(/<(br|\/p|\/div|\/t[drh]|\/li|\/h\d)\b[^>]*>/gi, '$&\n');
  const text = openSanitizer()(spaced, {
    allowedTags: [],
    allowedAttributes: {},
    nonTextTags: ['script', 'style', 'title', 'head', 'template', 'svg', 'math'],
  });
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

/**
 * Content policy of the frame: no scripts, nothing from elsewhere, pictures only from within the message. Links may open a
 * window of their own.
 */
export const MAIL_FRAME_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** A whole document for the frame. Mail is written for white paper, so it stays light in dark surroundings. */
export function toMailDocument(mail: { subject: string; body: string; html?: string | undefined }): string {
  const { subject, body, html = isHtml(body) ? body : undefined } = mail;
  const content = html !== undefined ? sanitiseMailHtml(html) : `<pre>${escapeText(body)}</pre>`;
  return `<!doctype html><html lang="und"><head><meta charset="utf-8"><title>${escapeText(subject)}</title>
<meta name="viewport" content="width=device-width"><style>
:root{color-scheme:light;background:#fff;color:#1b1f24}
body{font:15px/1.5 system-ui,sans-serif;margin:16px;overflow-wrap:anywhere}
img{max-width:100%;height:auto}pre{font:inherit;white-space:pre-wrap;margin:0}a{color:#0b57d0}
</style></head><body>${content}</body></html>`;
}
