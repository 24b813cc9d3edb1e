import { describe, expect, it } from 'vitest';
import { NoAnswer } from '../../../webmail/gmail/gmail-stand-in.ts';
import type { YahooStandInOptions } from '../../../webmail/yahoo/options.ts';
import {
  foldersRequest,
  listRequest,
  readRequest,
  saveRequest,
  sendRequest,
} from '../../../webmail/yahoo/page/requests.ts';
import { createYahooStandIn } from '../../../webmail/yahoo/yahoo-stand-in.ts';
import { APIS, createClock, createRandom, MAIL, openPage, outgoing, REP, START_MS, sample, told } from './client.ts';

async function setUp(options: YahooStandInOptions = {}) {
  const clock = createClock();
  const webmail = createYahooStandIn({ now: clock.now, random: createRandom(), ...options });
  return { clock, webmail, page: await openPage(webmail) };
}
type Stage = Awaited<ReturnType<typeof setUp>>;

const saveAndSend = ({ page }: Stage, out = outgoing(), mid = '$(mid)') =>
  page.batch([{ ...saveRequest(page.mailbox, out), requests: [sendRequest(page.mailbox, mid, out)] }], {
    name: 'messages.saveAndSend',
  });
const save = async ({ page }: Stage, out = outgoing()): Promise<string> => {
  return told(await page.batch([saveRequest(page.mailbox, out)], { name: 'messages.autoSaveV3' })).message.id;
};

describe('a batch', () => {
  it.each(['form', 'form-blob', 'text', 'blob'] as const)('is read when it comes as %s', async (form) => {
    const { page } = await setUp();
    const { status, result, error } = await page.batch([foldersRequest(page.mailbox)], { form });
    expect([status, error]).toEqual([200, null]);
    expect(result?.status).toEqual({ successRequests: ['GetFolders'], failedRequests: [] });
    expect(result?.responses[0]?.response.result.folders.map((one) => one.id)).toEqual(
      expect.arrayContaining(['1', '2', '3', '4', '6']),
    );
  });

  it('says by its parts what failed, and leaves out what was not to be told', async () => {
    const { page } = await setUp();
    const { status, result, error } = await page.batch([
      { ...foldersRequest(page.mailbox), suppressResponse: true },
      { id: 'Gone', uri: `${page.mailbox}/messages/@.id==Anothing`, method: 'GET' },
    ]);
    expect([status, error]).toEqual([200, null]);
    expect(result?.responses.map((one) => [one.id, one.httpCode])).toEqual([['Gone', 404]]);
    expect(result?.status).toEqual({ successRequests: ['GetFolders'], failedRequests: ['Gone'] });
  });

  it('runs what is nested with what was selected above, and not at all when that failed', async () => {
    const stage = await setUp();
    const sent = await saveAndSend(stage);
    expect(sent.result?.responses.map((one) => [one.id, one.httpCode])).toEqual([
      ['SaveMessage', 200],
      ['SendMessage', 200],
    ]);
    const failed = await saveAndSend(stage, outgoing({ draft: 'Anothing' }));
    expect(failed.result?.responses.map((one) => [one.id, one.httpCode])).toEqual([['SaveMessage', 400]]);
    expect(stage.webmail.sent(REP)).toHaveLength(1);
  });

  it('is answered across hosts by the other host, after it was asked whether it may', async () => {
    const { page, webmail } = await setUp();
    const asked = await webmail.handle(
      new Request(`${APIS}/ws/v3/batch`, {
        method: 'OPTIONS',
        headers: { origin: MAIL, 'access-control-request-headers': 'x-stand-in-page' },
      }),
    );
    expect(asked.headers.get('access-control-allow-origin')).toBe(MAIL);
    expect(asked.headers.get('access-control-allow-credentials')).toBe('true');
    const { result } = await page.batch([foldersRequest(page.mailbox)], { host: APIS });
    expect(result?.responses).toHaveLength(1);
  });
});

describe('the token', () => {
  it.each(['top', 'nested'] as const)('expires, and the new one is told: %s', async (wssidError) => {
    const { page } = await setUp({ rotateWssidAfter: 1, wssidError });
    await page.batch([foldersRequest(page.mailbox)]);
    const refused = await page.batch([foldersRequest(page.mailbox)]);
    const error = wssidError === 'top' ? refused.error : refused.result?.responses[0]?.response.error;
    expect(error?.code).toBe('EC-4003');
    page.wssid = error?.details.wssid ?? '';
    const again = await page.batch([foldersRequest(page.mailbox)]);
    expect(again.result?.responses[0]?.httpCode).toBe(200);
  });
});

