import { afterEach, describe, expect, it } from 'vitest';
import { answerWith, list, MS, received, removePages, row, start } from './adapter-page.ts';
import { pause, until } from './framed-page.ts';
import { longestWhileChanging, quietest } from './longest-task.ts';

afterEach(removePages);

describe('Gmail adapter: weight', () => {
  it('reads an answer of 5 MB without holding the thread', async () => {
    const { frame: tell, notices } = start('');
    const many = Array.from({ length: 4000 }, (_, n) => {
      const full = received(MS + n);
      full[9] = 'fragmento '.repeat(110);
      return full;
    });
    const text = answerWith(many);
    expect(text.length).toBeGreaterThan(5_000_000);
    await pause(200);
    const longest = await quietest(async (round) => {
      tell('answer', 'sync-s', text);
      await until('all are read', () => notices.length === 4000 * round);
    });
    expect(longest).toBeLessThanOrEqual(50);
  });

  it('keeps up with ten thousand changes a second', async () => {
    const { window, notices } = start(list(row(MS, 'bea@client.example')));
    const { document } = window;
    await until('it runs', () => notices.length > 0);
    expect(await longestWhileChanging(document)).toBeLessThanOrEqual(50);
  });
});
