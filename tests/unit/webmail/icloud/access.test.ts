import { describe, expect, it } from 'vitest';
import { createIcloudStandIn } from '../../../webmail/icloud/icloud-stand-in.ts';
import type { IcloudStandInOptions } from '../../../webmail/icloud/options.ts';
import { createClock, FILE, GATEWAY, REP, sample, signIn, WWW } from './client.ts';

const stage = async (options: IcloudStandInOptions = {}) => {
  const clock = createClock();
  const webmail = createIcloudStandIn({ now: clock.now, ...options });
  const told = webmail.deliver(REP, sample({ files: [FILE] }));
  return { webmail, clock, told, session: await signIn(webmail) };
};

describe('the source of a message', () => {
  it('is the raw message, byte by byte', async () => {
    const { webmail, session, told } = await stage();
    const response = await session.ask(session.fileUrl('download', told.guid), {}, false);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(webmail.raw(REP, told.ref));
    expect(webmail.requests.at(-1)).toMatchObject({ kind: 'raw-source', byPage: false, revealed: [told.ref] });
  });

  it('is found by a guid with spaces, and not without the account number', async () => {
    const { webmail, session, told } = await stage();
    webmail.move(REP, told.ref, 'Deleted Messages');
    const url = session.fileUrl('download', 'message:Deleted Messages/101');
    expect(await (await session.ask(url)).text()).toContain('Message-ID: <offer@northwind.example>');
    const without = await (await session.ask(url.replace(/&dsid=\d+/, ''))).json();
    expect(without).toMatchObject({ success: false });
    expect(webmail.requests.at(-1)?.revealed).toEqual([]);
  });

  it('can be had part by part', async () => {
    const { session, webmail, told } = await stage();
    const url = `${session.fileUrl('part', 'messagepart:INBOX/101-2')}&type=application%2Fpdf&name=a%20b.pdf`;
    const response = await session.ask(url);
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(FILE.bytes);
    expect(webmail.requests.at(-1)).toMatchObject({ kind: 'attachment', byPage: true, revealed: [told.ref] });
  });

  it.each([
    ['refused', 200, /"success":false/],
    ['failing', 500, /Internal error/],
    ['cut-off', 200, /^From: Ana/],
    ['signed-out', 421, /Sign in again/],
  ] as const)('is %s for others than the page, on request', async (sources, status, text) => {
    const { webmail, session, told } = await stage({ sources });
    const url = session.fileUrl('download', told.guid);
    const response = await session.ask(url, {}, false);
    const body = await response.text();
    expect([response.status, body]).toEqual([status, expect.stringMatching(text)]);
    expect(body.length).toBeLessThan(webmail.raw(REP, told.ref).length);
    const ofPage = await (await session.ask(url)).arrayBuffer();
    expect(new Uint8Array(ofPage)).toEqual(webmail.raw(REP, told.ref));
  });
});

describe('the session', () => {
  it.each([401, 403, 421, 450] as const)('is over with status %i, and lives again after signing in', async (status) => {
    const { webmail, session } = await stage({ sessionOverStatus: status });
    webmail.signOut(REP);
    expect((await session.call('thread/search', 'INBOX', {})).status).toBe(status);
    expect(webmail.requests.at(-1)).toMatchObject({ kind: 'session-over', revealed: [] });
    webmail.signIn(REP);
    expect((await session.call('thread/search', 'INBOX', {})).status).toBe(200);
  });

  it.each([
    ['change', 'rotating', false],
    ['stay', 'steady', true],
  ] as const)('has cookies no script reads, which %s with each answer', async (_, cookies, isSame) => {
    const { session } = await stage({ cookies });
    const before = session.cookie();
    const response = await session.ask(session.fileUrl('download', 'message:INBOX/101'));
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^X-APPLE-WEBAUTH-TOKEN=".+"; Path=\/; HttpOnly; Secure; SameSite=None; Domain=\.icloud\.com$/,
      ),
      expect.stringMatching(/^X-APPLE-WEBAUTH-USER=".+"; Path=\/; HttpOnly; /),
    ]);
    expect(session.cookie() === before).toBe(isSame);
  });

  it('does not know an old cookie', async () => {
    const { webmail, session, clock } = await stage();
    const cookie = session.cookie();
    await session.call('thread/search', 'INBOX', {});
    clock.pass(10_000);
    const url = session.fileUrl('download', 'message:INBOX/101');
    expect((await webmail.handle(new Request(url, { headers: { cookie } }))).status).toBe(421);
    expect((await webmail.handle(new Request(url))).status).toBe(421);
  });

  it('may refuse outdated clients', async () => {
    const { webmail, session } = await stage({ builds: 'current-only' });
    expect(await session.call('thread/search', 'INBOX', {})).not.toHaveProperty('success');
    webmail.set({ build: '2640Build1' });
    expect(await session.call('thread/search', 'INBOX', {})).toMatchObject({ success: false });
  });

  it('answers nothing while it is offline', async () => {
    const { webmail, session } = await stage();
    webmail.set({ offline: true });
    await expect(session.call('thread/search', 'INBOX', {})).rejects.toThrow('no answer');
  });
});

