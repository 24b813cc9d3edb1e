import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText } from '../../../utils/crm/cut-text.ts';

const FAMILY = '👨‍👩‍👧‍👦';

describe('cutText', () => {
  it.each([
    ['a text that fits', 'one two', 7, { text: 'one two', wasCut: false }],
    ['a text too long, after its last whole word', 'one two three', 10, { text: 'one two…', wasCut: true }],
    ['a word that ends at the limit', 'one two three', 8, { text: 'one two…', wasCut: true }],
    ['lines, at a line end', 'one\ntwo\nthree', 9, { text: 'one\ntwo…', wasCut: true }],
    ['a text without blanks, between letters', '日本語のテキスト', 5, { text: '日本語の…', wasCut: true }],
    ['an emoji of several parts, before it', `ab${FAMILY}cd`, 6, { text: 'ab…', wasCut: true }],
    ['a letter with its accent, before it', 'abcde\u0301fgh', 6, { text: 'abcd…', wasCut: true }],
    ['a surrogate pair with no room for it', '😀😀', 1, { text: '', wasCut: true }],
  ])('keeps or cuts %s', (_, text, max, expected) => {
    expect(cutText(text, max)).toEqual(expected);
  });

  it('never leaves half a character, and never more than fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 1, max: 300 }), (text, max) => {
        const cut = cutText(text, max);
        expect(cut.text.length).toBeLessThanOrEqual(max);
        expect(cut.text.isWellFormed()).toBe(true);
        expect(cut.wasCut).toBe(text.length > max);
      }),
    );
  });

  it('keeps whole letters from the start of the text, whatever the text', () => {
    const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(' ', '\n', FAMILY, 'e\u0301', '🇪🇸', 'word', '한'), fc.string()), {
          maxLength: 60,
        }),
        fc.integer({ min: 40, max: 120 }),
        (parts, max) => {
          const text = parts.join('').toWellFormed();
          const { text: cut, wasCut } = cutText(text, max, '');
          if (!wasCut) return;
          expect(text.startsWith(cut)).toBe(true);
          const places = new Set([...letters.segment(text)].map(({ index }) => index));
          expect(places.has(cut.length)).toBe(true);
        },
      ),
    );
  });

  it('cuts even one letter that is longer than all the room', () => {
    const zalgo = `a${'\u0301'.repeat(10_000)}`;
    expect(cutText(zalgo, 100, '').text).toHaveLength(100);
  });

  it('stays fast on a text of megabytes', () => {
    const text = 'word '.repeat(1_000_000);
    const start = performance.now();
    expect(cutText(text, 4000).text.length).toBeGreaterThan(3990);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
