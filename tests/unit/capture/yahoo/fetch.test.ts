import { describe, expect, it } from 'vitest';
import { createPoliteTurns } from '../../../../utils/capture/session/polite-turns.ts';
import type { SessionAnswer } from '../../../../utils/capture/session/session-answer.ts';
import { createSessionFetch } from '../../../../utils/capture/session/session-fetch.ts';
import { createFetchLadder, type FetchLadderOrder } from '../../../../utils/capture/yahoo/fetch/fetch-ladder.ts';
import { createMailSession } from '../../../../utils/capture/yahoo/fetch/mail-session.ts';
import { toStructured } from '../../../../utils/capture/yahoo/fetch/to-structured.ts';
import { withBcc } from '../../../../utils/capture/yahoo/fetch/with-bcc.ts';
import { createLoadedMessages } from '../../../../utils/capture/yahoo/loaded-messages.ts';
import { emptyReading } from '../../../../utils/capture/yahoo/readers/mail-record.ts';
import { MAILBOX, midOf } from '../../../fixtures/yahoo/wire.ts';

const signal = new AbortController().signal;
const SOURCE = 'Subject: hola\r\n\r\ntext';
const bytes = (text: string): SessionAnswer => ({ kind: 'bytes', bytes: new TextEncoder().encode(text) });

/** A session that answers by the way it is asked: `@`, `mailbox`, `page`, `apis`, or what is asked of the page. */
function setUp(answers: { [way: string]: SessionAnswer | SessionAnswer[] }, hostname = 'mail.yahoo.com') {
  const ways: string[] = [];
  const waited: number[] = [];
  const answer = (way: string): SessionAnswer => {
    ways.push(way);
    const given = answers[way];
    return (Array.isArray(given) ? given.shift() : given) ?? { kind: 'failed' };
  };
  const session = createMailSession({
    location: { origin: `https://${hostname}`, hostname },
    request: async (url) => answer(url.includes(`@.id==${MAILBOX}/`) ? 'mailbox' : '@'),
    ask: async (question) => {
      const { what, at } = question as { what: string; at?: string };
      return answer(what === 'raw' ? (at ?? 'page') : what);
    },
    mailboxId: () => MAILBOX,
  });
  const ladder = createFetchLadder({
    session,
    wait: async (ms) => void waited.push(ms),
    readAnswer: async (_, mid) => ({ ...emptyReading(), messages: [{ mid }], bodies: [{ mid, html: 'x' }] }),
    loaded: () => undefined,
    shown: () => undefined,
  });
  const run = (order: Partial<FetchLadderOrder> = {}) =>
    ladder({ mid: midOf(1), send: undefined, isJustSent: false, isPassive: false, ...order }, signal);
  return { run, ways, waited };
}

describe('reading one message at Yahoo', () => {
  it.each([
    [['@'], { '@': bytes(SOURCE) }],
    [['@', 'mailbox'], { '@': { kind: 'gone' }, mailbox: bytes(SOURCE) }],
    [['@', 'mailbox', 'page'], { mailbox: { kind: 'refused' }, page: bytes(SOURCE) }],
    [
      ['@', 'mailbox', 'page', 'apis'],
      { '@': bytes('<!doctype html><p>'), page: { kind: 'unreachable' }, apis: bytes(SOURCE) },
    ],
  ] as [string[], Record<string, SessionAnswer>][])('tries %j until one is a source', async (expected, answers) => {
    const { run, ways } = setUp(answers);
    expect(await run()).toMatchObject({ ok: true, message: { rung: 'raw', form: 'rfc822' } });
    expect(ways).toEqual(expected);
  });

  it('asks the other host only at Yahoo', async () => {
    const { run, ways } = setUp({}, 'mail.aol.com');
    await run();
    expect(ways).toEqual(['@', 'mailbox', 'page']);
  });

  it('asks again for what was just sent, and for nothing else', async () => {
    const soon = setUp({ '@': [{ kind: 'gone' }, { kind: 'gone' }, bytes(SOURCE)] });
    expect(await soon.run({ isJustSent: true })).toMatchObject({ ok: true });
    expect([soon.ways, soon.waited]).toEqual([
      ['@', '@', '@'],
      [200, 300],
    ]);
    const gone = setUp({
      '@': { kind: 'gone' },
      mailbox: { kind: 'gone' },
      page: { kind: 'gone' },
      apis: { kind: 'unreachable' },
      message: { kind: 'gone' },
    });
    expect(await gone.run()).toEqual({ ok: false, failure: 'gone' });
    expect(gone.waited).toEqual([]);
    expect(await gone.run({ isJustSent: true })).toEqual({ ok: false, failure: 'unavailable' });
  });

  it('puts less together only once the source has failed three times', async () => {
    const { run, ways } = setUp({ '@': { kind: 'failed' }, message: bytes('{}'), body: bytes('{}') });
    const outcomes = [await run(), await run(), await run()];
    expect(outcomes.map((one) => (one.ok ? one.message.rung : one.failure))).toEqual([
      'unavailable',
      'unavailable',
      'structured',
    ]);
    expect(ways.filter((way) => way === 'body')).toHaveLength(1);
    const refused = setUp({
      '@': { kind: 'refused' },
      mailbox: { kind: 'refused' },
      page: { kind: 'unreachable' },
      apis: { kind: 'gone' },
      message: bytes('{}'),
      body: bytes('{}'),
    });
    expect(await refused.run()).toMatchObject({ ok: true, message: { rung: 'structured' } });
  });

  it.each([
    ['signed-out', { '@': { kind: 'signed-out' } }, 1],
    ['too-large', { '@': { kind: 'failed' }, mailbox: { kind: 'too-large' } }, 2],
    ['unavailable', { '@': { kind: 'gone' }, mailbox: { kind: 'failed' } }, 4],
  ] as [string, Record<string, SessionAnswer>, number][])('ends as %s', async (failure, answers, asked) => {
    const { run, ways } = setUp(answers);
    expect(await run()).toEqual({ ok: false, failure });
    expect(ways).toHaveLength(asked);
  });

  it('asks nothing where nothing may be asked', async () => {
    const { run, ways } = setUp({ '@': bytes(SOURCE) });
    expect(await run({ isPassive: true })).toEqual({ ok: false, failure: 'unavailable' });
    expect(ways).toEqual([]);
  });
});

