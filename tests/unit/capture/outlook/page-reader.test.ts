import { describe, expect, it } from 'vitest';
import type { OutlookSite } from '../../../../utils/capture/outlook/flavours.ts';
import { createOutlookReader } from '../../../../utils/capture/outlook/page/page-reader.ts';
import type { SeenCall } from '../../../../utils/capture/page-tap/page-filter.ts';
import { NO_CREDENTIALS } from '../../../../utils/capture/page-tap/page-reader.ts';

const ID = 'AAMkADQ1SYNTHETIConeAAAAAAEMAAA=';
const signal = new AbortController().signal;

interface Asked {
  url: URL;
  headers: Headers;
  payload: { __type: string; Header: Record<string, unknown>; Body: Record<string, unknown> };
}

function setUp(site: OutlookSite = 'outlook', options: { cookie?: string; answer?: () => Response } = {}) {
  const asked: Asked[] = [];
  const window = {
    document: { cookie: options.cookie ?? '' },
    origin: 'https://mail.rep.example',
    location: { pathname: '/owa/' },
  } as unknown as Window;
  const reader = createOutlookReader(
    {
      window,
      now: () => 0,
      fetch: async (url, init) => {
        const headers = new Headers(init?.headers);
        const text = headers.get('x-owa-urlpostdata');
        const payload = JSON.parse(text === null ? String(init?.body) : decodeURIComponent(text)) as Asked['payload'];
        asked.push({ url: new URL(String(url)), headers, payload });
        return options.answer?.() ?? new Response('{}');
      },
    },
    site,
  );
  return { reader, asked, ask: (question: unknown) => reader.read(JSON.stringify(question), signal) };
}

const call = (overrides: Partial<SeenCall> = {}, headers: Record<string, string> = {}): SeenCall => ({
  url: 'https://outlook.office.com/owa/service.svc?action=FindItem&app=Mail&n=7',
  method: 'POST',
  headers: new Map(
    Object.entries({ authorization: 'Bearer one', action: 'FindItem', 'x-owa-correlationid': 'c', ...headers }),
  ),
  body: '{"Header":{"RequestServerVersion":"V2016_06_24"},"Body":{"x":1}}',
  ...overrides,
});

