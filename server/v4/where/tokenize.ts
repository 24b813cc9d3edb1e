import { WhereError } from './where-error.ts';

export interface Token {
  kind: 'word' | 'text' | 'number' | 'symbol' | 'end';
  /** Text without its quotes, embedded quotes single again. */
  text: string;
  /** Place in the filter, from 0. */
  at: number;
}

const patterns: [Token['kind'] | 'space', RegExp][] = [
  ['space', /\s+/uy],
  ['text', /'(?:[^']|'')*'/uy],
  ['text', /"(?:[^"]|"")*"/uy],
  ['number', /-?\d+(?:\.\d+)?(?![\p{L}\p{N}_])/uy],
  ['word', /[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)?/uy],
  ['symbol', /<>|!=|>=|<=|[=<>(),]/uy],
];

function unquote(quoted: string): string {
  const quote = quoted.charAt(0);
  return quoted.slice(1, -1).replaceAll(quote + quote, quote);
}

/**
 * Cuts a filter into words. Quotes are doubled inside quotes, as in SQL; comments and semicolons are not part of the language.
 *
 * @throws {@link WhereError} at the first character that belongs to no word.
 */
export function tokenize(where: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < where.length) {
    const found = patterns
      .map(([kind, pattern]) => {
        pattern.lastIndex = at;
        return { kind, text: pattern.exec(where)?.[0] };
      })
      .find(({ text }) => text !== undefined);
    if (found?.text === undefined) throw new WhereError(`unexpected character at ${at}`);
    if (found.kind !== 'space') {
      tokens.push({ kind: found.kind, text: found.kind === 'text' ? unquote(found.text) : found.text, at });
    }
    at += found.text.length;
  }
  tokens.push({ kind: 'end', text: '', at });
  return tokens;
}
