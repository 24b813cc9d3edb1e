import { describe, expect, it, vi } from 'vitest';
import { createFetchLadder, type FetchLadderOrder } from '../../../../utils/capture/gmail/fetch/fetch-ladder.ts';
import { createGmailAddresses } from '../../../../utils/capture/gmail/fetch/gmail-addresses.ts';
import { parseOriginalPage } from '../../../../utils/capture/gmail/fetch/source-text.ts';
import type { StructuredDraft } from '../../../../utils/capture/gmail/fetch/to-structured.ts';
import type { MailRecord } from '../../../../utils/capture/gmail/readers/mail-record.ts';
import { createPoliteTurns } from '../../../../utils/capture/session/polite-turns.ts';
import type { SessionAnswer } from '../../../../utils/capture/session/session-answer.ts';
import { createSessionFetch } from '../../../../utils/capture/session/session-fetch.ts';

const at = (pathname: string) => ({ origin: 'https://mail.google.com', pathname });
const SOURCE = 'MIME-Version: 1.0\r\nSubject: =?UTF-8?Q?hola?=\r\n\r\ntext\r\n';
const signal = new AbortController().signal;
const bytes = (text: string): SessionAnswer => ({ kind: 'bytes', bytes: new TextEncoder().encode(text) });

const record: MailRecord = {
  id: 'msg-f:1850000000000000001',
  from: { email: 'bea@client.example' },
  to: [{ email: 'ana@rep.example' }],
  messageId: '<x@client.example>',
  body: { html: '<p>hola</p>', partKinds: [0], isHtml: true },
  attachments: [
    { attid: '0.1', name: 'a.pdf', mimeType: 'application/pdf', size: 3 },
    { attid: '0.2', name: 'b.p7s', mimeType: 'application/pkcs7-signature' },
  ],
};

const shown: StructuredDraft = {
  message: { to: [], cc: [], bcc: [], replyTo: [], subject: 'x', html: 'shown', attachments: [] },
  attids: [],
  missing: ['messageId'],
};

/** A Gmail that answers by what an address asks for. */
function setUp(
  answers: { [what: string]: SessionAnswer | SessionAnswer[] },
  more: { classic?: MailRecord[]; shown?: StructuredDraft } = {},
) {
  const asked: string[] = [];
  const waited: number[] = [];
  const ladder = createFetchLadder({
    addresses: createGmailAddresses(
      at('/mail/u/1/'),
      () => 'abc123',
      () => String(asked.length),
    ),
    request: async (url) => {
      asked.push(url);
      const query = new URL(url, 'https://mail.google.com').searchParams;
      const attid = query.get('attid');
      const what = attid === '0' ? (query.has('th') ? 'rawByHex' : 'raw') : (attid ?? query.get('view') ?? '');
      const answer = answers[what];
      return (Array.isArray(answer) ? answer.shift() : answer) ?? { kind: 'failed' };
    },
    wait: async (ms) => void waited.push(ms),
    readClassicAnswer: async () => more.classic ?? [],
    shownMessage: () => more.shown,
  });
  const run = (order: Partial<FetchLadderOrder> = {}) =>
    ladder(
      {
        id: 'msg-f:1850000000000000001',
        legacyHex: '19ac83d17fd80001',
        isJustSent: false,
        isPassive: false,
        isRecalled: () => false,
        ...order,
      },
      signal,
    );
  return { run, asked, waited };
}

