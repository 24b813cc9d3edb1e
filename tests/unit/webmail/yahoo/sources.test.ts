import { describe, expect, it } from 'vitest';
import type { YahooStandInOptions } from '../../../webmail/yahoo/options.ts';
import { bodyRequest } from '../../../webmail/yahoo/page/requests.ts';
import { createYahooStandIn } from '../../../webmail/yahoo/yahoo-stand-in.ts';
import { APIS, createClock, createRandom, MAIL, openPage, REP, sample } from './client.ts';

const file = { name: 'plan.pdf', mime: 'application/pdf', bytes: new TextEncoder().encode('%PDF-1.4') };

async function setUp(options: YahooStandInOptions = {}) {
  const clock = createClock();
  const webmail = createYahooStandIn({ now: clock.now, random: createRandom(), ...options });
  const source = sample({ files: [file] });
  const { ref } = webmail.deliver(REP, source);
  const page = await openPage(webmail);
  const at = (box: string): string => `/ws/v3/mailboxes/${box}/messages/@.id==${ref}/content`;
  return { clock, webmail, source, ref, page, alone: at('@'), named: at(`@.id==${webmail.mailboxId(REP)}`) };
}

describe('the raw source', () => {
  it.each([
    ['of the session, by cookie alone', ({ alone }) => `${MAIL}${alone}/rawplaintext`],
    ['of the mailbox by its id', ({ named }) => `${MAIL}${named}/rawplaintext`],
    ['by the other host', ({ named }) => `${APIS}${named}/rawplaintext?appId=YMailNovation`],
    [
      'as older clients ask',
      ({ named, page }) => `${APIS}${named}/rawplaintext?appid=YahooMailNeo&wssid=${page.wssid}`,
    ],
  ] satisfies [string, (stage: Awaited<ReturnType<typeof setUp>>) => string][])(
    'is what arrived, %s, and marks nothing',
    async (_, urlOf) => {
      const stage = await setUp();
      const answer = await stage.page.get(urlOf(stage));
      expect(await answer.text()).toBe(stage.source);
      expect(stage.webmail.state(REP, stage.ref)?.flags.read).toBe(false);
      expect(stage.webmail.strayChanges).toEqual([]);
      expect(stage.webmail.requests.at(-1)).toMatchObject({ kind: 'raw-source', byPage: false, revealed: [stage.ref] });
    },
  );

  it('is refused by the other host to who does not say what program asks', async () => {
    const { page, named } = await setUp();
    expect((await page.get(`${APIS}${named}/rawplaintext`)).status).toBe(400);
  });

  it('may be had by the id of the mailbox alone', async () => {
    const { page, alone, named } = await setUp({ atAlone: 'refused' });
    expect((await page.get(`${alone}/rawplaintext`)).status).toBe(400);
    expect((await page.get(`${named}/rawplaintext`)).status).toBe(200);
  });

  it('is of the person when it is opened in a tab', async () => {
    const { page, webmail, named } = await setUp();
    const headers = { 'sec-fetch-dest': 'document' };
    await page.get(`${APIS}${named}/rawplaintext?appId=YMailNorrin`, { headers });
    expect(webmail.requests.at(-1)?.byPage).toBe(true);
  });

  it('is nobody else’s: not without a session, and not of messages that are gone', async () => {
    const { page, alone, webmail } = await setUp();
    const stranger = await webmail.handle(new Request(`${MAIL}${alone}/rawplaintext`));
    expect(stranger.status).toBe(302);
    expect((await page.get('/ws/v3/mailboxes/@/messages/@.id==Anothing/content/rawplaintext')).status).toBe(404);
    expect(webmail.requests.flatMap((one) => one.revealed)).toEqual([]);
  });
});

