/** A header block larger than this is no header block. */
const MAX_BLOCK_CHARS = 500_000;

/** Fields of a header block by name in lower case, unfolded, in their order. Reading ends at the first empty line. */
export type HeaderBlock = ReadonlyMap<string, readonly string[]>;

export function parseHeaderBlock(text: string): HeaderBlock {
  const fields = new Map<string, string[]>();
  const block = text.slice(0, MAX_BLOCK_CHARS).replace(/^[\r\n]+/, '');
  const end = /\r?\n\r?\n/.exec(block)?.index ?? block.length;
  for (const line of block
    .slice(0, end)
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)) {
    const field = /^([!-9;-~]{1,100}):[ \t]*(.*)$/.exec(line);
    const name = field?.[1]?.toLowerCase();
    const value = field?.[2];
    if (name === undefined || value === undefined) continue;
    fields.set(name, [...(fields.get(name) ?? []), value.trim()]);
  }
  return fields;
}

/** Names of signs that a machine wrote the message, never their values. */
export function automatedSignsOf(headers: HeaderBlock): string[] {
  const word = (name: string) => (headers.get(name)?.[0] ?? '').toLowerCase();
  const autoSubmitted = word('auto-submitted').split(/[;\s]/, 1)[0] ?? '';
  const precedence = word('precedence');
  const signs: [string, boolean][] = [
    ['auto-submitted', autoSubmitted !== '' && autoSubmitted !== 'no'],
    ['auto-reply', precedence === 'auto_reply' || headers.has('x-autoreply') || headers.has('x-autorespond')],
    ['precedence-bulk', precedence === 'bulk' || precedence === 'junk'],
    ['precedence-list', precedence === 'list'],
    ['list-id', headers.has('list-id')],
    ['list-unsubscribe', headers.has('list-unsubscribe')],
    ['one-click', headers.has('list-unsubscribe-post')],
    ['feedback-id', headers.has('feedback-id')],
    ['auto-response-suppress', headers.has('x-auto-response-suppress')],
    ['empty-return-path', word('return-path') === '<>'],
    ['delivery-report', word('content-type').startsWith('multipart/report')],
  ];
  return signs.filter(([, isPresent]) => isPresent).map(([name]) => name);
}
