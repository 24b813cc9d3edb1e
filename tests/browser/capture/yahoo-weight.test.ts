import { afterEach, describe, expect, it } from 'vitest';
import { withoutCredentials } from '../../../utils/capture/yahoo/page-world/without-credentials.ts';
import { listAnswer, message, midOf } from '../../fixtures/yahoo/wire.ts';
import { pause, until } from './framed-page.ts';
import { longestWhileChanging, quietest } from './longest-task.ts';
import { removePages, start } from './yahoo-page.ts';

afterEach(removePages);

describe('Yahoo adapter: weight', () => {
  const snippet = 'fragmento '.repeat(90);
  const many = Array.from({ length: 4000 }, (_, n) => message({ id: midOf(n), snippet }));
  const text = JSON.parse(JSON.stringify(listAnswer(many))) as string;

  it('reads an answer of 5 MB without holding the thread', async () => {
    const { frame: tell, notices } = start('');
    expect(text.length).toBeGreaterThan(5_000_000);
    await pause(200);
    const longest = await quietest(async (round) => {
      tell('answer', 'batch', text, round);
      await until('all are read', () => notices.length === 4000 * round);
    });
    expect(longest).toBeLessThanOrEqual(50);
  });

  it.each([
    ['without', text],
    ['with', text.replace('"error"', '"mailWssid":"x\\u002Fy","error"')],
  ])('looks through an answer of 5 MB %s credentials in one short task', async (_, answer) => {
    const longest = await quietest(async () => {
      await pause(10);
      expect(withoutCredentials(answer)).not.toContain('u002F');
    });
    expect(longest).toBeLessThanOrEqual(50);
  });

  it('keeps up with ten thousand changes a second', async () => {
    const row = `<li><a data-test-id="message-list-item" href="/d/folders/1/messages/${midOf(1)}"><span title="bea@client.example">B</span></a></li>`;
    const { window, notices } = start(`<ul role="list">${row.repeat(60)}</ul>`);
    const { document } = window;
    await until('it runs', () => notices.length > 0);
    expect(await longestWhileChanging(document)).toBeLessThanOrEqual(50);
  });
});
