import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_CREDENTIALS } from '../../../../utils/capture/page-tap/page-reader.ts';
import { yahooPageFilter } from '../../../../utils/capture/yahoo/page-world/page-filter.ts';
import { createYahooReader } from '../../../../utils/capture/yahoo/page-world/page-reader.ts';
import { withoutCredentials } from '../../../../utils/capture/yahoo/page-world/without-credentials.ts';
import { ACCOUNT, batchAnswer, MAILBOX, midOf, pathTo } from '../../../fixtures/yahoo/wire.ts';

const HOST = 'https://mail.yahoo.com';
const SECRET = 's3cr3tV4lu3';
const call = (url: string, body = '', method = 'POST') => ({ url, method, headers: new Map<string, string>(), body });
const signal = new AbortController().signal;

describe('Yahoo page filter', () => {
  it.each([
    [`${HOST}/ws/v3/batch?name=launch.skeleton&wssid=x`, 'batch'],
    ['https://in.mail.yahoo.com/ws/v3/batch', 'batch'],
    ['https://mail.aol.com/ws/v3/batch?x', 'batch'],
    [`https://apis.mail.yahoo.com${pathTo('/folders')}`, 'rest'],
    [`${HOST}/ws/v3/mailboxes?appId=x`, 'rest'],
    [`${HOST}${pathTo(`/messages/@.id==${midOf(1)}/content/simplebody/full`)}`, 'rest'],
    [`${HOST}${pathTo(`/messages/@.id==${midOf(1)}/content/rawplaintext`)}`, undefined],
    [`${HOST}${pathTo(`/messages/@.id==${midOf(1)}/content/parts/@.id==2/raw`)}`, undefined],
    ['https://udc.yahoo.com/ws/v3/batch', undefined],
    ['https://mail.yahoo.com.evil.example/ws/v3/batch', undefined],
    ['https://evil.example/?https://mail.yahoo.com/ws/v3/batch', undefined],
    [`${HOST}/psearch/v3/items`, undefined],
  ])('takes %s for %s', (url, tag) => {
    expect(yahooPageFilter.tagOf(url)).toBe(tag);
  });

  it('hands over of a request its action, path and batch, and no credential', () => {
    const url = `${HOST}/ws/v3/batch?name=messages.saveAndSend&hash=1a2b&appId=YMailNovation&ymreqid=u&wssid=${SECRET}`;
    const body = `{"requests":[{"uri":"/ws/v3/x?wssid=${SECRET}&y"}],"wssid":"${SECRET}\\u002Fz"}`;
    const text = yahooPageFilter.describe?.('batch', call(url, body)) ?? '';
    expect(text).toBe(
      '{"name":"messages.saveAndSend","path":"/ws/v3/batch","method":"POST"}\n' +
        '{"requests":[{"uri":"/ws/v3/x?wssid=&y"}],"wssid":""}',
    );
  });

  it.each([
    ['an answer that renews it', batchAnswer([], { code: 'EC-4003', details: { wssid: SECRET } })],
    ['first data', JSON.stringify({ mailWssid: SECRET, wssid: `a/${SECRET}` })],
    ['text within text', JSON.stringify({ payload: JSON.stringify({ wssid: SECRET, x: 1 }) })],
    ['escapes', `{"mailWssid":"ab\\u002F${SECRET}\\u002F"}`],
    ['a form of the basic view', `{"crumb" : "${SECRET}","url":"?crumb=${SECRET}"}`],
    ['tokens', JSON.stringify({ accessToken: SECRET, cookie: SECRET, sessionCookies: SECRET })],
    ['the address of a file', `{"u":"https://dl-mail.ymail.com/ws/download/x?appid=y&token=${SECRET}&z"}`],
  ])('lets no credential out with %s', (_, text) => {
    const clean = withoutCredentials(text);
    expect(clean).not.toContain(SECRET);
    expect(() => JSON.parse(clean)).not.toThrow();
  });

  it('leaves every other text as it is', () => {
    const link = JSON.stringify({ html: '<a href="https://shop.example/?token=abc">crumble "token": "x"</a>' });
    expect(withoutCredentials(link)).toBe(link);
    fc.assert(
      fc.property(fc.json(), (text) => {
        if (!/ssid|crumb|token|cookie/i.test(text)) expect(withoutCredentials(text)).toBe(text);
      }),
    );
  });

  it('reads addresses and mailbox ids of the page’s data, and nothing beside them', () => {
    const mailbox = { id: MAILBOX, email: ACCOUNT, isSelected: true, wssid: SECRET };
    const data = { mailWssid: SECRET, deep: { state: { selectedMailbox: mailbox, mailboxes: [mailbox] } } };
    const read = (AppBootstrapData: unknown) =>
      yahooPageFilter.readConstants?.({ AppBootstrapData } as unknown as Window);
    const named = { id: MAILBOX, email: ACCOUNT, isSelected: true };
    expect(JSON.parse(read(data) ?? '')).toEqual({ selected: named, mailboxes: [named] });
    for (const nothing of [undefined, null, 5, {}, { selectedMailbox: 'x' }, { mailboxes: {} }]) {
      expect(read(nothing)).toBeUndefined();
    }
  });
});