describe('fetch ladder', () => {
  it('asks for nothing where requests are switched off', async () => {
    const { run, asked } = setUp({});
    expect(await run({ isPassive: true })).toEqual({ ok: false, failure: 'unavailable' });
    expect(asked).toEqual([]);
  });

  it('takes the source with a changing address that names mailbox and message', async () => {
    const { run, asked } = setUp({ raw: bytes(SOURCE) });
    expect(await run()).toMatchObject({ ok: true, message: { rung: 'raw', form: 'rfc822', missing: [] } });
    expect(asked).toEqual([
      'https://mail.google.com/mail/u/1/?ik=abc123&view=att&permmsgid=msg-f:1850000000000000001&attid=0&disp=comp&safe=1&zw&tandem=0',
    ]);
  });

  it('does not take a page that says why there is none', async () => {
    const { run } = setUp({ raw: bytes('<!doctype html><title>x</title>'), rawByHex: bytes(SOURCE) });
    expect(await run()).toMatchObject({ ok: true, message: { rung: 'raw' } });
  });

  it('waits with growing pauses for what was just sent, nine seconds in all', async () => {
    const { run, waited } = setUp({ raw: [{ kind: 'gone' }, { kind: 'failed' }, bytes(SOURCE)] });
    expect(await run({ isJustSent: true })).toMatchObject({ ok: true });
    expect(waited).toEqual([200, 300]);
    const never = setUp({});
    await never.run({ isJustSent: true });
    expect(never.waited.reduce((sum, ms) => sum + ms, 0)).toBe(9000);
  });

  it('does not wait for what is refused', async () => {
    const { run, waited } = setUp({ raw: { kind: 'refused' }, rawByHex: { kind: 'refused' }, om: bytes(SOURCE) });
    expect(await run({ isJustSent: true })).toMatchObject({ ok: true, message: { rung: 'original' } });
    expect(waited).toEqual([]);
  });

  it('reads nothing of what was undone', async () => {
    const { run, asked } = setUp({ raw: bytes(SOURCE) });
    expect(await run({ isRecalled: () => true })).toEqual({ ok: false, failure: 'gone' });
    expect(asked).toEqual([]);
  });

  it('takes the original page, and says that files may be missing', async () => {
    const text = `${SOURCE}Content-Disposition: attachment; filename="a&b"\r\n`;
    const html = `<html><pre class="x" id="raw_message_text">\n${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</pre>`;
    const { run } = setUp({ om: bytes(html) });
    const result = await run();
    expect(result).toMatchObject({ ok: true, message: { rung: 'original', missing: ['attachments'] } });
    expect(result.ok && result.message.form === 'rfc822' && new TextDecoder().decode(result.message.source)).toBe(text);
  });

  it('learns the legacy id of own mail from the original page and takes the source by it', async () => {
    const html = '<a href="?ik=abc&amp;view=att&amp;th=19ac83d17fd80002&amp;attid=0&amp;disp=comp">x</a>';
    const { run, asked } = setUp({ om: bytes(html), rawByHex: [{ kind: 'failed' }, bytes(SOURCE)] });
    expect(await run({ id: 'msg-a:r1' })).toMatchObject({ ok: true, message: { rung: 'raw' } });
    expect(asked.at(-1)).toContain('th=19ac83d17fd80002');
  });

  it('takes the classic conversation with its files, and names the one it could not get', async () => {
    const { run } = setUp({ cv: bytes('x'), '0.1': bytes('pdf'), '0.2': { kind: 'failed' } }, { classic: [record] });
    expect(await run()).toMatchObject({
      ok: true,
      message: {
        rung: 'classic',
        form: 'structured',
        missing: ['attachments'],
        message: {
          html: '<p>hola</p>',
          protection: 'smime-signed',
          attachments: [{ name: 'a.pdf', part: 1, size: 3 }, { name: 'b.p7s' }],
        },
        parts: [new TextEncoder().encode('pdf')],
      },
    });
  });

  it('takes what the page shows when every request fails', async () => {
    const { run } = setUp({}, { shown });
    expect(await run()).toMatchObject({ ok: true, message: { rung: 'dom', missing: ['messageId'] } });
  });

  const cut = bytes(`${SOURCE}Content-Disposition: attachment; filename="a"\r\n`);

  it('prefers a classic conversation with its files to an original page that may have cut them', async () => {
    const whole = { om: cut, cv: bytes('x'), '0.1': bytes('pdf'), '0.2': bytes('p7s') };
    expect(await setUp(whole, { classic: [record] }).run()).toMatchObject({
      ok: true,
      message: { rung: 'classic', missing: [] },
    });
  });

  it.each<[string, { [what: string]: SessionAnswer }]>([
    ['has lost a file', { cv: bytes('x'), '0.1': bytes('pdf'), '0.2': { kind: 'failed' } }],
    ['is not given', {}],
  ])('falls back to that page where the classic conversation %s', async (_, answers) => {
    expect(await setUp({ om: cut, ...answers }, { classic: [record], shown }).run()).toMatchObject({
      ok: true,
      message: { rung: 'original', missing: ['attachments'] },
    });
  });

  it.each<[string, { [what: string]: SessionAnswer }, string]>([
    ['signed out', { raw: { kind: 'signed-out' } }, 'signed-out'],
    ['too large', { raw: { kind: 'too-large' } }, 'too-large'],
    ['gone', { raw: { kind: 'gone' }, rawByHex: { kind: 'gone' }, om: { kind: 'gone' } }, 'gone'],
    ['out of reach', { raw: { kind: 'unreachable' } }, 'unavailable'],
    ['signed out between rungs', { raw: { kind: 'failed' }, om: { kind: 'signed-out' } }, 'signed-out'],
  ])('tells %s from the rest', async (_, answers, failure) => {
    expect(await setUp(answers).run()).toEqual({ ok: false, failure });
  });
});

