import { describe, expect, it } from 'vitest';
import { NoAnswer } from '../../../webmail/gmail/gmail-stand-in.ts';
import { readMail } from '../../../webmail/gmail/read-mail.ts';
import type { OutlookStandInOptions } from '../../../webmail/outlook/options.ts';
import { createOutlookStandIn } from '../../../webmail/outlook/outlook-stand-in.ts';
import { deferredUpdate, fieldsOf, newItem, replyItem, updatesOf } from '../../../webmail/outlook/page/outgoing.ts';
import { at, listAt, textAt } from '../../../webmail/outlook/page/wire.ts';
import { createClock, createRandom, REP, START_MS, sample } from '../gmail/client.ts';
import { entriesOf, firstItem, itemRequest, openPage, type PageClient } from './client.ts';

async function setUp(options: OutlookStandInOptions = {}) {
  const clock = createClock();
  const webmail = createOutlookStandIn({ now: clock.now, random: createRandom(), ...options });
  return { clock, webmail, page: await openPage(webmail) };
}

const ana = { email: 'ana@northwind.example', name: 'Ana Torres' };
const lee = { email: 'lee@northwind.example', name: '' };
const written = { from: undefined, to: [ana], cc: [], bcc: [lee], subject: 'Prices', html: '<p>Dear Ana</p>' };
const create = (item: object, disposition: string): object => ({
  Items: [item],
  MessageDisposition: disposition,
  ComposeOperation: 'newMail',
});
const update = (id: string, updates: object[], disposition: string): object => ({
  ItemChanges: [{ ItemId: { __type: 'ItemId:#Exchange', Id: id }, Updates: updates }],
  MessageDisposition: disposition,
});
const saveDraft = async (page: PageClient): Promise<string> => {
  const reply = await page.call('CreateItem', create(newItem(fieldsOf(written)), 'SaveOnly'));
  return textAt(firstItem(reply), 'ItemId', 'Id');
};

