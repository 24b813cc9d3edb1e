import { describe, expect, it } from 'vitest';
import { createICloudReader } from '../../../../utils/capture/icloud/page/icloud-reader.ts';
import type { Question } from '../../../../utils/capture/icloud/page/question.ts';
import type { SeenCall } from '../../../../utils/capture/page-tap/page-filter.ts';
import { NO_CREDENTIALS } from '../../../../utils/capture/page-tap/page-reader.ts';
import {
  ACCOUNT,
  CLIENT_ID,
  createFakeICloud,
  DSID,
  HOST,
  message,
  PARAMETERS,
  sourceOf,
} from '../../../fixtures/icloud/fake-icloud.ts';

const signal = new AbortController().signal;

interface PageOptions {
  timeline?: string[];
  hostname?: string;
  build?: string;
}

/** A page that knows of itself what its timeline and its markup tell. */
function setUp({ timeline = [], hostname = 'www.icloud.com', build }: PageOptions = {}) {
  const server = createFakeICloud([
    message({ folder: 'Sent Messages' }),
    message({ file: { name: 'a b.pdf', type: 'application/pdf', text: 'PDF' } }),
  ]);
  const inits: RequestInit[] = [];
  const index = build === undefined ? null : { getAttribute: () => build };
  const window = {
    location: { hostname },
    performance: { getEntriesByType: () => timeline.map((name) => ({ name })) },
    document: { querySelector: () => index },
  } as unknown as Window;
  const reader = createICloudReader({
    window,
    now: () => 0,
    fetch: (input, init) => {
      inits.push(init ?? {});
      return server.fetch(input, init);
    },
  });
  const ask = async (question: Question | string) => {
    const { status, body } = await reader.read(
      typeof question === 'string' ? question : JSON.stringify(question),
      signal,
    );
    return { status, text: body === undefined ? undefined : new TextDecoder().decode(body) };
  };
  return { reader, server, inits, ask };
}

const seen = (url: string, more: Partial<SeenCall> = {}): SeenCall => ({
  url,
  method: 'POST',
  headers: new Map([['content-type', 'text/plain;charset=UTF-8']]),
  body: '{"threadId":"x"}',
  ...more,
});
const seenThread = seen(`${HOST}/mailws2/v1/thread/get?${PARAMETERS}`);
const seenSettings = seen(`https://p42-mcc.icloud.com/cc/mail/v1/account/${DSID}/preference/web/all?userEntryPoint=x`);

const questions: Question[] = [
  { raw: { folder: 'INBOX', uid: 7 } },
  { thread: 't-7', folder: 'INBOX' },
  { threads: { folder: 'INBOX', max: 10 } },
  { message: { folder: 'INBOX', uid: 7, parts: [] } },
  { part: { folder: 'INBOX', uid: 7, partId: '2', type: 'application/pdf', name: 'a b.pdf' } },
];

