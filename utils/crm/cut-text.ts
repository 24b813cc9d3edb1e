/** How far back from the limit a blank is looked for; text without blanks is cut between letters. */
const LONGEST_WORD = 200;

/**
 * Text of at most `max` UTF-16 units: whole, or cut after a word, with `ending` at its end. A cut never falls inside
 * a letter as a person sees it (a surrogate pair, a letter with its accents, an emoji of several parts).
 */
export function cutText(text: string, max: number, ending = '…'): { text: string; wasCut: boolean } {
  if (text.length <= max) return { text, wasCut: false };
  if (ending.length >= max) return { text: text.slice(0, cutAt(text, max)), wasCut: true };
  return { text: text.slice(0, cutAt(text, max - ending.length)).trimEnd() + ending, wasCut: true };
}

/** The last place at or before `max` where `text` may be cut. */
function cutAt(text: string, max: number): number {
  const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  // The letter that starts at `max` decides whether `max` itself is between two letters.
  let between = 0;
  let afterWord = 0;
  for (const { index, segment } of letters.segment(text.slice(0, max + 2))) {
    if (index > max) break;
    between = index;
    if (/^\s/.test(segment)) afterWord = index;
  }
  if (max - afterWord <= LONGEST_WORD && afterWord > 0) return afterWord;
  // One letter longer than all the room there is: at least no half character.
  if (between === 0) return /[\ud800-\udbff]/.test(text[max - 1] ?? '') ? max - 1 : max;
  return between;
}