describe('Yahoo reader in the page’s world', () => {
  function setUp(answers: (() => Response | Promise<never>)[] = []) {
    const asked: { url: URL; init: RequestInit }[] = [];
    const page = {
      location: { origin: HOST, pathname: '/n/folders/1' },
      AppBootstrapData: { mailWssid: 'first/1', selectedMailbox: { id: MAILBOX } },
    };
    const reader = createYahooReader({
      window: page as unknown as Window,
      fetch: async (url, init = {}) => {
        asked.push({ url: new URL(String(url)), init });
        return answers.shift()?.() ?? new Response('{"result":{}}');
      },
      now: () => 0,
    });
    const read = (question: unknown) => reader.read(JSON.stringify(question), signal);
    return { reader, asked, read, page };
  }
  const textOf = ({ body }: { body?: ArrayBuffer }) => new TextDecoder().decode(body);

  it('asks with what the page’s own requests show', async () => {
    const { reader, asked, read } = setUp();
    await read({ what: 'message', mid: midOf(1) });
    reader.learn(
      call(`${HOST}/ws/v3/batch?appId=YMailNorrin&wssid=second%2F2`, `{"uri":"${pathTo('/x', 'VjJ-b')}"}`),
      200,
    );
    reader.learn(call(`${HOST}/ws/v3/batch?wssid=refused`), 403);
    await read({ what: 'newest', folderId: '2' });
    expect(
      asked.map(({ url }) => [url.pathname, url.searchParams.get('appId'), url.searchParams.get('wssid')]),
    ).toEqual([
      [pathTo(`/messages/@.id==${midOf(1)}`), 'YMailNovation', 'first/1'],
      [pathTo('/messages/@.select==q', 'VjJ-b'), 'YMailNorrin', 'second/2'],
    ]);
    expect(asked[1]?.url.searchParams.get('q')).toBe('folderId:2 count:15 offset:0 -sort:date');
    expect(asked.every(({ init }) => init.method === undefined && init.body === undefined)).toBe(true);
  });

  it('renews its wssid once when the server says so, and tells nobody', async () => {
    const renewal = () =>
      new Response(batchAnswer([], { code: 'EC-4003', details: { wssid: 'new/3' } }), { status: 401 });
    const { asked, read } = setUp([renewal]);
    expect((await read({ what: 'body', mid: midOf(1) })).status).toBe(200);
    expect(asked.map(({ url }) => url.searchParams.get('wssid'))).toEqual(['first/1', 'new/3']);
    const twice = setUp([renewal, renewal]);
    expect(await twice.read({ what: 'body', mid: midOf(1) })).toEqual({ status: 401 });
    expect(twice.asked).toHaveLength(2);
  });

  it('takes nothing for a renewal that stands in somebody’s mail', async () => {
    const mail = 'Subject: EC-4003\r\n\r\n"wssid":"evil"';
    const { asked, read } = setUp([() => new Response(mail)]);
    expect(textOf(await read({ what: 'raw', mid: midOf(1), at: 'apis' }))).toBe(mail);
    await read({ what: 'body', mid: midOf(1) });
    expect(asked.map(({ url }) => [url.host, url.searchParams.get('wssid')])).toEqual([
      ['apis.mail.yahoo.com', 'first/1'],
      ['mail.yahoo.com', 'first/1'],
    ]);
  });

  it('hands over JSON without credentials, and of refusals only that they are', async () => {
    const { read } = setUp([
      () => new Response(JSON.stringify({ result: 1, wssid: SECRET })),
      () => new Response(SECRET, { status: 403 }),
      () => Promise.reject(new TypeError('CORS')),
    ]);
    expect(textOf(await read({ what: 'message', mid: midOf(1) }))).toBe('{"result":1,"wssid":""}');
    expect(await read({ what: 'message', mid: midOf(1) })).toEqual({ status: 403 });
    expect(await read({ what: 'message', mid: midOf(1) })).toEqual({ status: 0 });
  });

  it('forgets when capture is switched off', async () => {
    const { reader, asked, read, page } = setUp();
    reader.learn(call(`${HOST}/ws/v3/batch?wssid=second`), 200);
    reader.forget();
    Reflect.deleteProperty(page, 'AppBootstrapData');
    expect((await read({ what: 'message', mid: midOf(1) })).status).not.toBe(NO_CREDENTIALS);
    expect(asked[0]?.url.searchParams.has('wssid')).toBe(false);
    expect(asked[0]?.url.pathname).toBe(`/ws/v3/mailboxes/@/messages/@.id==${midOf(1)}`);
  });

  it('makes no request but those it knows, whatever it is asked', async () => {
    const known =
      /^\/ws\/v3\/mailboxes\/@\.id==[^/]+\/messages\/(?:@\.id==[\w-]+(?:\/content\/(?:simplebody\/full|rawplaintext|parts\/@\.id==[\d.]+\/raw))?|@\.select==q)$/;
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('message', 'raw', 'part', '../x', `${midOf(1)}/send`, midOf(2), '2.1', '1/raw?x'),
    );
    const question = fc.record({ what: word, mid: word, part: word, folderId: word, at: word }, { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(fc.oneof(question, fc.jsonValue()), async (asking) => {
        const { asked, read } = setUp();
        await read(asking);
        for (const { url } of asked) expect(url.pathname).toMatch(known);
      }),
      { numRuns: 500 },
    );
  });
});
