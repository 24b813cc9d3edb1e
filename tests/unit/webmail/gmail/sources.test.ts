import { describe, expect, it } from 'vitest';
import { createGmailStandIn, NoAnswer } from '../../../webmail/gmail/gmail-stand-in.ts';
import type { GmailStandInOptions } from '../../../webmail/gmail/options.ts';
import { createClock, createRandom, MAIL, openPage, REP, sample } from './client.ts';

const big = { name: 'scan.bin', mime: 'application/octet-stream', bytes: new Uint8Array(300_000).fill(65) };

async function setUp(options: GmailStandInOptions = {}) {
  const clock = createClock();
  const webmail = createGmailStandIn({ now: clock.now, random: createRandom(), ...options });
  const raw = sample({ files: [big] });
  const told = webmail.deliver(REP, raw);
  return { clock, webmail, raw, told, page: await openPage(webmail) };
}

const sourceUrl = (query: string, extra = ''): string =>
  `/mail/u/0/?view=att&${query}&attid=0&disp=comp&safe=1&zw${extra}`;
const follow = async (
  webmail: { handle(request: Request): Promise<Response> },
  response: Response,
): Promise<Response> => webmail.handle(new Request(response.headers.get('location') ?? ''));

describe('the raw source', () => {
  it('is read through a redirect, byte for byte, by sync id or legacy id, without a cookie at the second host', async () => {
    const { webmail, raw, told, page } = await setUp();
    for (const query of [`permmsgid=${told.ref}`, `th=${told.legacyId}`]) {
      const first = await page.get(sourceUrl(query));
      expect(first.status).toBe(302);
      expect(first.headers.get('location')).toMatch(/^https:\/\/mail-attachment\.googleusercontent\.com\/attachment\//);
      const second = await follow(webmail, first);
      expect(second.headers.get('access-control-allow-origin')).toBe(MAIL);
      expect(second.headers.get('access-control-allow-credentials')).toBe('true');
      expect(new TextDecoder().decode(await second.arrayBuffer())).toBe(raw);
    }
    expect(
      webmail.requests.filter((one) => one.kind === 'source-file').map((one) => [one.byPage, one.revealed]),
    ).toEqual([
      [false, [told.ref]],
      [false, [told.ref]],
    ]);
  });

  it('is bounced back the second time, unless it was asked for in another way', async () => {
    const { webmail, told, page } = await setUp();
    const query = `permmsgid=${told.ref}`;
    await follow(webmail, await page.get(sourceUrl(query)));
    const again = await follow(webmail, await page.get(sourceUrl(query)));
    expect([again.status, again.headers.get('location')]).toEqual([302, `${MAIL}/mail/u/0/`]);
    expect(again.headers.get('access-control-allow-origin')).toBeNull();
    expect((await follow(webmail, await page.get(sourceUrl(query, '&x=2')))).status).toBe(200);
  });

  it('lives shortly', async () => {
    const { clock, webmail, told, page } = await setUp();
    const first = await page.get(sourceUrl(`permmsgid=${told.ref}`));
    clock.pass(61_000);
    expect((await follow(webmail, first)).status).toBe(302);
  });

  it('may be switched off, and so may the original page and the classic conversation', async () => {
    const { page, told } = await setUp({ rawSource: 'off', originalPage: 'off', classic: 'off' });
    expect((await page.get(sourceUrl(`permmsgid=${told.ref}`))).status).toBe(403);
    expect((await page.get(`/mail/u/0/?view=om&permmsgid=${told.ref}`)).status).toBe(403);
    expect((await page.get(`/mail/u/0/?ui=2&view=cv&th=${told.legacyId}`, { method: 'POST' })).status).toBe(404);
  });

  it('is shortened in the original page when large, and whole when small', async () => {
    const { webmail, page, told } = await setUp();
    const large = await (await page.get(`/mail/u/0/?view=om&permmsgid=${told.ref}`)).text();
    expect(large).toContain(
      '<pre class="raw_message_text" id="raw_message_text">From: Ana Torres &lt;ana@northwind.example&gt;',
    );
    expect(large).toContain(`view=att&amp;th=${told.legacyId}`);
    expect(large.length).toBeLessThan(10_000);
    webmail.set({ originalLimitBytes: 10_000_000 });
    expect((await (await page.get(`/mail/u/0/?view=om&permmsgid=${told.ref}`)).text()).length).toBeGreaterThan(400_000);
  });

  it('is not found at once after sending, by option', async () => {
    const { clock, webmail, page } = await setUp({ undoMs: 0, sourceLagMs: 3000 });
    const { firstSave } = await import('../../../webmail/gmail/page/operations.ts');
    const { outgoing, SENDING, START_MS } = await import('./client.ts');
    await page.change([firstSave(outgoing({ labels: SENDING }), START_MS)]);
    const ask = (): Promise<Response> => page.get(sourceUrl(`permmsgid=${outgoing().id}`));
    expect((await ask()).status).toBe(404);
    clock.pass(3001);
    expect((await follow(webmail, await ask())).status).toBe(200);
  });
});

describe('other ways to a message', () => {
  it('gives attachments by their place in the message', async () => {
    const { webmail, page, told } = await setUp();
    const file = await follow(webmail, await page.get(`/mail/u/0/?view=att&th=${told.legacyId}&attid=0.1&disp=safe`));
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(big.bytes);
    expect((await page.get(`/mail/u/0/?view=att&th=${told.legacyId}&attid=0.9`)).status).toBe(404);
  });

  it('answers the classic conversation in guarded chunks, read messages collapsed', async () => {
    const { webmail, page, told } = await setUp();
    webmail.deliver(REP, sample({ messageId: '<2@northwind.example>', inReplyTo: told.messageId }));
    const { labelChange } = await import('../../../webmail/gmail/page/operations.ts');
    await page.change([labelChange(told.threadRef, [told.ref], [], ['^u'])]);
    const url = `/mail/u/0/?ui=2&ik=${page.config.ik}&view=cv&th=${told.legacyId}&pcd=1&mb=0&rt=c&search=inbox&type=${told.legacyId}`;
    const text = await (await page.get(url, { method: 'POST' })).text();
    expect(text.startsWith(")]}'\n\n")).toBe(true);
    const lines = text.split('\n').slice(2);
    const entries: unknown[][] = lines
      .filter((_, place) => place % 2 === 1)
      .flatMap((line) => (line ? JSON.parse(line) : []));
    lines
      .filter((_, place) => place % 2 === 0 && lines[place + 1])
      .forEach((length, place) => {
        expect(Number(length)).toBe((lines[place * 2 + 1]?.length ?? 0) + 1);
      });
    const [first, second] = entries.filter((entry) => entry[0] === 'ms');
    expect(first?.[1]).toBe(told.legacyId);
    expect(first?.[13]).toBeNull();
    expect(second?.[13]).toMatchObject({
      1: [`Robin Reyes <${REP}>`],
      6: '<p>Dear Robin</p>',
      20: '<2@northwind.example>',
    });
  });

  it('answers print view and feed', async () => {
    const { page, told } = await setUp();
    expect(await (await page.get(`/mail/u/0/?ui=2&view=pt&search=all&permthid=${told.threadRef}`)).text()).toContain(
      'Dear Robin',
    );
    const feed = await (await page.get('/mail/u/0/feed/atom')).text();
    expect(feed).toContain(`message_id=${told.legacyId}`);
    expect(feed).toContain('<email>ana@northwind.example</email>');
  });
});

describe('a session', () => {
  it('is needed for sources: without cookie they end at the sign-in page', async () => {
    const { webmail, told } = await setUp();
    const first = await webmail.handle(new Request(MAIL + sourceUrl(`permmsgid=${told.ref}`)));
    expect(first.headers.get('location')).toMatch(/^https:\/\/accounts\.google\.com\/ServiceLogin\?/);
    const second = await follow(webmail, first);
    expect([second.status, second.headers.get('access-control-allow-origin')]).toEqual([200, MAIL]);
    expect(webmail.requests.flatMap((one) => (one.byPage ? [] : one.revealed))).toEqual([]);
  });

  it('ends by signing out and by time, and begins again with another mailbox key', async () => {
    const { clock, webmail, page, told } = await setUp({ sessionMs: 10_000 });
    const isSignedIn = async (): Promise<boolean> =>
      !(await page.get(sourceUrl(`permmsgid=${told.ref}`))).headers.get('location')?.includes('accounts.google.com');
    expect(await isSignedIn()).toBe(true);
    clock.pass(10_001);
    expect(await isSignedIn()).toBe(false);
    webmail.signIn(REP);
    expect(await isSignedIn()).toBe(true);
    webmail.signOut(REP);
    const top = await webmail.handle(new Request(webmail.url(REP)));
    const signIn = await follow(webmail, top);
    const href = /href="([^"]+)"/.exec(await signIn.text())?.[1]?.replaceAll('&amp;', '&') ?? '';
    const back = await webmail.handle(new Request(new URL(href, 'https://accounts.google.com')));
    expect(back.headers.get('location')).toBe(webmail.url(REP));
    expect((await openPage(webmail)).config.ik).not.toBe(page.config.ik);
  });

  it('gives no answer at all when offline', async () => {
    const { webmail } = await setUp({ offline: false });
    webmail.set({ offline: true });
    await expect(webmail.handle(new Request(webmail.url(REP)))).rejects.toThrow(NoAnswer);
  });
});
