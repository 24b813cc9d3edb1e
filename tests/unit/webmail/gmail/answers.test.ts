import { describe, expect, it } from 'vitest';
import { createGmailStandIn } from '../../../webmail/gmail/gmail-stand-in.ts';
import { msOf } from '../../../webmail/gmail/ids.ts';
import type { GmailStandInOptions } from '../../../webmail/gmail/options.ts';
import { at, fromWire, listAt, textAt, tuple } from '../../../webmail/gmail/page/wire.ts';
import { createClock, createRandom, openPage, REP, recordsIn, START_MS, sample } from './client.ts';

function setUp(options: GmailStandInOptions = {}) {
  const clock = createClock();
  const webmail = createGmailStandIn({ now: clock.now, random: createRandom(), ...options });
  return { clock, webmail };
}

const pdf = { name: 'Stückliste.pdf', mime: 'application/pdf', bytes: new TextEncoder().encode('%PDF-1.4') };

describe('answers of the sync layer', () => {
  it('tell new mail in i/s with everything but the body', async () => {
    const { webmail } = setUp();
    const page = await openPage(webmail);
    const told = webmail.deliver(REP, sample({ cc: 'Kim <kim@northwind.example>', files: [pdf] }));
    const answer = await page.poll();
    const thread = at(answer, 1, 5, 0, 0, 2, 6, 0);
    expect(at(answer, 1, 5, 0, 0, 0)).toBe(told.threadRef);
    expect(at(thread, 3)).toBe(told.threadRef);
    expect(at(thread, 19)).toBe(told.legacyId);
    const record = at(thread, 4, 0);
    expect(at(record, 0)).toBe(`msg-f:${BigInt(`0x${told.legacyId}`)}`);
    expect(at(record, 1)).toEqual([1, 'ana@northwind.example', 'Ana Torres']);
    expect(at(record, 2)).toEqual([[1, REP, 'Robin Reyes']]);
    expect(at(record, 3)).toEqual([[1, 'kim@northwind.example', 'Kim']]);
    expect(at(record, 6)).toBe(START_MS - 5000);
    expect(at(record, 7)).toBe('Offer');
    expect(at(record, 8)).toBeUndefined();
    expect(at(record, 10)).toEqual(expect.arrayContaining(['^i', '^u', '^us']));
    expect(at(record, 11, 0, 1)).toBe('Stückliste.pdf');
    expect(at(record, 11, 0, 3)).toBe('0.1');
    expect(at(record, 13)).toBe('<offer@northwind.example>');
    expect(at(record, 17)).toBe(msOf(told.legacyId));
    expect(at(record, 55)).toBe(told.legacyId);
  });

  it('leave recipients and Message-ID out of lists', async () => {
    const { webmail } = setUp();
    webmail.deliver(REP, sample());
    const page = await openPage(webmail);
    const answer = await page.ask('bv', tuple({ 0: tuple({ 0: tuple({ 0: 49, 1: 50, 3: 'in:inbox', 9: 0 }) }) }));
    const record = at(answer, 2, 0, 0, 4, 0);
    expect(textAt(record, 1, 1)).toBe('ana@northwind.example');
    for (const place of [2, 3, 4, 7, 8, 13]) expect(at(record, place)).toBeUndefined();
    expect(at(answer, 2, 0, 0, 0)).toBe('Offer');
  });

  it.each(['flat', 'nested'] as const)('give whole messages in fd, recipients %s', async (fdRecipients) => {
    const { webmail } = setUp({ fdRecipients });
    const told = webmail.deliver(REP, sample({ files: [pdf] }));
    const page = await openPage(webmail);
    const answer = await page.ask('fd', tuple({ 0: [tuple({ 0: told.threadRef, 1: 1 })], 1: 2 }));
    const thread = at(answer, 1, 0);
    expect(at(thread, 0)).toBe(told.threadRef);
    expect(at(thread, 1, 1, 0, 0)).toBe(told.ref);
    expect(at(thread, 1, 1, 0, 27)).toBe(told.legacyId);
    const full = at(thread, 2, 0, 1);
    const to = fdRecipients === 'flat' ? at(full, 0) : at(full, 0, 0);
    expect(to).toEqual([[1, REP, 'Robin Reyes']]);
    expect(at(full, 4)).toBe('Offer');
    expect(at(full, 5, 1, 0, 2, 1)).toBe('<p>Dear Robin</p>');
    expect(at(full, 7)).toBe('<offer@northwind.example>');
    expect(at(full, 13, 0, 0, 3, 2)).toBe('Stückliste.pdf');
    expect(at(full, 34)).toBe(told.legacyId);
    expect(webmail.requests.at(-1)).toMatchObject({ kind: 'full', byPage: true, revealed: [told.ref] });
  });

  it('lack the heads when single messages are asked for, by option', async () => {
    const { webmail } = setUp({ fdHeads: 'threads-only' });
    const told = webmail.deliver(REP, sample());
    const page = await openPage(webmail);
    const answer = await page.ask('fd', tuple({ 0: [tuple({ 0: told.threadRef, 2: [told.ref] })], 1: 1 }));
    expect(at(answer, 1, 0, 1)).toBeUndefined();
    expect(at(answer, 1, 0, 2, 0, 0)).toBe(told.ref);
  });

  it('come in the object form with keys from 1 and times as text', async () => {
    const { webmail } = setUp({ form: 'object' });
    const page = await openPage(webmail);
    const told = webmail.deliver(REP, sample());
    const answer = await page.poll();
    expect(Array.isArray(answer)).toBe(false);
    const record = recordsIn(fromWire(answer))[0];
    expect(at(record, 0)).toBe(told.ref);
    expect(at(record, 17)).toBe(String(msOf(told.legacyId)));
  });

  it('are refused without the headers of the page', async () => {
    const { webmail } = setUp();
    const page = await openPage(webmail);
    await expect(page.ask('s', tuple({}), { 'x-framework-xsrf-token': 'wrong' })).rejects.toThrow('status 401');
    await expect(page.ask('s', tuple({}), { 'x-gmail-btai': '' })).rejects.toThrow('status 401');
  });

  it('bring another token after the set number of requests', async () => {
    const { webmail } = setUp({ rotateXsrfAfter: 2 });
    const page = await openPage(webmail);
    await page.poll();
    await page.poll();
    await expect(page.poll()).rejects.toThrow('status 401');
  });

  it('can be padded to 5 MB', async () => {
    const { webmail } = setUp({ paddingBytes: 5_000_000 });
    const page = await openPage(webmail);
    expect(JSON.stringify(await page.poll()).length).toBeGreaterThan(5_000_000);
  });
});