describe('the parts of reading', () => {
  it.each([
    ['a source without', SOURCE, `Bcc: c@client.example,\r\n d@client.example\r\n${SOURCE}`],
    ['one that names them', `bCC: x@client.example\r\n${SOURCE}`, `bCC: x@client.example\r\n${SOURCE}`],
    [
      'one that only quotes some',
      `${SOURCE}\r\nBcc: no\r\n`,
      `Bcc: c@client.example,\r\n d@client.example\r\n${SOURCE}\r\nBcc: no\r\n`,
    ],
    ['one that begins with an envelope line', `From x\r\n${SOURCE}`, `From x\r\n${SOURCE}`],
  ])('files blind copies in %s', (_, source, expected) => {
    const bcc = [{ email: 'c@client.example' }, { email: 'd@client.example', name: 'D' }];
    expect(new TextDecoder().decode(withBcc(new TextEncoder().encode(source), bcc))).toBe(expected);
    expect(new TextDecoder().decode(withBcc(new TextEncoder().encode(source), []))).toBe(source);
  });

  it('leaves out references that Yahoo writes into first messages', () => {
    const made = (inReplyTo: string) => toStructured({ mid: midOf(1), inReplyTo }, { mid: midOf(1), html: '' }).message;
    expect(made('<1.2.ref@mail.yahoo.com>').inReplyTo).toBeUndefined();
    expect(made('<1.2@mail.yahoo.com>').inReplyTo).toBe('<1.2@mail.yahoo.com>');
  });

  it('names what a message put together lacks', () => {
    const { missing } = toStructured({ mid: midOf(1), attachmentCount: 2 }, { mid: midOf(1), html: '' });
    expect(missing).toEqual(['original-html', 'messageId', 'from', 'to', 'cc', 'bcc', 'attachments']);
  });

  it('keeps what the page has loaded within bounds', () => {
    const loaded = createLoadedMessages();
    const keep = (n: number, html: string) =>
      loaded.keep({ ...emptyReading(), messages: [{ mid: midOf(n) }], bodies: [{ mid: midOf(n), html }] });
    for (let n = 0; n < 150; n += 1) keep(n, 'x');
    expect([loaded.find(midOf(0)), loaded.find(midOf(149))?.body.html]).toEqual([undefined, 'x']);
    keep(1, 'x'.repeat(7_000_000));
    keep(2, 'y'.repeat(3_000_000));
    expect([loaded.find(midOf(1)), loaded.find(midOf(2))?.body.html?.length]).toEqual([undefined, 3_000_000]);
    loaded.forget();
    expect(loaded.find(midOf(2))).toBeUndefined();
  });

  it.each([
    ['a redirect', { type: 'opaqueredirect', status: 0 }, { redirectsToSignIn: true }],
    ['a status', { type: 'basic', status: 401 }, { isSignedOut: (status: number) => status === 401 }],
  ])('takes %s for the end of a session where the webmail does so', async (_, seen, more) => {
    const modes: unknown[] = [];
    const request = createSessionFetch({
      fetch: async (_url, init) => {
        modes.push(init?.redirect);
        return { ok: false, url: '', headers: new Headers(), body: null, ...seen } as Response;
      },
      turns: createPoliteTurns({ now: () => 0, wait: async () => undefined, idle: async () => undefined }),
      isSignInPage: () => false,
      ...more,
    });
    expect(await request('https://mail.yahoo.com/x', { maxBytes: 9, signal })).toEqual({ kind: 'signed-out' });
    expect(modes[0]).toBe('redirectsToSignIn' in more ? 'manual' : 'follow');
  });
});
