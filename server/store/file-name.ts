/** Control characters, and the marks that turn the direction of writing so that `gpj.exe` reads as `exe.jpg`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * A name for people, without folders, control characters, direction overrides or leading dots, at most 180 characters with its
 * extension kept. Files on disk never carry it.
 */
export function toSafeFileName(name: string): string {
  const last = name.toWellFormed().replace(unsafe, '').split(/[/\\]/u).at(-1) ?? '';
  const clean = last
    .replace(/[<>:"|?*]/gu, '_')
    .trim()
    .replace(/^\.+/u, '')
    .trim();
  if (clean === '') return 'file';
  if (clean.length <= 180) return clean;
  const extension = /\.[^.]{1,16}$/u.exec(clean)?.[0] ?? '';
  return clean.slice(0, 180 - extension.length).toWellFormed() + extension;
}

/** Lower-case letters after the last dot, or an empty string. */
export function extensionOf(name: string): string {
  return /\.([A-Za-z0-9]{1,16})$/u.exec(name)?.[1]?.toLowerCase() ?? '';
}