describe('a draft', () => {
  it.each([
    ['kept', true, true],
    ['changed-by-sending', true, false],
    ['changed-by-saving', false, false],
  ] as const)('has a mid that is %s', async (mids, sameAfterSave, sameAfterSend) => {
    const stage = await setUp({ mids });
    const first = await save(stage);
    const second = await save(stage, outgoing({ draft: first }));
    expect(second === first).toBe(sameAfterSave);
    await stage.page.batch([sendRequest(stage.page.mailbox, second, outgoing())]);
    const [sent] = stage.webmail.sent(REP);
    expect(sent?.ref === second).toBe(sameAfterSend);
    expect(stage.webmail.state(REP, sent?.ref ?? '')?.folderId).toBe('2');
  });

  it('keeps the files that came with an earlier save', async () => {
    const stage = await setUp();
    const files = [{ fileId: 'f0', name: 'a.txt', type: 'text/plain', size: 3 }];
    const request = saveRequest(stage.page.mailbox, outgoing({ files, uploads: 1 }));
    const reply = await stage.page.batch([request], {
      files: { f0: new File(['abc'], 'a.txt', { type: 'text/plain' }) },
    });
    const draft = told(reply).message.id;
    await saveAndSend(stage, outgoing({ draft, files }), draft);
    const raw = new TextDecoder().decode(stage.webmail.raw(REP, stage.webmail.sent(REP)[0]?.ref ?? ''));
    expect(raw).toContain('filename=a.txt');
  });

  it('that is scheduled goes out when its time has come, without a request that sends', async () => {
    const stage = await setUp();
    await save(stage, outgoing({ sendTime: START_MS / 1000 + 60 }));
    await stage.page.batch([foldersRequest(stage.page.mailbox)]);
    expect(stage.webmail.sent(REP)).toEqual([]);
    stage.clock.pass(61_000);
    await stage.page.batch([foldersRequest(stage.page.mailbox)]);
    expect(stage.webmail.sent(REP)).toHaveLength(1);
    await save(stage, outgoing({ sendTime: START_MS / 1000 + 9000 }));
    await stage.webmail.sendScheduled(REP);
    expect(stage.webmail.sent(REP)).toHaveLength(2);
  });

  it('without recipients is not sent', async () => {
    const stage = await setUp();
    const reply = await saveAndSend(stage, outgoing({ to: [] }));
    expect(reply.result?.responses.at(-1)).toMatchObject({ id: 'SendMessage', httpCode: 400 });
    expect(stage.webmail.sent(REP)).toEqual([]);
  });
});

describe('sending', () => {
  it.each([
    ['part', 200, null],
    ['part-400', 200, null],
    ['whole', 503, 'EC-5000'],
    ['error', 200, 'EC-5000'],
  ] as const)('is refused as %s', async (refusedAs, status, code) => {
    const stage = await setUp({ sends: 'refused', refusedAs });
    const reply = await saveAndSend(stage);
    expect([reply.status, reply.error?.code ?? null]).toEqual([status, code]);
    if (refusedAs.startsWith('part')) {
      const code = refusedAs === 'part' ? 503 : 400;
      expect(reply.result?.responses.map((one) => one.httpCode)).toEqual([200, code]);
      expect(reply.result?.status).toEqual({ successRequests: ['SaveMessage'], failedRequests: ['SendMessage'] });
    }
    expect(stage.webmail.sent(REP)).toEqual([]);
    stage.webmail.set({ sends: 'works' });
    await saveAndSend(stage);
    expect(stage.webmail.sent(REP)).toHaveLength(1);
  });

  it('may go unanswered, and nothing is sent', async () => {
    const stage = await setUp({ sends: 'unanswered' });
    await expect(saveAndSend(stage)).rejects.toThrow(NoAnswer);
    expect(stage.webmail.sent(REP)).toEqual([]);
  });

  it('of a reply stays in the conversation and marks what it answers', async () => {
    const stage = await setUp();
    const asked = stage.webmail.deliver(REP, sample());
    await saveAndSend(stage, outgoing({ answers: asked.ref, subject: 'Re: Offer' }));
    const [sent] = stage.webmail.sent(REP);
    expect(sent?.threadRef).toBe(asked.threadRef);
    expect(stage.webmail.state(REP, asked.ref)?.flags.answered).toBe(true);
    const raw = new TextDecoder().decode(stage.webmail.raw(REP, sent?.ref ?? '')).replace(/\r\n\s+/g, ' ');
    expect(raw).toContain('In-Reply-To: <offer@northwind.example>');
    expect(raw).toMatch(/References: <offer@northwind\.example> <[\d.]+\.ref@mail\.yahoo\.com>/);
  });

  it.each([
    ['empty', undefined],
    ['message', '2'],
  ] as const)('is answered with %s', async (sendAnswer, folderId) => {
    const reply = await saveAndSend(await setUp({ sendAnswer }));
    expect(told(reply, 'SendMessage').message?.folder.id).toBe(folderId);
  });
});