describe('sending', () => {
  it('keeps a draft without Message-ID and sends it by an update that answers no id', async () => {
    const { page, webmail, clock } = await setUp();
    const id = await saveDraft(page);
    const draft = firstItem(
      await page.call('GetItem', itemRequest(id, ['IsDraft', 'InternetMessageId', 'BccRecipients'])),
    );
    expect(draft).toMatchObject({ IsDraft: true, BccRecipients: [{ EmailAddress: lee.email }] });
    expect(draft).not.toHaveProperty('InternetMessageId');
    expect(webmail.sent(REP)).toEqual([]);
    clock.pass(1000);
    const reply = await page.call('UpdateItem', update(id, [], 'SendAndSaveCopy'));
    expect(entriesOf(reply)[0]).toMatchObject({ ResponseClass: 'Success', Items: [] });
    expect(JSON.stringify(reply.json)).not.toContain(id);
    const [sent] = webmail.sent(REP);
    expect(sent).toMatchObject({ ref: id, messageId: expect.stringMatching(/^<.+@example\.com>$/) });
    const fields = ['IsDraft', 'InternetMessageId', 'DateTimeSent', 'item:Size'];
    const copy = firstItem(await page.call('GetItem', itemRequest(id, fields, true)));
    expect(copy).toMatchObject({
      IsDraft: false,
      InternetMessageId: sent?.messageId,
      DateTimeSent: '2026-03-02T14:30:01+05:30',
    });
    const mail = readMail(Buffer.from(textAt(copy, 'MimeContent', 'Value'), 'base64'));
    expect([mail.subject, mail.bcc[0]?.email, mail.messageId]).toEqual(['Prices', lee.email, sent?.messageId]);
  });

  it('gives the sent copy another id on-premises', async () => {
    const { page, webmail } = await setUp({ onPremises: true });
    const id = await saveDraft(page);
    await page.call('UpdateItem', update(id, updatesOf({ Subject: 'Other' }), 'SendAndSaveCopy'));
    const [sent] = webmail.sent(REP);
    expect(sent?.ref).toMatch(/^AAMk/);
    expect(sent?.ref).not.toBe(id);
    const gone = await page.call('GetItem', itemRequest(id, []));
    expect(textAt(entriesOf(gone)[0], 'ResponseCode')).toBe('ErrorItemNotFound');
    expect(readMail(webmail.raw(REP, sent?.ref ?? '')).subject).toBe('Other');
  });

  it('sends at once without a draft, and keeps no copy when told so', async () => {
    const { page, webmail } = await setUp();
    await page.call('CreateItem', create(newItem(fieldsOf(written)), 'SendAndSaveCopy'));
    await page.call('CreateItem', create(newItem(fieldsOf({ ...written, subject: 'Gone' })), 'SendOnly'));
    const [kept, gone] = webmail.sent(REP);
    expect(readMail(webmail.raw(REP, kept?.ref ?? '')).subject).toBe('Prices');
    expect(() => webmail.raw(REP, gone?.ref ?? '')).toThrow('no message');
  });

  it.each([
    ['ReplyToItem', 'reply', ['ana@northwind.example'], 'Re: Offer'],
    ['ReplyAllToItem', 'replyAll', ['ana@northwind.example'], 'Re: Offer'],
    ['ForwardItem', 'forward', ['kim@northwind.example'], 'Fw: Offer'],
  ] as const)('answers by %s in the thread of the original', async (_, kind, to, subject) => {
    const { page, webmail } = await setUp();
    const told = webmail.deliver(REP, sample());
    const recipients =
      kind === 'forward' ? { ToRecipients: [{ Name: 'Kim', EmailAddress: 'kim@northwind.example' }] } : {};
    const item = replyItem(kind, told.ref, '', {
      Body: { BodyType: 'HTML', Value: '<p>Thank you</p>' },
      ...recipients,
    });
    await page.call('CreateItem', create(item, 'SendAndSaveCopy'));
    const [sent] = webmail.sent(REP);
    const mail = readMail(webmail.raw(REP, sent?.ref ?? ''));
    expect([mail.to.map((one) => one.email), mail.subject, sent?.threadRef]).toEqual([to, subject, told.threadRef]);
    expect(mail.html).toContain('Thank you');
    expect(mail.html).toContain('Dear Robin');
  });

  it('schedules by a property, and the message stays a draft until its time has come', async () => {
    const { page, webmail, clock } = await setUp();
    const id = await saveDraft(page);
    await page.call('UpdateItem', update(id, [deferredUpdate(START_MS + 5000)], 'SendAndSaveCopy'));
    expect(webmail.sent(REP)).toEqual([]);
    const tag = { PropertyTag: '0x3FEF', PropertyType: 'SystemTime' };
    const shape = { BaseShape: 'IdOnly', AdditionalProperties: [tag, { FieldURI: 'IsDraft' }] };
    const waiting = firstItem(await page.call('GetItem', { ItemIds: [{ Id: id }], ItemShape: shape }));
    expect(waiting).toMatchObject({
      IsDraft: true,
      ExtendedProperty: [{ ExtendedFieldURI: { PropertyTag: '0x3fef' } }],
    });
    clock.pass(5001);
    expect(at(firstItem(await page.call('GetItem', itemRequest(id, ['IsDraft']))), 'IsDraft')).toBe(false);
    expect(webmail.sent(REP)).toHaveLength(1);
    const second = await saveDraft(page);
    await page.call('UpdateItem', update(second, [deferredUpdate(START_MS + 90_000)], 'SendAndSaveCopy'));
    await webmail.sendScheduled(REP);
    expect(webmail.sent(REP)).toHaveLength(2);
  });

  it('answers a refused send with an error among successes of HTTP, and leaves the draft', async () => {
    const { page, webmail } = await setUp({ sends: 'refused' });
    const id = await saveDraft(page);
    const reply = await page.call('UpdateItem', update(id, [], 'SendAndSaveCopy'));
    expect(reply.status).toBe(200);
    expect(entriesOf(reply)[0]).toMatchObject({ ResponseClass: 'Error', ResponseCode: 'ErrorSendAsDenied' });
    expect(webmail.sent(REP)).toEqual([]);
    webmail.set({ sends: 'unanswered' });
    await expect(page.call('UpdateItem', update(id, [], 'SendAndSaveCopy'))).rejects.toThrow(NoAnswer);
    expect(webmail.sent(REP)).toEqual([]);
  });

  it.each([
    [false, 500, 0],
    [true, 200, 1],
  ])('takes SendItem only on-premises (%s)', async (onPremises, status, sent) => {
    const { page, webmail } = await setUp({ onPremises });
    const id = await saveDraft(page);
    const reply = await page.call('SendItem', { ItemIds: [{ Id: id }], SaveItemToFolder: true });
    expect([reply.status, webmail.sent(REP).length]).toEqual([status, sent]);
    expect(reply.headers.get('x-owa-error')).toBe(onPremises ? null : 'OwaOperationNotSupportedException');
  });

  it('fills in the Message-ID of the sent copy late, and the copy itself, by option', async () => {
    const { page, webmail, clock } = await setUp({ messageIdLagMs: 2000, sentCopyLagMs: 1000 });
    const id = await saveDraft(page);
    await page.call('UpdateItem', update(id, [], 'SendAndSaveCopy'));
    const ask = () => page.call('GetItem', itemRequest(id, ['InternetMessageId', 'item:Size'], true));
    expect(textAt(entriesOf(await ask())[0], 'ResponseCode')).toBe('ErrorItemNotFound');
    clock.pass(1000);
    const early = firstItem(await ask());
    expect(early).not.toHaveProperty('InternetMessageId');
    expect(Buffer.from(textAt(early, 'MimeContent', 'Value'), 'base64').toString()).not.toMatch(/^message-id/im);
    clock.pass(1000);
    expect(textAt(firstItem(await ask()), 'InternetMessageId')).toBe(webmail.sent(REP)[0]?.messageId);
  });

  it('brings a message to oneself to both folders, as one message of one thread', async () => {
    const { page, webmail } = await setUp();
    const toSelf = { ...written, to: [{ email: REP, name: 'Robin' }] };
    await page.call('CreateItem', create(newItem(fieldsOf(toSelf)), 'SendAndSaveCopy'));
    const [sent] = webmail.sent(REP);
    const body = {
      Conversations: [{ ConversationId: { Id: sent?.threadRef } }],
      ItemShape: { BaseShape: 'IdOnly' },
      ShapeName: 'ItemPart',
    };
    const nodes = listAt(
      entriesOf(await page.call('GetConversationItems', body))[0],
      'Conversation',
      'ConversationNodes',
    );
    expect(nodes).toHaveLength(1);
    expect(listAt(nodes[0], 'Items')).toHaveLength(2);
  });

  it('attaches a file by a payload in the header and the bytes as body', async () => {
    const { page, webmail } = await setUp();
    const id = await saveDraft(page);
    const payload = {
      __type: 'CreateAttachmentJsonRequest:#Exchange',
      Body: { ParentItemId: { Id: id }, Attachments: [{ Name: 'a.bin', ContentType: 'application/x-own' }] },
    };
    const bytes = new Uint8Array([0, 255, 7]);
    const response = await page.request(`${page.config.service}/CreateAttachmentFromLocalFile?app=Mail&n=2`, {
      method: 'POST',
      headers: {
        ...page.headers('CreateAttachmentFromLocalFile'),
        'X-OWA-UrlPostData': encodeURIComponent(JSON.stringify(payload)),
      },
      body: bytes,
    });
    expect(response.status).toBe(200);
    await page.call('UpdateItem', update(id, [], 'SendAndSaveCopy'));
    const [part] = readMail(webmail.raw(REP, webmail.sent(REP)[0]?.ref ?? '')).parts;
    expect([part?.name, [...(part?.bytes ?? [])]]).toEqual(['a.bin', [0, 255, 7]]);
    expect(webmail.strayChanges).toEqual([]);
  });
});

