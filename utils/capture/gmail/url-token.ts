import { parseMessageId, parseThreadId } from './ids.ts';

/** Consonants only, so that no token spells a word. Most significant digit first. */
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZbcdfghjklmnpqrstvwxz';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const MAX_TOKEN_CHARS = 300;

export interface UrlToken {
  /** The text the token stands for, such as `f:1616857820266209269`. */
  decoded: string;
  threadId: string;
  messageId?: string;
}

/**
 * Reads the token of an opened conversation in the address bar: a number in a 40-letter alphabet which, written with the
 * base64 letters, is the base64 of `f:<decimal>` or `a:r<number>`, with a message behind a bar (conversation view off)
 * or behind a plus (draft).
 *
 * @returns undefined for anything else, such as the plain hex ids of older addresses.
 */
export function parseUrlToken(token: string): UrlToken | undefined {
  if (token === '' || token.length > MAX_TOKEN_CHARS) return undefined;
  let number = 0n;
  for (const letter of token) {
    const digit = ALPHABET.indexOf(letter);
    if (digit === -1) return undefined;
    number = number * 40n + BigInt(digit);
  }
  let base64 = '';
  for (; number > 0n; number /= 64n) base64 = (BASE64[Number(number % 64n)] ?? '') + base64;
  const decoded = decodeBase64(base64);
  const parts = decoded === undefined ? null : /^((?:f:|a:)[^|+]+)(?:[|+](msg-.+))?$/.exec(decoded);
  const threadId = parseThreadId(`thread-${parts?.[1] ?? ''}`);
  if (decoded === undefined || threadId === undefined) return undefined;
  const messageId = parseMessageId(parts?.[2]);
  if (parts?.[2] !== undefined && messageId === undefined) return undefined;
  return messageId === undefined ? { decoded, threadId } : { decoded, threadId, messageId };
}

function decodeBase64(text: string): string | undefined {
  try {
    const decoded = atob(text.padEnd(Math.ceil(text.length / 4) * 4, '='));
    return /^[\x20-\x7e]+$/.test(decoded) ? decoded : undefined;
  } catch {
    return undefined;
  }
}
