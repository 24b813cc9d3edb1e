/** Control characters, and the marks that turn the direction of writing so that `gpj.exe` reads as `exe.jpg`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** Longest name kept, in UTF-16 units. */
const MAX_LENGTH = 255;

/**
 * A name for people, without folders, control characters or direction overrides; a long one keeps its extension. Files on
 * disk never carry it.
 */
export function toSafeFileName(name: string): string {
  const clean = (name.toWellFormed().replace(unsafe, '').split(/[/\\]/u).at(-1) ?? '').trim();
  if (/^\.*$/u.test(clean)) return 'file';
  if (clean.length <= MAX_LENGTH) return clean;
  const extension = /\.[^.]{1,16}$/u.exec(clean)?.[0] ?? '';
  return clean.slice(0, MAX_LENGTH - extension.length).toWellFormed() + extension;
}

/** Lower-case letters after the last dot, or an empty string. */
export function extensionOf(name: string): string {
  return /\.([A-Za-z0-9]{1,16})$/u.exec(name)?.[1]?.toLowerCase() ?? '';
}