describe('requests from another origin', () => {
  const ask = async (origin: string, method: string) => {
    const { webmail } = await stage();
    const headers = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    };
    return webmail.handle(new Request(`${GATEWAY}/mailws2/v1/thread/search`, { method, headers }));
  };

  it('may be read by the webmail itself, with its cookies', async () => {
    const response = await ask(WWW, 'OPTIONS');
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe(WWW);
    expect(response.headers.get('access-control-allow-credentials')).toBe('true');
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type');
    expect((await ask(WWW, 'POST')).headers.get('access-control-allow-origin')).toBe(WWW);
  });

  it('may not be read by others', async () => {
    expect((await ask('https://elsewhere.example', 'OPTIONS')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('who asked', () => {
  it('is the page for as many requests as it announced, and somebody else for any copy', async () => {
    const { webmail, session } = await stage();
    const url = session.fileUrl('download', 'message:INBOX/101');
    for (const byPage of [true, false, true]) await session.ask(url, {}, byPage);
    const asked = webmail.requests.filter((one) => one.kind === 'raw-source').map((one) => one.byPage);
    expect(asked).toEqual([true, false, true]);
  });

  it.each([
    ['again under a number it had', 0, { number: '1' }],
    ['without the key of a page', 0, { key: 'unknown' }],
    ['far too early', 20_000, {}],
  ])('is not told by an announcement that comes %s', async (_, laterMs, over) => {
    const { webmail, session, clock } = await stage();
    const url = session.fileUrl('download', 'message:INBOX/101');
    await session.announce(url, {}, over);
    clock.pass(laterMs);
    await session.ask(url, {}, false);
    expect(webmail.requests.at(-1)).toMatchObject({ kind: 'raw-source', byPage: false });
  });

  it('is told of the question before a request too', async () => {
    const { webmail, session } = await stage();
    const url = session.fileUrl('download', 'message:INBOX/101');
    const headers = { origin: WWW, 'access-control-request-method': 'GET' };
    const question = () => webmail.handle(new Request(url, { method: 'OPTIONS', headers }));
    await session.announce(url);
    await question();
    await session.ask(url, {}, false);
    await question();
    const told = webmail.requests.slice(-3).map(({ kind, byPage }) => [kind, byPage]);
    expect(told).toEqual([
      ['preflight', true],
      ['raw-source', true],
      ['preflight', false],
    ]);
  });

  it('is the page for documents a browser loads, and not for scripts that fetch them', async () => {
    const { webmail } = await stage();
    for (const dest of ['iframe', 'empty']) {
      const url = `${WWW}/applications/mail2/current/en-us/index.html?rootDomain=www`;
      await webmail.handle(new Request(url, { headers: { 'sec-fetch-dest': dest } }));
    }
    expect(webmail.requests.slice(-2).map((one) => one.byPage)).toEqual([true, false]);
  });
});

describe('the documents', () => {
  it('carry the release on the app alone', async () => {
    const { webmail } = await stage();
    const app = await (await webmail.handle(new Request(`${WWW}/applications/mail2/current/en-us/index.html`))).text();
    expect(app).toContain('data-cw-private-build-number="2636Hotfix65"');
    expect(app).toContain('data-cw-private-mastering-number="2636Hotfix65"');
    expect(await (await webmail.handle(new Request(`${WWW}/mail/`))).text()).not.toContain('data-cw-private');
  });

  it.each(['icloud/page/../user.ts', 'gmail/mailbox.ts', 'icloud/page/none.ts'])('do not lead to %s', async (path) => {
    const { webmail } = await stage();
    expect((await webmail.handle(new Request(`${WWW}/_/stand-in/${path}`))).status).toBe(404);
  });
});