describe('the page', () => {
  it('carries the constants, first data and the headers that bind scripts', async () => {
    const { webmail } = setUp();
    webmail.deliver(REP, sample());
    const page = await openPage(webmail);
    const response = await webmail.handle(new Request(webmail.url(REP)));
    expect(response.headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'");
    expect(response.headers.get('cross-origin-opener-policy')).toBeTruthy();
    const globals: unknown = JSON.parse(/GLOBALS=(\[.*?\]);/.exec(page.html)?.[1] ?? '[]');
    expect([at(globals, 7), at(globals, 9), at(globals, 10)]).toEqual(['/u/0', page.config.ik, REP]);
    const data: Record<string, unknown> = JSON.parse(
      /_GM_setData\((\{.*?\})\);<\/script>/.exec(page.html)?.[1] ?? '{}',
    );
    const list: unknown = JSON.parse(textAt(data.a6jdv, 0, 2));
    const whole: unknown = JSON.parse(textAt(data.Cl6csf, 0, 2));
    expect(listAt(list, 0, 0)).toHaveLength(1);
    expect(at(whole, 1, 0, 1, 4, 0, 8, 1, 0, 2, 1)).toBe('<p>Dear Robin</p>');
  });

  it('answers for each account by its number, and for a delegated mailbox below it', async () => {
    const { webmail } = setUp({
      accounts: [
        { address: REP, name: 'Robin' },
        { address: 'second@example.com', name: 'Second' },
      ],
      delegated: [{ id: 'AbC1', address: 'office@example.com', name: 'Office', delegate: REP }],
    });
    expect((await openPage(webmail, 'second@example.com')).config.account).toBe('second@example.com');
    expect(webmail.url('office@example.com')).toBe('https://mail.google.com/mail/u/0/d/AbC1/');
    const office = await openPage(webmail, 'office@example.com');
    webmail.deliver('office@example.com', sample());
    expect(recordsIn(await office.poll())).toHaveLength(1);
    webmail.setAccountOrder(['second@example.com', REP]);
    expect(webmail.url(REP)).toBe('https://mail.google.com/mail/u/1/');
  });
});