describe('addresses', () => {
  it.each([
    ['/mail/u/0/', '/mail/u/0/?'],
    ['/mail/', '/mail/?'],
    ['/mail/b/AEoRXRSx/u/2/', '/mail/b/AEoRXRSx/u/2/?'],
    ['/mail/u/1/d/AEoRXRSx/', '/mail/u/1/d/AEoRXRSx/?'],
    ['/', '/mail/?'],
  ])('of a page at %s begin with %s', (pathname, base) => {
    const addresses = createGmailAddresses(
      at(pathname),
      () => undefined,
      () => 'n',
    );
    expect(addresses.raw({ id: 'msg-a:r1' }).startsWith(`https://mail.google.com${base}`)).toBe(true);
  });
});

describe('original page', () => {
  it('may be the plain text itself, and anything else is not a source', () => {
    expect(parseOriginalPage(SOURCE)).toEqual({ source: SOURCE });
    expect(parseOriginalPage('<html>No such message</html>')).toEqual({});
    expect(parseOriginalPage('')).toEqual({});
  });
});

describe('session fetch', () => {
  const answer = (text: string, init: ResponseInit & { url?: string } = {}) => {
    const response = new Response(text, init);
    Object.defineProperty(response, 'url', { value: init.url ?? 'https://mail.google.com/mail/u/0/' });
    return response;
  };
  const start = (fetch: typeof globalThis.fetch) => {
    let now = 0;
    const starts: number[] = [];
    const request = createSessionFetch({
      fetch: (...args) => {
        starts.push(now);
        return fetch(...args);
      },
      turns: createPoliteTurns({
        now: () => now,
        wait: async (ms) => {
          now += ms;
        },
        idle: async () => undefined,
      }),
      isSignInPage: ({ hostname }) => hostname === 'accounts.google.com',
    });
    return { starts, ask: (maxBytes = 1000) => request('/mail/u/0/?x', { maxBytes, signal }) };
  };

  it('asks at most twice a second, whatever the page before it asked', async () => {
    const { ask, starts } = start(async () => answer('ok'));
    await Promise.all([ask(), ask(), ask()]);
    expect(starts).toEqual([500, 1000, 1500]);
  });

  it('tries the other way of sending cookies, and keeps the one that worked', async () => {
    const modes: (string | undefined)[] = [];
    const { ask } = start(async (_, init) => {
      modes.push(init?.credentials);
      if (init?.credentials === 'same-origin') throw new TypeError('CORS');
      return answer('ok');
    });
    expect((await ask()).kind).toBe('bytes');
    expect((await ask()).kind).toBe('bytes');
    expect(modes).toEqual(['same-origin', 'include', 'include']);
  });

  it.each<[string, Response | Error, string]>([
    ['the sign-in page', answer('<html>', { url: 'https://accounts.google.com/v3/signin' }), 'signed-out'],
    ['not found', answer('', { status: 404 }), 'gone'],
    ['a server error', answer('', { status: 503 }), 'failed'],
    ['a network error', new TypeError('network'), 'unreachable'],
    ['more than asked for', answer('x'.repeat(2000)), 'too-large'],
    ['an announcement of more', answer('x', { headers: { 'content-length': '9999' } }), 'too-large'],
  ])('names %s', async (_, given, kind) => {
    const { ask } = start(async () => {
      if (given instanceof Error) throw given;
      return given;
    });
    expect((await ask()).kind).toBe(kind);
  });

  it('goes on after a request that was let go', async () => {
    const stop = new AbortController();
    const request = createSessionFetch({
      fetch: vi.fn(async () => answer('ok')),
      turns: createPoliteTurns({
        now: () => 0,
        wait: async (_, abort) => abort.throwIfAborted(),
        idle: async () => undefined,
      }),
      isSignInPage: () => false,
    });
    stop.abort();
    await expect(request('/a', { maxBytes: 9, signal: stop.signal })).rejects.toThrow();
    expect((await request('/b', { maxBytes: 9, signal })).kind).toBe('bytes');
  });
});
