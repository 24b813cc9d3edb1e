/** Makes ids that look like those of Exchange. All are in the alphabet with `/` and `+`. */
export interface IdMaker {
  /** Survives moves between folders. */
  immutable(): string;
  /** Changes with the folder. */
  item(): string;
  folder(): string;
  conversation(): string;
  attachment(): string;
  changeKey(): string;
  guid(): string;
  /** `length` characters fit for cookies and tokens. */
  token(length: number): string;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const LETTERS = BASE64.slice(0, 62);

/** The one form in which ids are compared: `-` stands for `/`, `_` for `+`. */
export const normalId = (id: string): string => id.replaceAll('-', '/').replaceAll('_', '+');

/** The other alphabet, of REST and Graph. */
export const urlId = (id: string): string => id.replaceAll('/', '-').replaceAll('+', '_');

export function createIdMaker(random: () => number): IdMaker {
  const from = (letters: string, length: number): string =>
    Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('');
  const mailbox = `AGNk${from(LETTERS, 44)}`;
  // A slash and a plus in each, so that a mistake with the two alphabets shows every time.
  const id = (prefix: string, length: number): string => `${prefix}${from(BASE64, length - 4)}/y+A=`;
  const hex = (length: number): string => from('0123456789abcdef', length);
  return {
    immutable: () => id(`AAkALg${from(LETTERS, 34)}`, 60),
    item: () => id(`AAMk${mailbox}BGAAAA`, 60),
    folder: () => id(`AQMk${mailbox}AuAAAD`, 40),
    conversation: () => id(`AAQk${mailbox}AQAC`, 20),
    attachment: () => id(`AAMk${mailbox}BGAAABEgAQ`, 40),
    changeKey: () => `CQAAABYAAAB${from(BASE64, 24)}`,
    guid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
    token: (length) => from(LETTERS, length),
  };
}