describe('parts and the shown text', () => {
  it('gives one part by its MIME number', async () => {
    const { page, alone, ref, webmail } = await setUp();
    const answer = await page.get(`${alone}/parts/@.id==2/raw?appid=YMailNorrin`);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(await answer.text()).toBe('%PDF-1.4');
    expect(webmail.requests.at(-1)).toMatchObject({ kind: 'part', revealed: [ref] });
    expect((await page.get(`${alone}/parts/@.id==9/raw`)).status).toBe(404);
  });

  it('gives the text as HTML and plain, and marks nothing', async () => {
    const { page, alone, ref, webmail } = await setUp();
    const { result } = await (await page.get(`${alone}/simplebody/full`)).json();
    expect(result.simpleBody.text).toBe('Dear Robin');
    expect(result.simpleBody.html).toContain('<p>Dear Robin</p>');
    expect(webmail.state(REP, ref)?.flags.read).toBe(false);
  });
});

describe('who is not the page', () => {
  it.each([
    ['refused', 403],
    ['failing', 500],
    ['signed-out', 302],
  ] as const)('gets a source that is %s, while the page gets all', async (sources, status) => {
    const { page, alone, named, ref, webmail } = await setUp({ sources });
    const mailbox = named.replace(/\/messages.*/, '');
    for (const path of ['rawplaintext', 'simplebody/full', 'parts/@.id==2/raw']) {
      expect((await page.get(`${alone}/${path}`)).status).toBe(status);
    }
    expect(webmail.requests.flatMap((one) => one.revealed)).toEqual([]);
    const own = await page.batch([bodyRequest(mailbox, ref)]);
    expect(own.result?.responses[0]?.httpCode).toBe(200);
  });

  it('gets a source that breaks off in the middle', async () => {
    const { page, alone, webmail, ref, source } = await setUp({ sources: 'cut-off' });
    const answer = await page.get(`${alone}/rawplaintext`);
    expect(answer.headers.get('content-length')).toBe(String(source.length));
    await expect(answer.text()).rejects.toThrow();
    expect(webmail.requests.at(-1)?.revealed).toEqual([ref]);
  });

  it('gets nothing by a batch either where sources are refused', async () => {
    const { page, named, ref, webmail } = await setUp({ sources: 'refused' });
    const mailbox = named.replace(/\/messages.*/, '');
    const reply = await page.batch([bodyRequest(mailbox, ref)], { header: '' });
    expect(reply.status).toBe(403);
    expect(webmail.requests.at(-1)).toMatchObject({ byPage: false, revealed: [] });
  });
});

describe('the basic view', () => {
  const post = (fields: Record<string, string>): RequestInit => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return { method: 'POST', body };
  };

  it('lists, shows and sends by whole pages, with the mid in the address', async () => {
    const { page, webmail, ref } = await setUp({ client: 'basic' });
    expect(page.html).toContain('id="basic-mail-app-container"');
    expect(page.html).toContain(`href="/b/folders/1/messages/${ref}"`);
    expect(page.html).not.toContain('<script');
    const shown = await (await page.get(`${MAIL}/b/folders/1/messages/${ref}`)).text();
    expect(shown).toContain('Dear Robin');
    expect(webmail.requests.at(-1)).toMatchObject({ byPage: true, revealed: [ref] });
    const form = await (await page.get(`${MAIL}/b/compose?reply=${ref}`)).text();
    const crumb = /name="crumb" value="([^"]+)"/.exec(form)?.[1] ?? '';
    const fields = {
      to: 'ana@northwind.example',
      subject: 'Re: Offer',
      content: 'Hello',
      inReplyTo: ref,
      action: 'send',
    };
    expect((await page.get(`${MAIL}/b/compose`, post({ ...fields, crumb: 'wrong' }))).status).toBe(403);
    const sent = await (await page.get(`${MAIL}/b/compose`, post({ ...fields, crumb }))).text();
    expect(sent).toContain('data-stand-in="sent"');
    expect(webmail.sent(REP)).toHaveLength(1);
    expect(webmail.strayChanges).toEqual([]);
  });

  it('notices a form that no person sent', async () => {
    const { page, webmail } = await setUp({ client: 'basic' });
    const crumb = /name="crumb" value="([^"]+)"/.exec(await (await page.get(`${MAIL}/b/compose`)).text())?.[1] ?? '';
    const init = post({ to: 'ana@northwind.example', subject: 'x', content: 'x', action: 'send', crumb });
    await page.get(`${MAIL}/b/compose`, { ...init, headers: { 'sec-fetch-dest': 'empty' } });
    expect(webmail.strayChanges).toHaveLength(2);
  });
});
