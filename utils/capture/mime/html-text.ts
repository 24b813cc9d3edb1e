import { compile, type FormatCallback, type HtmlToTextOptions } from 'html-to-text';
import { limitDepth } from './html-depth.ts';

/** More HTML than this is cut before it is read; at this size a reading takes well under a second. */
export const MAX_HTML_CHARS = 1_000_000;
/** Real mail nests tables some sixty deep; a bomb nests thousands. */
const MAX_DEPTH = 150;

/** Pictures pasted into the HTML as text: megabytes without a word in them. */
const DATA_URL = /data:[a-z0-9.+-]{1,40}\/[a-z0-9.+-]{1,60};base64,[a-z0-9+/=]*/gi;

/** What a picture stands for; its address says nothing to a reader and may be a tracker. */
const alternativeText: FormatCallback = (element, _walk, builder) => {
  const alt = element.attribs?.alt?.trim();
  if (alt) builder.addInline(alt);
};

const options: HtmlToTextOptions = {
  wordwrap: false,
  limits: { ellipsis: '…', maxDepth: 2 * MAX_DEPTH, maxInputLength: MAX_HTML_CHARS + 1 },
  formatters: { alternativeText },
  selectors: [
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true, linkBrackets: ['<', '>'] } },
    { selector: 'img', format: 'alternativeText' },
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'td', format: 'inlineSurround', options: { suffix: '  ' } },
    { selector: 'th', format: 'inlineSurround', options: { suffix: '  ' } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
};

let convert: ((html: string) => string) | undefined;

/**
 * The text of an HTML body: links with their address, quoted parts behind `>`, a line for each row of a table. Bounded
 * in time whatever the input; `cut` says that the end was left out.
 */
export function htmlToPlainText(html: string): { text: string; cut: boolean } {
  const light = html.replace(DATA_URL, '');
  const cut = light.length > MAX_HTML_CHARS;
  // Made on first use: the background starts often, and mostly for something else.
  convert ??= compile(options);
  const text = convert(limitDepth(cut ? light.slice(0, MAX_HTML_CHARS) : light, MAX_DEPTH));
  return { text: tidy(text), cut };
}

function tidy(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  return lines
    .filter((line, at) => line !== '' || (lines[at - 1] ?? '') !== '')
    .join('\n')
    .trim();
}
