export interface UnknownFile {
  field: string;
  name: string;
  mime: string;
  bytes: Uint8Array;
}

const KEY = 0x2a;

const lettersOf = (bytes: Uint8Array): string => {
  let letters = '';
  for (const byte of bytes) letters += String.fromCharCode(byte ^ KEY);
  return btoa(letters);
};
const bytesOf = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0) ^ KEY);
const write = (text: string): string => lettersOf(new TextEncoder().encode(text));
const read = (text: string): string => new TextDecoder().decode(bytesOf(text));

/** How requests and answers of another release might look: not JSON, not a form, and nothing known in them. */
export function encodeUnknown(text: string, files: readonly UnknownFile[]): string {
  const more = files.map((one) => [one.field, one.name, one.mime].map(write).concat(lettersOf(one.bytes)).join('.'));
  return ['q7', write(text), ...more].join('~');
}

export function decodeUnknown(text: string): { text: string; files: Map<string, UnknownFile> } {
  const [, body = '', ...more] = text.split('~');
  const files = more.map((one): [string, UnknownFile] => {
    const [field = '', name = '', mime = '', bytes = ''] = one.split('.');
    return [read(field), { field: read(field), name: read(name), mime: read(mime), bytes: bytesOf(bytes) }];
  });
  return { text: read(body), files: new Map(files) };
}
