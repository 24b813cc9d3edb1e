import { digest } from './identity.ts';

/** What may tell two readings of one message apart from others, where one of them had no Message-ID. */
export interface LikenessFacts {
  site: string;
  account: string;
  threadRef?: string | undefined;
  from?: { email: string } | undefined;
  text: string;
  html?: string | undefined;
}

/** Enough of a text to tell it from others. */
const MAX_CHARS = 200_000;
const MAX_LETTERS = 5000;

/**
 * Name of a message by its conversation, its sender and its words: the last resort for one that was read off the page, which
 * shows no Message-ID, and is met again in full. Undefined where too little is known.
 */
export async function toLikenessKey(facts: LikenessFacts): Promise<string | undefined> {
  const { site, account, threadRef, from } = facts;
  const letters = lettersOf(facts);
  if (threadRef === undefined || from === undefined || letters === '') return undefined;
  return digest('likeness', site, account, threadRef, from.email.toLowerCase(), letters);
}

/** Letters and figures alone: markup, links, blanks and the many ways to write an accent differ from reading to reading. */
function lettersOf({ text, html }: LikenessFacts): string {
  const words =
    html === undefined ? text : html.slice(0, MAX_CHARS).replace(/<(?:style|script|title)\b[^>]*>[^<]*|<[^>]*>/gi, ' ');
  return words
    .slice(0, MAX_CHARS)
    .replace(/<?https?:\/\/[^\s>]+>?/gi, '')
    .replace(/&(?:#\w{1,8}|\w{2,30});/g, '')
    .replace(/[^\p{L}\p{N}]|[\u00a0-\u00ff]/gu, '')
    .slice(0, MAX_LETTERS);
}
