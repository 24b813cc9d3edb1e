/** Longest line that is worth keeping; a longer one is a body that slipped in. */
const MAX_LINE = 300;
/** What is looked at at all, so that a body costs no time either. */
const MAX_LOOK = 2000;

/** What must not come out, broadest first, and what stands in its place. */
const patterns: readonly [RegExp, string][] = [
  [/[^\s@<>"'(),;:=]+@[^\s@<>"'(),;:]+/gu, '<address>'],
  [/\b(?:https?|wss?):\/\/[^\s"'<>]+/giu, '<url>'],
  // A quote that does not end was cut off by somebody else; an apostrophe inside a word is no quote.
  [/"[^"]*(?:"|$)|“[^”]*(?:”|$)|«[^»]*(?:»|$)|(?<!\w)'[^']*(?:'|$)/gu, '<text>'],
  [/\b(bearer|basic)\s+\S+/giu, '$1 <token>'],
  [/(\w*(?:key|token|secret|password|authorization))(\s*[=:]\s*)\S+/giu, '$1$2<token>'],
  // Long words are tokens; shorter ones when they hold a digit, since names of things seldom do.
  [/\b[A-Za-z0-9_-]{24,}(?:\.[A-Za-z0-9_-]+)*/gu, '<token>'],
  [/\b(?=[A-Za-z+/_-]{0,60}\d)[A-Za-z0-9+/_-]{16,}(?:\.[A-Za-z0-9_-]+)*=*/gu, '<token>'],
];

/** Removes addresses, web addresses, quoted text and tokens from a line, and cuts it. */
export function redact(line: string): string {
  // The cut may go through a word that is no longer recognised, so that word goes too.
  const look = line.length > MAX_LOOK ? line.slice(0, MAX_LOOK).replace(/\S{1,320}$/u, '') : line;
  const clean = patterns.reduce((text, [pattern, label]) => text.replace(pattern, label), look);
  return clean.length > MAX_LINE || line.length > MAX_LOOK ? `${clean.slice(0, MAX_LINE)}…` : clean;
}