describe('iCloud reader', () => {
  it.each(questions)('asks nothing before the page has shown how: %j', async (question) => {
    const { ask, server } = setUp();
    expect((await ask(question)).status).toBe(NO_CREDENTIALS);
    expect(server.asked).toEqual([]);
  });

  it.each(questions)('reads as the page does, with its cookies and parameters: %j', async (question) => {
    const { ask, reader, server, inits } = setUp();
    reader.learn(seenThread, 200);
    expect((await ask(question)).status).toBe(200);
    const [asked] = server.asked;
    const { searchParams } = asked?.url ?? new URL('about:blank');
    for (const [name, value] of new URLSearchParams(PARAMETERS)) expect(searchParams.get(name)).toBe(value);
    expect(asked?.url.origin).toBe(HOST);
    expect(inits[0]).toMatchObject({ credentials: 'include', cache: 'no-store' });
  });

  it('never makes a request but those that read, and never marks as read', async () => {
    const { ask, reader, server } = setUp();
    reader.learn(seenThread, 200);
    for (const question of questions) await ask(question);
    expect(server.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET message/download',
      'POST thread/get',
      'POST thread/search',
      'POST message/get',
      'GET message/part',
    ]);
    expect(server.asked[3]?.body).toMatchObject({ uid: 7, parts: [], dontMarkAsRead: true });
    expect(server.asked[2]?.body).toMatchObject({
      responseType: 'THREAD_DIGEST',
      maxResults: 10,
      sessionHeaders: { folder: 'INBOX', modseq: null, threadmodseq: null, condstore: 1, qresync: 1, threadmode: 1 },
    });
  });

  it.each([
    '',
    '[]',
    '{"send":"Drafts/1"}',
    '{"raw":{"folder":"INBOX"}}',
    '{"thread":"t"}',
    '{"part":{"folder":"INBOX","uid":7}}',
    '{"account":"password"}',
    '{"raw":{"folder":{"a":1},"uid":7}}',
  ])('does not understand %s', async (question) => {
    const { ask, reader, server } = setUp();
    reader.learn(seenThread, 200);
    expect((await ask(question)).status).toBe(400);
    expect(server.asked).toEqual([]);
  });

  it('names a message as the service does, spaces of folders written out', async () => {
    const { ask, reader, server } = setUp();
    reader.learn(seenThread, 200);
    const { text } = await ask({ raw: { folder: 'Sent Messages', uid: 7 } });
    expect(text).toBe(sourceOf(message({ folder: 'Sent Messages' })));
    expect(server.asked[0]?.url.search).toContain('guid=message%3ASent%20Messages%2F7');
    expect((await ask(questions[4] ?? '')).text).toBe('PDF');
    expect(server.asked[1]?.url.searchParams.get('guid')).toBe('messagepart:INBOX/7-2');
  });

  it('labels its questions as the page labels its own', async () => {
    const { ask, reader, inits } = setUp();
    reader.learn(seen(seenThread.url, { headers: new Map() }), 200);
    await ask({ thread: 't-7', folder: 'INBOX' });
    reader.learn(seenThread, 200);
    await ask({ thread: 't-7', folder: 'INBOX' });
    const labels = inits.map(({ headers }) => (headers as Record<string, string>)['content-type']);
    expect(labels).toEqual(['application/json', 'text/plain;charset=UTF-8']);
  });

  it('learns from what the browser remembers where no call was seen', async () => {
    const { ask, server } = setUp({ timeline: ['https://cdn.example/a.js', seenThread.url], build: '2636Hotfix65' });
    expect((await ask({ thread: 't-7', folder: 'INBOX' })).status).toBe(200);
    expect(server.asked[0]?.url.searchParams.get('clientId')).toBe(CLIENT_ID);
  });

  it('learns where mail is from the sign-in check, which it may ask without knowing anything', async () => {
    const { ask, server } = setUp({ build: '2636Hotfix65' });
    expect((await ask({ account: 'validate' })).status).toBe(200);
    expect((await ask({ account: 'preferences' })).status).toBe(200);
    expect((await ask({ thread: 't-7', folder: 'INBOX' })).status).toBe(200);
    expect(server.asked.map(({ url }) => url.origin)).toEqual([
      'https://setup.icloud.com',
      'https://p42-mcc.icloud.com',
      HOST,
    ]);
    expect(server.asked[2]?.url.searchParams.get('clientBuildNumber')).toBe('2636Hotfix65');
  });

  it("asks the mainland's own host there", async () => {
    const { ask, server } = setUp({ hostname: 'www.icloud.com.cn' });
    await ask({ account: 'validate' });
    expect(server.asked[0]?.url.origin).toBe('https://setup.icloud.com.cn');
  });

  it('hands over addresses of the account and neither its number nor the id of the page', async () => {
    const { ask, reader } = setUp();
    reader.learn(seenThread, 200);
    reader.learn(seenSettings, 200);
    const answers = [await ask({ account: 'validate' }), await ask({ account: 'preferences' })];
    for (const question of questions) answers.push(await ask(question));
    const crossed = JSON.stringify(answers);
    expect(crossed).toContain(ACCOUNT);
    expect(crossed).not.toMatch(new RegExp(`${DSID}|${CLIENT_ID}|Hotfix|webservices|Ana Rep","`));
    expect(JSON.parse(answers[1]?.text ?? '')).toMatchObject({ source: 'preferences', primary: ACCOUNT });
  });

  it.each([
    'https://evil.example/mailws2/v1/thread/get?dsid=1',
    'http://p42-mccgateway.icloud.com/mailws2/v1/thread/get?dsid=1',
    'https://icloud.com.evil.example/mailws2/v1/thread/get?dsid=1',
    'https://evilicloud.com/mailws2/v1/thread/get?dsid=1',
  ])('learns nothing from %s', async (url) => {
    const { ask, reader } = setUp({ timeline: [url] });
    reader.learn(seen(url), 200);
    expect((await ask({ thread: 't-7', folder: 'INBOX' })).status).toBe(NO_CREDENTIALS);
  });

  it('forgets what it has learnt', async () => {
    const { ask, reader } = setUp();
    reader.learn(seenThread, 200);
    reader.forget();
    expect((await ask({ thread: 't-7', folder: 'INBOX' })).status).toBe(NO_CREDENTIALS);
  });

  it('hands over statuses, and no more of an answer that is an error or none', async () => {
    const { ask, reader, server } = setUp();
    reader.learn(seenThread, 200);
    server.broken.set('thread/get', 450);
    expect(await ask({ thread: 't-7', folder: 'INBOX' })).toEqual({ status: 450, text: undefined });
    const broken = createICloudReader({
      window: {
        performance: { getEntriesByType: () => [{ name: seenThread.url }] },
        document: { querySelector: () => null },
      } as unknown as Window,
      now: () => 0,
      fetch: () => Promise.reject(new TypeError('network')),
    });
    expect(await broken.read('{"thread":"t","folder":"INBOX"}', signal)).toEqual({ status: 0 });
  });
});