describe('who asks', () => {
  it('is told from the page though the request is a copy of the page’s own', async () => {
    const { page, webmail } = await setUp();
    const told = webmail.deliver(REP, sample());
    await page.call('GetItem', itemRequest(told.ref, ['Subject']));
    const reply = await page.copy('GetItem', itemRequest(told.ref, ['item:Size'], true));
    expect(reply.status).toBe(200);
    expect(webmail.requests.slice(-2).map(({ kind, byPage, revealed }) => ({ kind, byPage, revealed }))).toEqual([
      { kind: 'GetItem', byPage: true, revealed: [] },
      { kind: 'raw-source', byPage: false, revealed: [told.ref] },
    ]);
  });

  it('cannot make up a ticket, nor say that a script was a person', async () => {
    const { page, webmail } = await setUp();
    await page.call('FindFolder', {});
    const [load = '', ticket = ''] = (page.headers('x')['x-owa-correlationid'] ?? '').split('_');
    const forged = [`${load}_99-1_own`, `${load}_${ticket}_scripted`, 'a_b_c', ''];
    for (const one of forged) await page.copy('FindFolder', {}, { 'x-owa-correlationid': one });
    expect(webmail.requests.slice(-4).map((one) => one.byPage)).toEqual([false, false, false, false]);
  });

  it('changes the mailbox astray unless it is the page', async () => {
    const { page, webmail } = await setUp();
    const told = webmail.deliver(REP, sample());
    const read = {
      ConversationActions: [{ Action: 'SetReadState', ConversationId: { Id: told.threadRef }, IsRead: true }],
    };
    await page.call('ApplyConversationAction', read);
    expect([webmail.isRead(REP, told.ref), webmail.strayChanges]).toEqual([true, []]);
    const other = webmail.deliver(REP, sample({ messageId: '<other@x.example>' }));
    await page.copy(
      'UpdateItem',
      update(
        other.ref,
        [{ __type: 'SetItemField:#Exchange', Path: { FieldURI: 'message:IsRead' }, Item: { IsRead: true } }],
        'SaveOnly',
      ),
    );
    expect(webmail.strayChanges).toEqual([`read ${other.ref}`]);
  });

  it('marks as read by following an old link', async () => {
    const { page, webmail } = await setUp();
    const told = webmail.deliver(REP, sample());
    await page.request(`/owa/?itemid=${encodeURIComponent(told.ref)}&exvsurl=1&viewmodel=ReadMessageItem`);
    expect(webmail.strayChanges).toEqual([`read ${told.ref}`]);
  });
});

