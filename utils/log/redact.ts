/** Longest line that is worth keeping; a longer one is a body that slipped in. */
const MAX_LINE = 300;

const patterns: readonly [RegExp, string][] = [
  [/[^\s@<>"'(),;:]+@[^\s@<>"'(),;:]+/gu, '<address>'],
  [/\b(?:https?|wss?):\/\/[^\s"'<>]+/giu, '<url>'],
  [/"[^"]*"|'[^']*'|“[^”]*”|«[^»]*»/gu, '<text>'],
  [/\b[A-Za-z0-9_-]{24,}(?:\.[A-Za-z0-9_-]+)*\b/gu, '<token>'],
];

/** Removes addresses, web addresses, quoted text and long tokens from a line, and cuts it. */
export function redact(line: string): string {
  const clean = patterns.reduce((text, [pattern, label]) => text.replace(pattern, label), line);
  return clean.length > MAX_LINE ? `${clean.slice(0, MAX_LINE)}…` : clean;
}
