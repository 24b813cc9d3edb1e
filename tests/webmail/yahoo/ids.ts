const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const HEX = '0123456789abcdef';

/** Makes the ids of messages, conversations and mailboxes. None comes twice but by chance of one in 64^21. */
export interface IdMaker {
  /** 27 characters, the first an `A`. */
  mid(): string;
  /** Of the same letters and another length. */
  conversationId(): string;
  mailboxId(): string;
  /** `<digits.digits.ms@mail.yahoo.com>` */
  messageId(ms: number): string;
  /** Letters fit for addresses, cookies and nonces. */
  token(length: number): string;
  hex(length: number): string;
}

export function createIdMaker(random: () => number): IdMaker {
  const from = (letters: string, length: number): string =>
    Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('');
  const digits = (length: number): string => String(1 + Math.floor(random() * 9)) + from('0123456789', length - 1);
  return {
    mid: () => `A${from(BASE64URL, 26)}`,
    conversationId: () => `A${from(BASE64URL, 21)}`,
    mailboxId: () => `VjN-${from(BASE64URL, 76)}`,
    messageId: (ms) => `<${digits(9)}.${digits(7)}.${Math.floor(ms)}@mail.yahoo.com>`,
    token: (length) => from(BASE64URL.slice(0, 62), length),
    hex: (length) => from(HEX, length),
  };
}

/** The id Yahoo puts into References of a message beside its own: `<x.ref@mail.yahoo.com>`. */
export const refOf = (messageId: string): string => messageId.replace('@', '.ref@');
