import { describe, expect, it } from 'vitest';
import type { YahooStandInOptions } from '../../../webmail/yahoo/options.ts';
import { crc32 } from '../../../webmail/yahoo/page/crc32.ts';
import {
  bodyRequest,
  foldersRequest,
  listRequest,
  messagesRequest,
  saveRequest,
  sendRequest,
} from '../../../webmail/yahoo/page/requests.ts';
import { createYahooStandIn } from '../../../webmail/yahoo/yahoo-stand-in.ts';
import {
  createClock,
  createRandom,
  MAIL,
  openPage,
  outgoing,
  REP,
  START_MS,
  sample,
  told as toldOf,
} from './client.ts';

async function setUp(options: YahooStandInOptions = {}) {
  const clock = createClock();
  const webmail = createYahooStandIn({ now: clock.now, random: createRandom(), ...options });
  return { clock, webmail };
}

const INBOX = { id: '1', acctId: '1' };
const file = { name: 'plan.pdf', mime: 'application/pdf', bytes: new TextEncoder().encode('%PDF') };

describe('a message in an answer', () => {
  it('has the key paths of three independent descriptions', async () => {
    const { webmail } = await setUp();
    const told = webmail.deliver(REP, sample({ cc: 'kim@northwind.example', files: [file] }));
    const page = await openPage(webmail);
    const { result } = await page.batch([listRequest(page.mailbox, INBOX)]);
    const [answer] = result?.responses ?? [];
    expect(answer).toMatchObject({ id: 'GetMessageGroupList', httpCode: 200 });
    expect(answer?.response.result.messages[0]).toMatchObject({
      id: told.ref,
      conversationId: told.threadRef,
      folder: { id: '1', name: 'Inbox', types: ['INBOX'], acctId: '1' },
      headers: {
        subject: 'Offer',
        from: [{ name: 'Ana Torres', email: 'ana@northwind.example' }],
        to: [{ name: 'Robin Reyes', email: REP }],
        cc: [{ email: 'kim@northwind.example' }],
        bcc: [],
        internalDate: String(START_MS / 1000),
        messageIdRfc822: '<offer@northwind.example>',
      },
      flags: { read: false, spam: false },
      snippet: 'Dear Robin',
      attachmentCount: 1,
    });
    expect(answer?.response.result.conversations).toEqual([
      { id: told.threadRef, messageIds: [told.ref], folderIds: ['1'] },
    ]);
  });

  it('is named by 27 letters of which the first is an A, in a mailbox whose id begins VjN-', async () => {
    const { webmail } = await setUp();
    expect(webmail.deliver(REP, sample()).ref).toMatch(/^A[\w-]{26}$/);
    expect(webmail.deliver(REP, sample()).threadRef).not.toMatch(/^A[\w-]{26}$/);
    expect(webmail.mailboxId(REP)).toMatch(/^VjN-[\w-]{40,}$/);
  });

  it.each([
    ['messageIds', { messageIds: 'absent' }, 'messageIdRfc822'],
    ['cc', { copiesInLists: 'absent' }, 'cc'],
    ['bcc', { copiesInLists: 'absent' }, 'bcc'],
  ] satisfies [string, YahooStandInOptions, string][])('may lack %s in a list', async (_, options, key) => {
    const { webmail } = await setUp(options);
    const { ref } = webmail.deliver(REP, sample({ cc: 'kim@northwind.example' }));
    const page = await openPage(webmail);
    const list = await page.batch([listRequest(page.mailbox, INBOX)]);
    const headers = toldOf(list).messages[0]?.headers ?? {};
    expect(Object.keys(headers)).toContain('from');
    expect(Object.keys(headers)).not.toContain(key);
    const one = await page.batch([messagesRequest(page.mailbox, [ref])]);
    const whole = toldOf(one).messages[0]?.headers ?? {};
    expect(Object.keys(whole).includes(key)).toBe(key !== 'messageIdRfc822');
  });

  it('may stand in a card', async () => {
    const { webmail } = await setUp({ shape: 'nested' });
    const { ref } = webmail.deliver(REP, sample());
    const page = await openPage(webmail);
    const list = await page.batch([listRequest(page.mailbox, INBOX)]);
    const [card] = toldOf(list).cards;
    expect(card?.data.content.message).toMatchObject({ id: ref, headers: { subject: 'Offer' } });
  });

  it('says which linked account it belongs to, and folders of SYNC are left out where asked', async () => {
    const accounts = [
      { address: REP, name: 'Robin', linked: [{ address: 'old@family.example', name: 'Robin (old)' }] },
    ];
    const { webmail } = await setUp({ accounts });
    const linked = webmail.deliver('old@family.example', sample());
    webmail.deliver(REP, sample({ subject: 'Hidden' }), { folderId: '21' });
    const page = await openPage(webmail);
    const answer = await page.batch([
      foldersRequest(page.mailbox),
      { ...listRequest(page.mailbox, { id: '1001', acctId: '2' }), id: 'Linked' },
      { ...listRequest(page.mailbox, { id: '21', acctId: '1' }), id: 'Sync' },
      { id: 'Accounts', uri: `${page.mailbox}/accounts`, method: 'GET' },
    ]);
    expect(toldOf(answer, 'Linked').messages).toMatchObject([{ id: linked.ref, folder: { id: '1001', acctId: '2' } }]);
    expect(toldOf(answer, 'Sync').messages).toEqual([]);
    expect(toldOf(answer, 'Accounts').accounts).toMatchObject([
      { id: '1', email: REP, type: 'FREE', isPrimary: true },
      { id: '2', email: 'old@family.example', type: 'IMAPIN', isPrimary: false },
    ]);
    expect(toldOf(answer, 'GetFolders').folders).toContainEqual(
      expect.objectContaining({ id: '1001', unread: 1, total: 1 }),
    );
  });

  it('joins its conversation by what it answers', async () => {
    const { webmail } = await setUp();
    const first = webmail.deliver(REP, sample());
    const second = webmail.deliver(
      REP,
      sample({ subject: 'Re: Offer', messageId: '<re@northwind.example>', inReplyTo: '<offer@northwind.example>' }),
    );
    expect(second.threadRef).toBe(first.threadRef);
    const page = await openPage(webmail);
    const list = await page.batch([listRequest(page.mailbox, INBOX)]);
    const result = toldOf(list);
    expect(result.messages.map((one) => one.id)).toEqual([second.ref]);
    expect(result.conversations[0]?.messageIds).toEqual([first.ref, second.ref]);
  });
});