describe('credentials', () => {
  const without = (name: string) => ({ [name]: undefined });

  it.each([
    ['work', {}, 'authorization'],
    ['work', {}, 'x-anchormailbox'],
    ['personal', { host: 'outlook.live.com' }, 'authorization'],
    ['personal', { host: 'outlook.live.com' }, 'x-owa-canary'],
    ['company', { onPremises: true }, 'x-owa-canary'],
  ] satisfies [string, OutlookStandInOptions, string][])(
    'of a %s account are not enough (%o) without %s',
    async (_, options, name) => {
      const { page } = await setUp(options);
      expect((await page.call('FindFolder', {})).status).toBe(200);
      expect((await page.copy('FindFolder', {})).status).toBe(200);
      expect((await page.copy('FindFolder', {}, without(name))).status).toBe(401);
    },
  );

  it('are a readable canary on-premises alone', async () => {
    const cookies = async (options: OutlookStandInOptions): Promise<string[]> => {
      const { webmail } = await setUp(options);
      const response = await webmail.handle(new Request(webmail.url(REP)));
      return response.headers.getSetCookie().filter((one) => one.startsWith('X-OWA-CANARY'));
    };
    expect(await cookies({})).toEqual([]);
    expect(await cookies({ host: 'outlook.live.com' })).toEqual([expect.stringContaining('HttpOnly')]);
    expect(await cookies({ onPremises: true })).toEqual([expect.not.stringContaining('HttpOnly')]);
  });

  it('are used up after the time of a token, and the page gets others', async () => {
    const { page, clock } = await setUp({ tokenMs: 1000 });
    expect((await page.call('FindFolder', {})).status).toBe(200);
    clock.pass(1001);
    expect((await page.copy('FindFolder', {})).status).toBe(401);
    const fresh = await page.request('/_/stand-in-token', { method: 'POST', headers: page.headers('x') });
    const { authorization } = (await fresh.json()) as { authorization: string };
    expect((await page.copy('FindFolder', {}, { authorization })).status).toBe(200);
    const again = await page.request('/_/stand-in-token', { method: 'POST' });
    expect(again.status).toBe(401);
  });

  it.each([401, 440, 449] as const)(
    'end with status %i when the session does, and the page leads to the sign-in',
    async (sessionEndStatus) => {
      const { page, webmail } = await setUp({ sessionEndStatus });
      webmail.signOut(REP);
      expect((await page.call('FindFolder', {})).status).toBe(sessionEndStatus);
      const to = (await page.request(webmail.url(REP))).headers.get('location') ?? '';
      const signIn = await (await webmail.handle(new Request(to))).text();
      const link = /href="([^"]+)"/.exec(signIn)?.[1]?.replaceAll('&amp;', '&') ?? '';
      const back = await webmail.handle(new Request(new URL(link, to)));
      expect(back.headers.get('location')).toBe(webmail.url(REP));
      expect((await page.call('FindFolder', {})).status).toBe(200);
    },
  );

  it('end by themselves after the time of a session', async () => {
    const { page, clock } = await setUp({ sessionMs: 1000 });
    clock.pass(1000);
    expect((await page.call('FindFolder', {})).status).toBe(401);
  });
});