describe('the server', () => {
  it('gives no answer at all when it is offline', async () => {
    const { page, webmail } = await setUp();
    webmail.set({ offline: true });
    await expect(page.get('/d/folders/1')).rejects.toThrow(NoAnswer);
  });

  it('can answer at length and late', async () => {
    const { page } = await setUp({ paddingBytes: 100_000, answerDelayMs: 60 });
    const before = performance.now();
    const reply = await page.batch([foldersRequest(page.mailbox)]);
    expect(JSON.stringify(reply).length).toBeGreaterThan(100_000);
    expect(performance.now() - before).toBeGreaterThan(50);
  });

  it('may keep blind recipients out of the Sent copy, and find a sent message late', async () => {
    const stage = await setUp({ bccInSent: 'absent', sourceLagMs: 5000 });
    await saveAndSend(stage, outgoing({ bcc: [{ email: 'lee@northwind.example', name: '' }] }));
    const { ref } = stage.webmail.sent(REP)[0] ?? { ref: '' };
    expect(new TextDecoder().decode(stage.webmail.raw(REP, ref))).not.toContain('lee@');
    const url = `/ws/v3/mailboxes/@/messages/@.id==${ref}/content/rawplaintext`;
    expect((await stage.page.get(url)).status).toBe(404);
    stage.clock.pass(5001);
    expect((await stage.page.get(url)).status).toBe(200);
  });
});

describe('who asked', () => {
  it('is the page only once by each mark: who repeats its request is told from it', async () => {
    const { page, webmail } = await setUp();
    const { ref } = webmail.deliver(REP, sample());
    const header = `${page.config.pageKey} 900`;
    const requests = [readRequest(page.mailbox, [ref])];
    await page.batch(requests, { header });
    expect(webmail.strayChanges).toEqual([]);
    await page.batch(requests, { header });
    expect(webmail.requests.slice(-2).map((one) => one.byPage)).toEqual([true, false]);
    expect(webmail.strayChanges).toEqual([`${ref}: read=true`]);
  });

  it.each([
    ['nobody', ''],
    ['somebody with a key of his own', 'abc 1'],
  ])('is not the page when it is %s', async (_, header) => {
    const { page, webmail } = await setUp();
    await page.batch([saveRequest(page.mailbox, outgoing())], { header });
    expect(webmail.requests.at(-1)?.byPage).toBe(false);
    expect(webmail.strayChanges).toHaveLength(1);
  });

  it('is the page, and no person, when a script used its controls', async () => {
    const { page, webmail } = await setUp();
    await page.batch([saveRequest(page.mailbox, outgoing())], { header: `${page.config.pageKey} 1 scripted` });
    expect(webmail.requests.at(-1)?.byPage).toBe(true);
    expect(webmail.strayChanges).toHaveLength(1);
  });

  it('is not the page when a script asks for the page itself', async () => {
    const { page, webmail } = await setUp();
    await page.get('/d/folders/1', { headers: { 'sec-fetch-dest': 'empty' } });
    expect(webmail.requests.at(-1)).toMatchObject({ kind: 'page', byPage: false });
  });
});

describe('the session', () => {
  it('leads to the sign-in page when it is over, and back', async () => {
    const { page, webmail } = await setUp();
    webmail.signOut(REP);
    const away = await page.get(`${MAIL}/d/folders/1`);
    expect(away.headers.get('location')).toMatch(/^https:\/\/login\.yahoo\.com\/\?/);
    const data = await page.get(`${MAIL}/ws/v3/mailboxes`);
    expect([data.status, data.headers.get('location')?.startsWith('https://login.yahoo.com/')]).toEqual([302, true]);
    const form = await (await page.get(away.headers.get('location') ?? '')).text();
    const href = /href="(\/signin[^"]*)"/.exec(form)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const back = await page.get(`https://login.yahoo.com${href}`);
    expect(back.headers.get('location')).toBe(`${MAIL}/d/folders/1`);
    expect((await page.get(`${MAIL}/ws/v3/mailboxes`)).status).toBe(200);
  });

  it('may end with 401', async () => {
    const { page, webmail } = await setUp({ endedSession: 'unauthorised' });
    webmail.signOut(REP);
    expect((await page.get(`${MAIL}/ws/v3/mailboxes`)).status).toBe(401);
  });

  it('is of one sign-in at a time; another one is reached by the sign-in host', async () => {
    const accounts = [
      { address: REP, name: 'Robin' },
      { address: 'second@example.com', name: 'Second' },
    ];
    const { webmail } = await setUp({ accounts });
    expect(webmail.url('second@example.com')).toContain('https://login.yahoo.com/');
    const second = await openPage(webmail, 'second@example.com');
    expect(second.config.shownAddress).toBe('second@example.com');
    const mailboxes = await (await second.get('/ws/v3/mailboxes')).json();
    expect(mailboxes.result.mailboxes).toMatchObject([{ email: 'second@example.com', isPrimary: true }]);
    expect(
      (await second.batch([listRequest(`/ws/v3/mailboxes/@.id==${webmail.mailboxId(REP)}`, { id: '1', acctId: '1' })]))
        .result?.responses[0]?.httpCode,
    ).toBe(403);
  });
});
