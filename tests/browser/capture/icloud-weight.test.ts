import { afterEach, describe, expect, it } from 'vitest';
import { MS, message, threadList, toLoaded, toMetadata } from '../../fixtures/icloud/fake-icloud.ts';
import { pause, until } from './framed-page.ts';
import { closeMailFrames, openMailFrame } from './icloud-page.ts';
import { longestWhileChanging, quietest } from './longest-task.ts';

afterEach(closeMailFrames);

const session = { sessionHeaders: { folder: 'INBOX' } };
const padding = 'fragmento '.repeat(110);

describe('iCloud adapter: weight', () => {
  it('reads a conversation of 5 MB without holding the thread', async () => {
    const { tell, call, notices } = await openMailFrame();
    const many = Array.from({ length: 4000 }, (_, n) => ({
      ...toMetadata(message({ uid: n + 1, messageId: `<${n}@client.example>`, date: MS + n })),
      preview: padding,
    }));
    const text = JSON.stringify({ messageMetadataList: many });
    expect(text.length).toBeGreaterThan(5_000_000);
    await call('thread/search', session);
    await pause(1500);
    const longest = await quietest(async (round) => {
      tell('answer', 'thread/get', text);
      await until('all are read', () => notices.length === 4000 * round);
    });
    expect(longest).toBeLessThanOrEqual(50);
  });

  it('reads a list and a message of 5 MB each without holding the thread', async () => {
    const { tell, call, notices, window } = await openMailFrame({ mayRead: false });
    const rows = threadList(Array.from({ length: 50 }, (_, n) => message({ uid: n, threadId: `t-${n}` }))).threadList;
    const many = Array.from({ length: 4000 }, (_, n) => ({ ...rows[n % 50], threadId: `t-${n}`, preview: padding }));
    const list = JSON.stringify({ threadList: many });
    const body = toLoaded(message({ html: `<p title="a">${padding.repeat(1700)}` }), ['1']);
    const loaded = JSON.stringify({ ...body, related: Array.from({ length: 3000 }, () => padding) });
    for (const text of [list, loaded]) expect(text.length).toBeGreaterThan(5_000_000);
    await window.fetch('https://p42-mcc.icloud.com/cc/mail/v1/account/1/preference/web/all');
    await call('thread/search', session);
    await pause(6500);
    const longest = await quietest(async (round) => {
      tell('answer', 'thread/search', list);
      tell('answer', 'message/get', loaded);
      await until('the message is read', () => notices.length === round);
    });
    expect(longest).toBeLessThanOrEqual(50);
  });

  it('keeps up with ten thousand changes a second', async () => {
    const { window, call, notices } = await openMailFrame({ messages: [message()] });
    await call('thread/get', { threadId: 't-7', ...session });
    await until('it runs', () => notices.length > 0);
    expect(await longestWhileChanging(window.document)).toBeLessThanOrEqual(50);
  });
});