describe('a body as the server shows it', () => {
  it('has a prefix of its own for ids and classes, and leads pictures through the proxy', async () => {
    const { webmail } = await setUp();
    const html =
      '<style>p{}</style><p id="b" class="x y" onclick="a()">Text <a href="https://a.example/">link</a><img src="https://i.example/p.png"><script>alert(1)</script></p>';
    const { ref } = webmail.deliver(REP, sample({ html }));
    const page = await openPage(webmail);
    const answer = await page.batch([bodyRequest(page.mailbox, ref)]);
    const { simpleBody } = toldOf(answer);
    const prefix = /^<div id="(yiv\d{10})">/.exec(simpleBody.html)?.[1] ?? 'none';
    expect(simpleBody.html).toContain(`<p id="${prefix}b" class="${prefix}x ${prefix}y">`);
    expect(simpleBody.html).toContain('target="_blank" rel="nofollow noopener noreferrer"');
    expect(simpleBody.html).toContain('https://ecp.yusercontent.com/mail?url=https%3A%2F%2Fi.example%2Fp.png');
    expect(simpleBody.html).not.toMatch(/script|onclick|<style/);
    expect(webmail.requests.at(-1)).toMatchObject({ byPage: true, revealed: [ref] });
  });
});

describe('first data', () => {
  it('names the mailbox, the token with escaped slashes and the first list, under a nonce', async () => {
    const { webmail } = await setUp();
    const { ref } = webmail.deliver(REP, sample());
    const { html, headers } = await openPage(webmail);
    const nonce = /'nonce-(\w+)'/.exec(headers.get('content-security-policy') ?? '')?.[1];
    const script = new RegExp(`<script nonce="${nonce}">(.*?)</script>`).exec(html)?.[1] ?? '';
    expect(script).toContain(`"selectedMailbox":{"id":"${webmail.mailboxId(REP)}","email":"${REP}"}`);
    expect(script).toContain(`"mailboxes":[{"id":"${webmail.mailboxId(REP)}","email":"${REP}"`);
    expect(script).toMatch(/"mailWssid":"\w+\\u002F\w+"/);
    expect(script).toContain(ref);
    expect(html).toContain('<input type="hidden" name="crumb"');
    expect(html).toContain(`<title>${REP}`);
  });

  it.each([
    ['inline', true, false],
    ['inline-and-global', true, true],
    ['global', false, true],
  ] as const)('stands where the release has it: %s', async (bootstrap, isInline, isGlobal) => {
    const { webmail } = await setUp({ bootstrap });
    const page = await openPage(webmail);
    const kept = /src="(\/_\/stand-in\/kept\/\w+\.js)"/.exec(page.html)?.[1];
    const script = kept ? await (await page.get(kept)).text() : page.html;
    expect(page.html.includes('"mailWssid"')).toBe(isInline);
    expect(script.includes('window.AppBootstrapData=')).toBe(isGlobal);
    expect(script).toContain('"selectedMailbox"');
  });

  it.each([
    ['bootstrap', true],
    ['bootstrap-and-call', true],
    ['call', false],
  ] as const)('has the first list when that comes by %s', async (firstList, has) => {
    const { webmail } = await setUp({ firstList });
    const { ref } = webmail.deliver(REP, sample());
    expect((await openPage(webmail)).html.includes(ref)).toBe(has);
  });

  it.each([
    ['everywhere', true, true],
    ['data-only', true, false],
    ['document-only', false, true],
  ] as const)('tells the address %s', async (accountIn, inData, inTitle) => {
    const { html } = await openPage((await setUp({ accountIn })).webmail);
    expect(html.includes(`"email":"${REP}"`)).toBe(inData);
    expect(html.includes(`<title>${REP}`)).toBe(inTitle);
  });
});