describe('requests that are not as they should be', () => {
  it('fail when address, header and payload name different actions', async () => {
    const { page } = await setUp();
    await page.call('FindFolder', {});
    expect((await page.copy('FindFolder', {}, { action: 'GetItem' })).status).toBe(500);
    const text = encodeURIComponent(JSON.stringify({ __type: 'FindItemJsonRequest:#Exchange', Body: {} }));
    const response = await page.request(`${page.config.service}?action=FindFolder`, {
      method: 'POST',
      headers: { ...page.headers('FindFolder'), 'X-OWA-UrlPostData': text },
    });
    expect(response.status).toBe(500);
  });

  it.each([
    [false, 400],
    [true, 200],
  ])(
    'fail in the cloud when a payload of over 2,048 characters stands in the header (%s)',
    async (onPremises, status) => {
      const { page } = await setUp({ onPremises });
      const payload = { __type: 'FindFolderJsonRequest:#Exchange', Body: { Padding: 'x'.repeat(2048) } };
      const response = await page.request(`${page.config.service}?action=FindFolder`, {
        method: 'POST',
        headers: { ...page.headers('FindFolder'), 'X-OWA-UrlPostData': encodeURIComponent(JSON.stringify(payload)) },
      });
      expect(response.status).toBe(status);
    },
  );
});

describe('whoever is not the page', () => {
  it.each([
    ['refused', 403],
    ['failing', 500],
    ['signed-out', 401],
  ] as const)('is %s the content by option, and not the envelope', async (sources, status) => {
    const { page, webmail } = await setUp({ sources });
    const told = webmail.deliver(REP, sample());
    await page.call('FindFolder', {});
    expect((await page.copy('GetItem', itemRequest(told.ref, ['item:Size'], true))).status).toBe(status);
    expect((await page.copy('GetItem', itemRequest(told.ref, ['Subject']))).status).toBe(200);
    expect((await page.call('GetItem', itemRequest(told.ref, ['item:Size'], true))).status).toBe(200);
    expect(webmail.requests.filter((one) => !one.byPage).flatMap((one) => one.revealed)).toEqual([]);
  });

  it('gets half an answer by option', async () => {
    const { page, webmail } = await setUp({ sources: 'cut-off' });
    const told = webmail.deliver(REP, sample());
    await page.call('FindFolder', {});
    const reply = await page.copy('GetItem', itemRequest(told.ref, ['item:Size'], true));
    expect([reply.status, reply.json]).toEqual([200, undefined]);
  });

  it.each([
    ['over-budget', 'OverBudgetException'],
    ['too-many-objects', 'ErrorTooManyObjectsOpened'],
  ] as const)('is throttled by option: %s', async (throttling, code) => {
    const { page } = await setUp({ throttling });
    await page.call('FindFolder', {});
    const reply = await page.copy('FindFolder', {});
    expect([reply.status, reply.headers.get('x-owa-error')]).toEqual([500, code]);
    expect((await page.call('FindFolder', {})).status).toBe(200);
  });
});

