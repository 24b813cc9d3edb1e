import { describe, expect, it } from 'vitest';
import { createFetchLadder, type Failed } from '../../../../utils/capture/icloud/fetch/fetch-ladder.ts';
import { toStructured } from '../../../../utils/capture/icloud/fetch/to-structured.ts';
import { createLoadedMessages, type WholeMessage } from '../../../../utils/capture/icloud/loaded-messages.ts';
import { createMessagePlaces } from '../../../../utils/capture/icloud/message-places.ts';
import type { Place } from '../../../../utils/capture/icloud/page/question.ts';
import { parseHeaderBlock } from '../../../../utils/capture/icloud/readers/header-block.ts';
import type { MailPart, MailRecord } from '../../../../utils/capture/icloud/readers/mail-record.ts';
import { readMessage } from '../../../../utils/capture/icloud/readers/read-message.ts';
import type { Tree } from '../../../../utils/capture/literals/parse-literal.ts';
import type { SessionAnswer } from '../../../../utils/capture/session/session-answer.ts';
import { message, sourceOf, toLoaded } from '../../../fixtures/icloud/fake-icloud.ts';

const signal = new AbortController().signal;
const REF = '<one@client.example>';
const bytes = (text: string): SessionAnswer => ({ kind: 'bytes', bytes: new TextEncoder().encode(text) });
const part = (partId: string, contentType: string, more: Partial<MailPart> = {}): MailPart => ({
  partId,
  contentType,
  isAttachment: false,
  ...more,
});
const record = (more: Partial<MailRecord> = {}): MailRecord => ({
  folder: 'INBOX',
  uid: 7,
  messageId: REF,
  from: { email: 'bea@client.example' },
  to: [],
  isWhole: true,
  parts: [part('1', 'text/html'), part('2', 'application/pdf', { isAttachment: true, fileName: 'a.pdf' })],
  hasHeaders: false,
  ...more,
});

interface Server {
  raw?: (SessionAnswer | undefined)[];
  thread?: { [folder: string]: MailRecord[] | Failed };
  message?: SessionAnswer;
  part?: SessionAnswer;
  place?: Place & { threadId?: string };
}

function setUp({ raw = [], thread = {}, message: loaded, part: file, place }: Server) {
  const asked: unknown[] = [];
  const places = createMessagePlaces();
  if (place !== undefined) places.put(REF, place, 1);
  const ladder = createFetchLadder({
    read: async (question) => {
      asked.push(question);
      const [kind] = Object.keys(question as object);
      const answer = kind === 'raw' ? raw.shift() : kind === 'message' ? loaded : file;
      return answer ?? { kind: 'failed' };
    },
    readThread: async (threadId, folder) => {
      asked.push({ threadId, folder });
      return thread[folder] ?? 'gone';
    },
    readMessageAnswer: async (given, at) => readMessage(JSON.parse(new TextDecoder().decode(given)) as Tree, at),
    places,
    loaded: createLoadedMessages(() => true),
    mayRead: () => true,
    wait: async () => undefined,
  });
  return { asked, run: (threadRef: string | undefined = 't') => ladder({ ref: REF, threadRef }, signal) };
}

const place = { folder: 'INBOX', uid: 7, threadId: 't' };
const source = bytes(sourceOf(message()));
const answer = bytes(JSON.stringify(toLoaded(message(), ['1'])));

describe('iCloud fetch ladder', () => {
  it('takes the source in one request where the place is known', async () => {
    const { run, asked } = setUp({ raw: [source], place });
    expect(await run()).toMatchObject({ ok: true, message: { rung: 'raw', form: 'rfc822', missing: [] } });
    expect(asked).toEqual([{ raw: { folder: 'INBOX', uid: 7 } }]);
  });

  it('looks through the folders of a conversation whose place is not known', async () => {
    const sent = record({ folder: 'Sent Messages' });
    const { run, asked } = setUp({ raw: [source], thread: { 'Sent Messages': [sent] } });
    expect(await run()).toMatchObject({ ok: true, message: { rung: 'raw' } });
    expect(asked).toEqual([
      { threadId: 't', folder: 'INBOX' },
      { threadId: 't', folder: 'Sent Messages' },
      { raw: { folder: 'Sent Messages', uid: 7 } },
    ]);
  });

  it('asks once more for what is listed and not there yet', async () => {
    const { run } = setUp({ raw: [{ kind: 'gone' }, source], thread: { INBOX: [record()] }, place });
    expect(await run()).toMatchObject({ ok: true, message: { rung: 'raw' } });
  });

  it('names the file it could not get', async () => {
    const { run } = setUp({ thread: { INBOX: [record()] }, message: answer, place });
    expect(await run()).toMatchObject({
      ok: true,
      message: {
        rung: 'structured',
        missing: ['attachments'],
        parts: [],
        message: { attachments: [{ name: 'a.pdf' }] },
      },
    });
  });

  it('does not take the texts of another message for those of the one that was ordered', async () => {
    const other = bytes(JSON.stringify(toLoaded(message({ messageId: '<other@x.example>' }), ['1'])));
    const { run } = setUp({ thread: { INBOX: [record()] }, message: other, place });
    expect(await run()).toEqual({ ok: false, failure: 'unavailable' });
  });

  it.each<[string, Server, string]>([
    ['signed out', { raw: [{ kind: 'signed-out' }], place }, 'signed-out'],
    ['signed out meanwhile', { raw: [{ kind: 'failed' }], thread: { INBOX: 'signed-out' }, place }, 'signed-out'],
    ['too large', { raw: [{ kind: 'too-large' }], place }, 'too-large'],
    ['gone, also from its conversation', { raw: [{ kind: 'gone' }], thread: { INBOX: [] }, place }, 'gone'],
    ['gone with its conversation', { raw: [{ kind: 'gone' }], place }, 'gone'],
    ['out of reach', { raw: [{ kind: 'unreachable' }], thread: { INBOX: 'unreachable' }, place }, 'unavailable'],
    [
      'another one, and its conversation out of reach',
      { raw: [bytes('Message-ID: <o@x>\r\n\r\n')], thread: { INBOX: 'failed' }, place },
      'unavailable',
    ],
    [
      'a page instead',
      { raw: [bytes('<html>'), bytes('<html>')], thread: { INBOX: [record()] }, place },
      'unavailable',
    ],
  ])('tells %s from the rest', async (_, server, failure) => {
    expect(await setUp(server).run()).toEqual({ ok: false, failure });
  });
});

