import { afterEach, describe, expect, it } from 'vitest';
import { message } from '../../fixtures/icloud/fake-icloud.ts';
import { pause, until } from './framed-page.ts';
import { closeMailFrames, openMailFrame } from './icloud-page.ts';

afterEach(closeMailFrames);

const session = { sessionHeaders: { folder: 'INBOX' } };
const opened = '<iframe src="/applications/mail2-message/current/en-us/index.html"></iframe>';

describe('iCloud adapter: two ways of noticing', () => {
  it('says that it hears nothing of a page that works, asks the server itself, and hears again', async () => {
    const { window, server, troubles, notices, recovered, call } = await openMailFrame({
      messages: [message()],
      isHookless: true,
    });
    await pause(300);
    window.document.body.insertAdjacentHTML('beforeend', opened);
    await until('it is told', () => troubles.length > 0);
    expect(troubles).toEqual([{ site: 'icloud', source: 'traffic', missing: 'calls-of-the-page', outline: '' }]);
    window.document.body.append('x');
    await until('the newest is read', () => notices.length > 0);
    expect(notices[0]).toMatchObject({ ref: '<one@client.example>', noticedBy: 'dom' });
    expect(server.count('thread/search')).toBeGreaterThan(0);
    await call('thread/search', session, window.fetch);
    await until('it hears again', () => recovered.includes('traffic'));
  });

  it('says that it sees nothing of opened messages, in tags and names alone', async () => {
    const { troubles, call, window, recovered } = await openMailFrame({
      messages: [message()],
      body: '<main class="mail"><p title="bea@client.example">secret</p></main>',
    });
    await call('message/get', { uid: 7, parts: ['1'], ...session });
    await until('it is told', () => troubles.length > 0);
    expect(troubles[0]).toMatchObject({ source: 'dom', missing: 'frame-of-opened-message' });
    expect(troubles[0]?.outline).toContain('main.mail');
    expect(troubles[0]?.outline).not.toMatch(/secret|bea@/);
    window.document.body.insertAdjacentHTML('beforeend', opened);
    await until('it sees again', () => recovered.includes('dom'));
  });

  it('changes nothing in the page, never asks for anything but reading, and is silent once ended', async () => {
    const { window, call, notices, server, end } = await openMailFrame({ messages: [message()] });
    const before = window.document.documentElement.outerHTML;
    await call('thread/search', session);
    await until('it is noticed', () => notices.length > 0);
    expect(window.document.documentElement.outerHTML).toBe(before);
    const reading = [
      '/setup/ws/1/validate',
      '/cc/mail/v1/account/dsid/preference/web/all',
      'thread/search',
      'thread/get',
    ];
    for (const { path } of server.asked) expect(reading).toContain(path);
    end.abort();
    const [count, asked] = [notices.length, server.asked.length];
    await pause(200);
    await call('thread/get', { threadId: 't-7', ...session });
    await pause(1200);
    expect(notices).toHaveLength(count);
    expect(server.asked).toHaveLength(asked + 1);
  });
});
