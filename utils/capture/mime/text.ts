/** Cuts without leaving half a character behind. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const end = text.charCodeAt(maxLength - 1) >>> 10 === 0x36 ? maxLength - 1 : maxLength;
  return text.slice(0, end);
}

/** A header's text on one line: well-formed, control characters as blanks, blanks at both ends off, cut to a length. */
export function toOneLine(text: string, maxLength: number): string {
  return cutText(
    text
      .slice(0, maxLength * 2)
      .toWellFormed()
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
      .trim(),
    maxLength,
  );
}