describe('places', () => {
  it.each(['outlook.cloud.microsoft', 'outlook.office.com', 'outlook.office365.com'] as const)(
    'are one host, to which the others lead: %s',
    async (host) => {
      const webmail = createOutlookStandIn({ host });
      expect(webmail.url(REP)).toBe(`https://${host}/mail/`);
      for (const other of ['outlook.office.com', 'outlook.office365.com', 'outlook.cloud.microsoft']) {
        const response = await webmail.handle(new Request(`https://${other}/mail/`));
        expect(response.headers.get('location')).toBe(other === host ? null : webmail.url(REP));
      }
    },
  );

  it('carry an account slot for personal accounts, and for further accounts', async () => {
    const accounts = [
      { address: REP, name: 'Robin' },
      { address: 'second@example.com', name: 'Second' },
    ];
    const { webmail, page } = await setUp({ host: 'outlook.live.com', accounts });
    expect([webmail.url(REP), page.config.service]).toEqual(['https://outlook.live.com/mail/0/', '/owa/0/service.svc']);
    expect(page.config.authorization).toMatch(/^MSAuth1\.0 /);
    const bare = await page.request('https://outlook.live.com/mail/');
    expect(bare.headers.get('location')).toBe(webmail.url(REP));
    const second = await openPage(webmail, 'second@example.com');
    expect([second.config.account, second.config.service]).toEqual(['second@example.com', '/owa/1/service.svc']);
    const told = webmail.deliver('second@example.com', sample());
    expect(textAt(firstItem(await second.call('GetItem', itemRequest(told.ref, []))), 'ItemId', 'Id')).toBe(told.ref);
  });

  it.each([false, true])(
    'of shared mailboxes are named by address (on-premises: %s), and calls must say whose they are',
    async (onPremises) => {
      const shared = [{ address: 'office@example.com', name: 'Office' }];
      const { webmail } = await setUp({ onPremises, shared });
      expect(new URL(webmail.url('office@example.com')).pathname).toBe(
        `/${onPremises ? 'owa' : 'mail'}/office@example.com/`,
      );
      const page = await openPage(webmail, 'office@example.com');
      const told = webmail.deliver('office@example.com', sample());
      expect((await page.call('GetItem', itemRequest(told.ref, []))).status).toBe(200);
      expect((await page.copy('FindFolder', {}, { 'x-owa-explicitlogonuser': undefined })).status).toBe(500);
      await page.call('CreateItem', create(newItem(fieldsOf(written)), 'SendAndSaveCopy'));
      const item = firstItem(
        await page.call('GetItem', itemRequest(webmail.sent('office@example.com')[0]?.ref ?? '', ['From', 'Sender'])),
      );
      expect([
        textAt(item, 'From', 'Mailbox', 'EmailAddress'),
        textAt(item, 'Sender', 'Mailbox', 'EmailAddress'),
      ]).toEqual(['office@example.com', REP]);
    },
  );

  it.each([
    ['aad-smtp', `AAD-SMTP:${REP}`],
    ['plain', REP],
    ['puid', expect.stringMatching(/^PUID:\w+@[\w-]+$/)],
    ['oid', expect.stringMatching(/^Oid:[\w-]+@[\w-]+$/)],
  ] as const)('are told to the service in the form %s', async (anchorForm, anchor) => {
    const { page } = await setUp({ anchorForm });
    expect(page.config.anchor).toEqual(anchor);
  });

  it('bind scripts in the cloud and not on-premises', async () => {
    const policyOf = async (options: OutlookStandInOptions): Promise<string | null> => {
      const webmail = createOutlookStandIn(options);
      return (await webmail.handle(new Request(webmail.url(REP)))).headers.get('content-security-policy');
    };
    expect(await policyOf({})).toContain("require-trusted-types-for 'script'");
    expect(await policyOf({ onPremises: true })).toBeNull();
  });
});
