import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../../utils/capture/icloud/decode-text.ts';
import { runAtOnce } from '../../../../utils/capture/sliced-work.ts';

const CHUNK = 256 * 1024;

describe('text of an answer', () => {
  it.each([
    ['nothing', ''],
    ['a few words', 'Preisliste für Omar'],
    ['signs of two to four bytes at every place of a border', `${'aä€😀'.repeat(60_000)}b${'😀€ä'.repeat(60_000)}`],
  ])('is the same in steps as at once: %s', (_, text) => {
    expect(runAtOnce(decodeText(new TextEncoder().encode(text)))).toBe(text);
  });

  it('has what is cut off at the end shown as such, and no byte order mark', () => {
    const bytes = new TextEncoder().encode('\uFEFFa€').subarray(0, -1);
    expect(runAtOnce(decodeText(bytes))).toBe(new TextDecoder().decode(bytes));
  });

  it('can be left off on the way', () => {
    const work = decodeText(new Uint8Array(3 * CHUNK).fill(97));
    expect([1, 2, 3].map(() => work.next().done)).toEqual([false, false, false]);
    expect(work.next().value).toHaveLength(3 * CHUNK);
  });
});