describe('a message from here', () => {
  it('has a Message-ID of Yahoo, the id with .ref beside it, and word of the program', async () => {
    const { webmail } = await setUp();
    const page = await openPage(webmail);
    const out = outgoing({ bcc: [{ email: 'lee@northwind.example', name: '' }] });
    await page.batch([{ ...saveRequest(page.mailbox, out), requests: [sendRequest(page.mailbox, '$(mid)', out)] }]);
    const [sent] = webmail.sent(REP);
    expect(sent?.messageId).toMatch(/^<\d+\.\d+\.\d{13}@mail\.yahoo\.com>$/);
    const raw = new TextDecoder().decode(webmail.raw(REP, sent?.ref ?? ''));
    expect(raw).toContain(`References: ${sent?.messageId.replace('@', '.ref@')}`);
    expect(raw).toMatch(/^X-Mailer: WebService\/1\.1\.\d+ YMail/);
    expect(raw).toContain('Bcc: lee@northwind.example');
  });

  it('is brought to other mailboxes of this server without its blind recipients', async () => {
    const accounts = [
      { address: REP, name: 'Robin' },
      { address: 'ana@northwind.example', name: 'Ana' },
    ];
    const { webmail } = await setUp({ accounts });
    const page = await openPage(webmail);
    const out = outgoing({ bcc: [{ email: 'lee@northwind.example', name: '' }] });
    await page.batch([{ ...saveRequest(page.mailbox, out), requests: [sendRequest(page.mailbox, '$(mid)', out)] }]);
    const hers = await openPage(webmail, 'ana@northwind.example');
    const list = await hers.batch([listRequest(hers.mailbox, INBOX)]);
    const [message] = toldOf(list).messages;
    expect(message?.headers).toMatchObject({
      subject: 'Prices',
      bcc: [],
      messageIdRfc822: webmail.sent(REP)[0]?.messageId,
    });
  });
});

describe('the checksum of a batch', () => {
  it('is CRC-32', () => {
    expect(crc32('123456789')).toBe('cbf43926');
  });
});

describe('hosts', () => {
  it('answers for the fronts, the API, the sign-in and the pictures, and for nobody else', async () => {
    const { webmail } = await setUp();
    expect(webmail.hosts).toEqual([
      'mail.yahoo.com',
      'in.mail.yahoo.com',
      'beta-mg.mail.yahoo.com',
      'mail.aol.com',
      'apis.mail.yahoo.com',
      'login.yahoo.com',
      'ecp.yusercontent.com',
    ]);
    const answer = await webmail.handle(new Request('https://udc.yahoo.com/p'));
    expect(answer.status).toBe(421);
    expect((await webmail.handle(new Request(`${MAIL}/neo/launch`))).status).toBe(404);
  });

  it.each([
    ['mail.yahoo.com', 'norrin', 'https://mail.yahoo.com/d/folders/1'],
    ['in.mail.yahoo.com', 'novation', 'https://in.mail.yahoo.com/n/folders/1'],
    ['beta-mg.mail.yahoo.com', 'novation', 'https://beta-mg.mail.yahoo.com/n/folders/1'],
    ['mail.aol.com', 'norrin', 'https://mail.aol.com/d/folders/1'],
    ['mail.yahoo.com', 'basic', 'https://mail.yahoo.com/b/folders/1'],
  ] as const)('opens %s with %s', async (front, client, url) => {
    const { webmail } = await setUp({ front, client });
    expect(webmail.url(REP)).toBe(url);
    expect((await openPage(webmail)).html).toContain(REP);
  });
});
