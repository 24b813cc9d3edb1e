/** Longest name in bytes that common file systems and the CRM take. */
const MAX_NAME_BYTES = 255;
/** A longer ending is no file type. */
const MAX_EXTENSION_BYTES = 20;

/** Marks that turn the direction of writing, so that `fdp.exe` reads as `exe.pdf`, and signs nobody sees. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]/gu;
const NOT_IN_A_NAME = /[<>:"|?*]/g;
/** Names Windows keeps for devices, whatever ending follows. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

const EXTENSIONS: Record<string, string> = {
  'application/json': 'json',
  'application/ms-tnef': 'dat',
  'application/pdf': 'pdf',
  'application/pgp-encrypted': 'asc',
  'application/pgp-signature': 'asc',
  'application/pkcs7-mime': 'p7m',
  'application/pkcs7-signature': 'p7s',
  'application/x-pkcs7-mime': 'p7m',
  'application/x-pkcs7-signature': 'p7s',
  'application/zip': 'zip',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/svg+xml': 'svg',
  'image/webp': 'webp',
  'message/delivery-status': 'txt',
  'message/rfc822': 'eml',
  'text/calendar': 'ics',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/plain': 'txt',
  'text/vcard': 'vcf',
};

const encoder = new TextEncoder();
const bytesOf = (text: string) => encoder.encode(text).length;

/**
 * A file name that is safe to show and to store: no folders, control characters, direction marks or device names, at
 * most 255 bytes with its ending kept. What leaves nothing becomes `fallback`.
 */
export function toSafeFileName(name: string, fallback: string): string {
  const last = name.toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const clean = trimDots(last.normalize('NFC').replace(UNSEEN, '').replace(NOT_IN_A_NAME, '_'));
  if (clean === '') return fallback;
  return shorten(DEVICE.test(clean) ? `_${clean}` : clean);
}

/** A name for a part that came without one: `image-2.png`, `message-1.eml`. */
export function nameForType(mimeType: string, number: number): string {
  const kind = mimeType.startsWith('image/') ? 'image' : mimeType === 'message/rfc822' ? 'message' : 'attachment';
  return `${kind}-${number}.${EXTENSIONS[mimeType] ?? 'bin'}`;
}

/** Dots and blanks at either end: `..`, hidden files, and what Windows drops in silence. */
function trimDots(name: string): string {
  let start = 0;
  let end = name.length;
  const isEdge = (at: number) => name[at] === '.' || name.charAt(at).trim() === '';
  while (start < end && isEdge(start)) start++;
  while (end > start && isEdge(end - 1)) end--;
  return name.slice(start, end);
}

function shorten(name: string): string {
  if (bytesOf(name) <= MAX_NAME_BYTES) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 ? name.slice(dot) : '';
  const extension = bytesOf(ending) <= MAX_EXTENSION_BYTES ? ending : '';
  let room = MAX_NAME_BYTES - bytesOf(extension);
  let stem = '';
  for (const character of name.slice(0, name.length - extension.length)) {
    room -= bytesOf(character);
    if (room < 0) break;
    stem += character;
  }
  return stem.trimEnd() + extension;
}