describe('reads in the name of the page', () => {
  it('waits until the page has shown how to ask', async () => {
    const { ask, asked } = setUp();
    expect(await ask({ mime: ID })).toEqual({ status: NO_CREDENTIALS });
    expect(asked).toEqual([]);
  });

  it('changes action and body of the newest successful call, and nothing else of how it asks', async () => {
    const { reader, ask, asked } = setUp();
    reader.learn(call({}, { authorization: 'Bearer old' }), 200);
    reader.learn(call(), 200);
    reader.learn(call({}, { authorization: 'Bearer refused' }), 500);
    expect((await ask({ mime: ID })).status).toBe(200);
    const [first] = asked;
    expect(first?.url.href).toBe('https://outlook.office.com/owa/service.svc?action=GetItem&app=Mail&n=1001');
    expect(first?.headers.get('authorization')).toBe('Bearer one');
    expect(first?.headers.get('action')).toBe('GetItem');
    expect(first?.headers.get('x-owa-correlationid')).toBeNull();
    expect(first?.payload).toMatchObject({
      __type: 'GetItemJsonRequest:#Exchange',
      Header: { RequestServerVersion: 'V2016_06_24' },
      Body: { __type: 'GetItemRequest:#Exchange', ItemIds: [{ Id: ID }], ItemShape: { IncludeMimeContent: true } },
    });
    expect(JSON.stringify(first?.payload)).toContain('item:Size');
  });

  it('prefers the header block of the same action, whatever came later', async () => {
    const { reader, ask, asked } = setUp();
    const block = (version: string) => `{"Header":{"RequestServerVersion":"${version}"},"Body":{}}`;
    reader.learn(call({ url: call().url.replace('FindItem', 'GetItem'), body: block('A') }), 200);
    reader.learn(call({ body: block('B') }), 200);
    await ask({ item: [ID, ID] });
    expect(asked[0]?.payload.Header).toEqual({ RequestServerVersion: 'A' });
  });

  it.each([401, 440, 449])(
    'drops what it learnt of a mailbox on %s, the page’s or its own, and learns anew',
    async (status) => {
      let answer = 200;
      const { reader, ask } = setUp('outlook', { answer: () => new Response('{}', { status: answer }) });
      reader.learn(call(), 200);
      reader.learn(call({}, { 'x-anchormailbox': 'sales@rep.example' }), 200);
      reader.learn(call(), status);
      expect(await ask({ mime: ID, mailbox: 'sales@rep.example' })).toMatchObject({ status: 200 });
      answer = status;
      expect(await ask({ mime: ID, mailbox: 'sales@rep.example' })).toEqual({ status });
      expect(await ask({ mime: ID, mailbox: 'sales@rep.example' })).toEqual({ status: NO_CREDENTIALS });
      answer = 200;
      reader.learn(call(), 200);
      expect(await ask({ mime: ID })).toMatchObject({ status: 200 });
    },
  );

  it('asks for each mailbox as that mailbox was asked for, and not for one it has not seen', async () => {
    const { reader, ask, asked } = setUp();
    reader.learn(call(), 200);
    const url = 'https://outlook.office.com/owa/boss@rep.example/service.svc?action=GetItem';
    reader.learn(call({ url }, { authorization: 'Bearer boss' }), 200);
    await ask({ mime: ID, mailbox: 'boss@rep.example' });
    expect(asked[0]?.url.pathname).toBe('/owa/boss@rep.example/service.svc');
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer boss');
    expect(await ask({ mime: ID, mailbox: 'stranger@rep.example' })).toEqual({ status: NO_CREDENTIALS });
  });

  it('keeps asking for ids that stay once the page did, since a message would go by two names', async () => {
    const { reader, ask, asked } = setUp();
    reader.learn(call({}, { prefer: 'IdType="ImmutableId"' }), 200);
    reader.learn(call(), 200);
    await ask({ item: ID });
    expect(asked[0]?.headers.get('prefer')).toBe('IdType="ImmutableId"');
  });

  it('learns from first data, which belongs to the service beside it', async () => {
    const { reader, ask, asked } = setUp();
    reader.learn(call({ url: 'https://outlook.live.com/owa/0/startupdata.ashx?app=Mail&n=0', body: '' }), 200);
    await ask({ conversation: ID });
    expect(asked[0]?.url.href).toMatch(
      /^https:\/\/outlook\.live\.com\/owa\/0\/service\.svc\?app=Mail&n=\d+&action=GetConv/,
    );
    expect(asked[0]?.payload.Header).toMatchObject({ RequestServerVersion: 'V2018_01_08' });
  });

  it('puts long questions into the body and short ones into the header, as the page does', async () => {
    const { reader, ask, asked } = setUp();
    reader.learn(call(), 200);
    await ask({ attachment: ID });
    await ask({ item: Array.from({ length: 50 }, () => ID) });
    expect(asked.map(({ headers }) => headers.has('x-owa-urlpostdata'))).toEqual([true, false]);
    expect(asked[0]?.payload.Body).not.toHaveProperty('AttachmentShape');
  });

  it('asks a server of one’s own with its canary cookie, even where the page has not asked yet', async () => {
    const { ask, asked, reader } = setUp('exchange', { cookie: 'a=1; X-OWA-CANARY=c4n4ry; b=2' });
    expect((await ask({ sentItems: true })).status).toBe(200);
    expect(asked[0]?.url.href).toBe('https://mail.rep.example/owa/service.svc?EP=1&ID=-1&AC=1&action=FindItem');
    expect(asked[0]?.headers.get('x-owa-canary')).toBe('c4n4ry');
    expect(asked[0]?.headers.get('x-owa-actionname')).toBe('FindItemAction');
    reader.learn(
      call(
        { url: 'https://mail.rep.example/owa/service.svc?action=GetItem&EP=1&ID=-30&AC=1' },
        { 'x-owa-canary': 'old' },
      ),
      200,
    );
    await ask({ item: ID });
    expect(asked[1]?.headers.get('x-owa-canary')).toBe('c4n4ry');
  });

  it.each([
    ['no question', undefined],
    ['another action', { delete: ID }],
    ['an id that is none', { mime: '"}],"Evil":[{' }],
    ['too many', { item: Array.from({ length: 51 }, () => ID) }],
    ['none', { item: [] }],
    ['a list where one is meant', { conversation: [ID] }],
  ])('refuses %s', async (_, question) => {
    const { reader, ask, asked } = setUp();
    reader.learn(call(), 200);
    expect(await ask(question ?? null)).toEqual({ status: 400 });
    expect(await reader.read('{', signal)).toEqual({ status: 400 });
    expect(asked).toEqual([]);
  });

  it('only ever reads', async () => {
    const { reader, ask, asked } = setUp();
    reader.learn(call(), 200);
    for (const question of [
      { mime: ID },
      { item: ID },
      { content: ID },
      { conversation: ID },
      { attachment: ID },
      { sentItems: true },
      { settings: true },
    ]) {
      await ask(question);
    }
    const actions = new Set(asked.map(({ url }) => url.searchParams.get('action')));
    expect(actions).toEqual(
      new Set(['GetItem', 'GetConversationItems', 'GetAttachment', 'FindItem', 'GetOwaUserConfiguration']),
    );
  });

  it('forgets everything when capture is switched off, and tells of no answer as of none', async () => {
    const broken = setUp('outlook', {
      answer: () => {
        throw new TypeError('network');
      },
    });
    broken.reader.learn(call(), 200);
    expect(await broken.ask({ mime: ID })).toEqual({ status: 0 });
    broken.reader.forget();
    expect(await broken.ask({ mime: ID })).toEqual({ status: NO_CREDENTIALS });
  });
});