describe('a structured message', () => {
  const whole = (more: Partial<WholeMessage> = {}): WholeMessage => ({
    record: record({ subject: 'Offer', sentAt: 5 }),
    headers: parseHeaderBlock('References: <a@x> <b@x>\r\nIn-Reply-To: <b@x>\r\nContent-Type: multipart/signed'),
    contents: new Map([
      ['2', '<p>two</p>'],
      ['1', 'one'],
    ]),
    parts: [part('1', 'text/plain'), part('2', 'text/html')],
    ...more,
  });

  it('has its texts by kind, and what headers alone tell', () => {
    expect(toStructured(whole())).toMatchObject({
      files: [],
      missing: [],
      message: { html: '<p>two</p>', text: 'one', inReplyTo: '<b@x>', references: ['<a@x>', '<b@x>'], sentAt: 5 },
    });
  });

  it('tells its texts by their looks where nothing else tells', () => {
    expect(toStructured(whole({ parts: [] }))?.message).toMatchObject({ html: '<p>two</p>', text: 'one' });
  });

  it('is none without a text', () => {
    expect(toStructured(whole({ contents: new Map() }))).toBeUndefined();
  });

  it.each([
    ['application/pgp-encrypted', 'pgp'],
    ['application/pkcs7-mime; smime-type=enveloped-data', 'smime-encrypted'],
    ['application/x-pkcs7-signature', 'smime-signed'],
    ['application/pdf', undefined],
  ])('with a part %s is protected by %s', (type, protection) => {
    const parts = [part('1', 'text/plain'), part('2', 'text/html'), part('3', type, { fileName: 'x' })];
    expect(toStructured(whole({ parts }))?.message.protection).toBe(protection);
  });

  it('names what nobody told', () => {
    const { messageId: _, from: __, to: ___, ...bare } = record();
    expect(toStructured(whole({ record: bare, headers: new Map() }))?.missing).toEqual([
      'messageId',
      'from',
      'recipients',
    ]);
  });
});

describe('messages the page has loaded', () => {
  const loaded = (uid: number, contents: [string, string][]) => ({
    record: record({ uid, hasHeaders: true }),
    headers: new Map(),
    contents: new Map(contents),
  });

  it('are kept only while nothing may be asked, and joined from several answers', () => {
    let mayRead = false;
    const messages = createLoadedMessages(() => mayRead);
    messages.put(loaded(7, [['1', 'one']]));
    messages.put(loaded(7, [['2', 'two']]));
    messages.describe([record()]);
    expect([...(messages.at(place)?.contents.keys() ?? [])]).toEqual(['1', '2']);
    expect(messages.at(place)?.parts).toHaveLength(2);
    mayRead = true;
    expect(messages.at(place)).toBeUndefined();
    mayRead = false;
    expect(messages.at(place)).toBeUndefined();
  });

  it('are few and not large', () => {
    const messages = createLoadedMessages(() => false);
    for (let uid = 0; uid < 40; uid += 1) messages.put(loaded(uid, [['1', 'x']]));
    expect(messages.at({ folder: 'INBOX', uid: 9 })).toBeUndefined();
    expect(messages.at({ folder: 'INBOX', uid: 10 })).toBeDefined();
    messages.put(loaded(50, [['1', 'x'.repeat(15_000_000)]]));
    messages.put(loaded(51, [['1', 'x'.repeat(15_000_000)]]));
    expect(messages.at({ folder: 'INBOX', uid: 50 })).toBeUndefined();
    expect(messages.at({ folder: 'INBOX', uid: 51 })).toBeDefined();
  });
});
