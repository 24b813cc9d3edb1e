import { describe, expect, it } from 'vitest';
import { smimeMail } from '../../../webmail/gmail/samples.ts';
import { normalId, urlId } from '../../../webmail/outlook/ids.ts';
import type { OutlookStandInOptions } from '../../../webmail/outlook/options.ts';
import { createOutlookStandIn } from '../../../webmail/outlook/outlook-stand-in.ts';
import { threadsRequest } from '../../../webmail/outlook/page/requests.ts';
import { at, listAt, textAt } from '../../../webmail/outlook/page/wire.ts';
import { createClock, createRandom, REP, START_MS, sample } from '../gmail/client.ts';
import { entriesOf, firstItem, itemRequest, openPage } from './client.ts';

async function setUp(options: OutlookStandInOptions = {}, raw = sample()) {
  const clock = createClock();
  const webmail = createOutlookStandIn({ now: clock.now, random: createRandom(), ...options });
  const told = webmail.deliver(REP, raw);
  const page = await openPage(webmail);
  return { clock, webmail, told, page };
}

const pdf = { name: 'Stückliste.pdf', mime: 'application/pdf', bytes: Buffer.from('%PDF-1.4') };
const ICS = 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n';
const meeting = sample({ files: [{ name: '', mime: 'text/calendar', bytes: Buffer.from(ICS) }] });
const nodesOf = (json: unknown): unknown[] =>
  listAt(json, 'Body', 'ResponseMessages', 'Items', 0, 'Conversation', 'ConversationNodes');
const envelope = ['Subject', 'message:ToRecipients', 'message:InternetMessageId', 'item:DateTimeReceived', 'From'];

describe('GetItem', () => {
  it('gives the named properties, bare or qualified, flat recipients, and dates in the zone of the request', async () => {
    const { page, told, webmail } = await setUp();
    const item = firstItem(await page.call('GetItem', itemRequest(told.ref, envelope)));
    expect(item).toMatchObject({
      __type: 'Message:#Exchange',
      ItemId: { Id: told.ref },
      Subject: 'Offer',
      InternetMessageId: '<offer@northwind.example>',
      DateTimeReceived: '2026-03-02T14:30:00+05:30',
      ToRecipients: [{ Name: 'Robin Reyes', EmailAddress: REP, RoutingType: 'SMTP', MailboxType: 'Mailbox' }],
      From: { Mailbox: { Name: 'Ana Torres', EmailAddress: 'ana@northwind.example', RoutingType: 'SMTP' } },
    });
    expect(item).not.toHaveProperty('Body');
    expect(webmail.requests.at(-1)).toMatchObject({ kind: 'GetItem', byPage: true, revealed: [] });
  });

  it.each(['item:ToRecipients', 'message:Subject', 'Subjekt', 'item:InternetMessageId'])(
    'fails as a whole for a property called %s',
    async (wrong) => {
      const { page, told } = await setUp();
      const reply = await page.call('GetItem', itemRequest(told.ref, ['Subject', wrong]));
      expect(reply.status).toBe(500);
      expect(reply.headers.get('x-owa-error')).toBe('OwaSerializationException');
    },
  );

  it.each(['ReminderIsSet', 'item:Culture', 'message:VotingInformation', 'calendar:Start'])(
    'leaves out what the message has none of: %s',
    async (name) => {
      const { page, told } = await setUp();
      const reply = await page.call('GetItem', itemRequest(told.ref, [name]));
      expect([reply.status, Object.keys(firstItem(reply) ?? {})]).toEqual([200, ['__type', 'ItemId']]);
    },
  );

  it.each([
    ['in the cloud only beside another property', false, [], false],
    ['in the cloud beside a property', false, ['item:Size'], true],
    ['on-premises also alone', true, [], true],
  ] as const)('gives the source %s', async (_, onPremises, fields, isThere) => {
    const raw = sample({ files: [pdf] });
    const { page, told, webmail } = await setUp({ onPremises }, raw);
    const item = firstItem(await page.call('GetItem', itemRequest(told.ref, [...fields], true)));
    const mime = Buffer.from(textAt(item, 'MimeContent', 'Value'), 'base64').toString();
    expect(mime).toBe(isThere ? raw : '');
    expect(webmail.requests.at(-1)).toMatchObject({ kind: 'raw-source', revealed: [told.ref] });
  });

  it('answers one entry for each id, errors among successes', async () => {
    const { page, told } = await setUp();
    const ids = ['AAkALgmissing', told.classicId, urlId(told.immutableId)].map((Id) => ({ Id }));
    const reply = await page.call('GetItem', { ItemIds: ids, ItemShape: { BaseShape: 'IdOnly' } });
    expect(entriesOf(reply).map((entry) => textAt(entry, 'ResponseCode'))).toEqual([
      'ErrorItemNotFound',
      'NoError',
      'NoError',
    ]);
    expect(textAt(entriesOf(reply)[0], 'ResponseClass')).toBe('Error');
  });

  it('breaks off with an error for all properties of meeting mail in the cloud, and not on-premises', async () => {
    const body = (id: string): object => ({ ItemIds: [{ Id: id }], ItemShape: { BaseShape: 'AllProperties' } });
    const cloud = await setUp({}, meeting);
    const reply = await cloud.page.call('GetItem', body(cloud.told.ref));
    expect([reply.status, reply.json, reply.headers.has('x-owa-error')]).toEqual([500, undefined, true]);
    expect(reply.text).toContain('"__type":"MeetingRequest');
    const company = await setUp({ onPremises: true }, meeting);
    const item = firstItem(await company.page.call('GetItem', body(company.told.ref)));
    expect(item).toMatchObject({ __type: 'MeetingRequest:#Exchange', ItemClass: 'IPM.Schedule.Meeting.Request' });
  });

  it('cuts the body at 2,048 characters in the default shape', async () => {
    const { page, told } = await setUp({}, sample({ html: `<p>${'x'.repeat(5000)}</p>` }));
    const reply = await page.call('GetItem', { ItemIds: [{ Id: told.ref }], ItemShape: { BaseShape: 'Default' } });
    expect(at(firstItem(reply), 'Body', 'IsTruncated')).toBe(true);
    expect(textAt(firstItem(reply), 'Body', 'Value')).toHaveLength(2048);
  });

  it('gives transport headers as an extended property', async () => {
    const { page, told } = await setUp();
    const body = { ItemIds: [{ Id: told.ref }], ItemShape: { BaseShape: 'IdOnly' }, ShapeName: 'MessageDetails' };
    const property = at(firstItem(await page.call('GetItem', body)), 'ExtendedProperty', 0);
    expect(property).toMatchObject({ ExtendedFieldURI: { PropertyTag: '0x7d', PropertyType: 'String' } });
    expect(textAt(property, 'Value')).toContain('Message-ID: <offer@northwind.example>');
  });

  it('leaves the read mark alone, and so does GetAttachment', async () => {
    const { page, told, webmail } = await setUp({}, sample({ files: [pdf] }));
    const reply = await page.call('GetItem', itemRequest(told.ref, ['Body', 'Attachments', 'IsRead'], true));
    const Id = textAt(firstItem(reply), 'Attachments', 0, 'AttachmentId', 'Id');
    await page.copy('GetAttachment', { AttachmentIds: [{ __type: 'RequestAttachmentId:#Exchange', Id }] });
    expect(at(firstItem(reply), 'IsRead')).toBe(false);
    expect([webmail.isRead(REP, told.ref), webmail.strayChanges]).toEqual([false, []]);
  });
});

describe('ids', () => {
  it.each([
    ['immutable', /^AAkALg/],
    ['classic', /^AAMk/],
  ] as const)('are %s by what the request prefers', async (ids, form) => {
    const { page, told } = await setUp({ ids });
    expect(told.ref).toMatch(form);
    expect(textAt(firstItem(await page.call('GetItem', itemRequest(told.ref, []))), 'ItemId', 'Id')).toBe(told.ref);
  });

  it('are written in the other alphabet by option, and are the same in normal form', async () => {
    const { page, told } = await setUp({ idAlphabet: 'url' });
    const id = textAt(firstItem(await page.call('GetItem', itemRequest(told.ref, []))), 'ItemId', 'Id');
    expect(id).toMatch(/-.*_/);
    expect(id).not.toBe(told.ref);
    expect(normalId(id)).toBe(told.ref);
  });

  it('survive a move when they are immutable, and change when they are not', async () => {
    const { webmail, told } = await setUp();
    const moved = webmail.move(REP, told.ref, 'archive');
    expect(moved.immutableId).toBe(told.immutableId);
    expect(moved.classicId).not.toBe(told.classicId);
    expect(() => webmail.raw(REP, told.classicId)).toThrow('no message');
  });
});

describe('GetConversationItems', () => {
  it('gives a node for each message and an item for each folder it stands in, with unique bodies', async () => {
    const html = '<p>Mine</p><div id="divRplyFwdMsg">quoted</div>';
    const { page, told, webmail } = await setUp({}, sample({ html }));
    const copied = webmail.copy(REP, told.ref, 'archive');
    const reply = await page.call(
      'GetConversationItems',
      threadsRequest(page.config, [{ id: told.threadRef, syncState: '' }]),
    );
    const [node] = nodesOf(reply.json);
    expect(textAt(node, 'InternetMessageId')).toBe(told.messageId);
    const items = listAt(node, 'Items');
    expect(items.map((item) => textAt(item, 'ItemId', 'Id')).sort()).toEqual([told.ref, copied.ref].sort());
    expect(textAt(items[0], 'UniqueBody', 'Value')).toContain('Mine');
    expect(textAt(items[0], 'UniqueBody', 'Value')).not.toContain('quoted');
    expect(items[0]).not.toHaveProperty('Body');
    expect(webmail.requests.at(-1)?.revealed.sort()).toEqual([told.ref, copied.ref].sort());
  });

  it('cuts lists of recipients as asked', async () => {
    const many = Array.from({ length: 30 }, (_, place) => `p${place}@northwind.example`).join(', ');
    const { page, told } = await setUp({ maximumRecipients: 20 }, sample({ to: many }));
    const reply = await page.call(
      'GetConversationItems',
      threadsRequest(page.config, [{ id: told.threadRef, syncState: '' }]),
    );
    expect(listAt(nodesOf(reply.json)[0], 'Items', 0, 'ToRecipients')).toHaveLength(20);
    const whole = firstItem(await page.call('GetItem', itemRequest(told.ref, ['ToRecipients'])));
    expect(listAt(whole, 'ToRecipients')).toHaveLength(30);
  });

  it('answers a known state with fields missing for what is known, and news in full', async () => {
    const { page, told, webmail } = await setUp();
    const ask = (syncState: string) =>
      page.call('GetConversationItems', threadsRequest(page.config, [{ id: told.threadRef, syncState }]));
    const conversation = at(entriesOf(await ask(''))[0], 'Conversation');
    webmail.deliver(REP, sample({ messageId: '<second@northwind.example>', inReplyTo: told.messageId }));
    const nodes = nodesOf((await ask(textAt(conversation, 'SyncState'))).json);
    expect(nodes.map((node) => textAt(node, 'InternetMessageId'))).toEqual([
      '<second@northwind.example>',
      told.messageId,
    ]);
    expect(textAt(nodes[0], 'ParentInternetMessageId')).toBe(told.messageId);
    const [fresh, known] = nodes.map((node) => at(node, 'Items', 0));
    expect(fresh).toHaveProperty('ToRecipients');
    expect(known).toHaveProperty('IsRead');
    for (const name of ['ToRecipients', 'From', 'UniqueBody', 'Subject']) expect(known).not.toHaveProperty(name);
  });

  it('gives only the newest body by option', async () => {
    const { page, told, webmail } = await setUp({ threadBodies: 'first-only' });
    webmail.deliver(REP, sample({ messageId: '<second@northwind.example>', inReplyTo: told.messageId }));
    const reply = await page.call(
      'GetConversationItems',
      threadsRequest(page.config, [{ id: told.threadRef, syncState: '' }]),
    );
    expect(nodesOf(reply.json).map((node) => at(node, 'Items', 0, 'Body') !== undefined)).toEqual([true, false]);
  });
});

describe('lists and boot', () => {
  const inbox = { __type: 'DistinguishedFolderId:#Exchange', Id: 'inbox' };

  it('give conversations by names, without addresses', async () => {
    const { page, told } = await setUp();
    const reply = await page.call('FindConversation', { ParentFolderId: { BaseFolderId: inbox } });
    const row = at(reply.json, 'Body', 'Conversations', 0);
    expect(row).toMatchObject({
      ConversationId: { Id: told.threadRef },
      UniqueSenders: ['Ana Torres'],
      MessageCount: 1,
      UnreadCount: 1,
      ItemIds: [{ Id: told.ref }],
    });
    expect(JSON.stringify(row)).not.toContain('@');
  });

  it.each([
    ['MailListItem', ['Subject', 'From', 'Preview'], 1],
    ['BulkActionItem', ['ItemId'], 0],
  ])('give items in the shape %s', async (ShapeName, names, told) => {
    const { page, webmail } = await setUp();
    const body = { ParentFolderIds: [inbox], ItemShape: { BaseShape: 'IdOnly' }, ShapeName };
    const root = at(entriesOf(await page.call('FindItem', body))[0], 'RootFolder');
    expect(at(root, 'TotalItemsInView')).toBe(1);
    for (const name of names) expect(at(root, 'Items', 0)).toHaveProperty(name);
    expect(webmail.requests.at(-1)?.revealed).toHaveLength(told);
  });

  it.each([
    ['de', 'Posteingang'],
    ['es', 'Bandeja de entrada'],
  ] as const)('name folders in %s, and their roles in no language', async (locale, name) => {
    const { page } = await setUp({ locale });
    const { json } = await page.startup();
    const folders = listAt(json, 'findFolders', 'Body', 'ResponseMessages', 'Items', 0, 'RootFolder', 'Folders');
    expect(folders[0]).toMatchObject({ DisplayName: name, DistinguishedFolderId: 'inbox', FolderClass: 'IPF.Note' });
    expect(at(json, 'owaUserConfig', 'SessionSettings', 'UserEmailAddress')).toBe(REP);
    expect(listAt(json, 'findConversation', 'Body', 'Conversations')).toHaveLength(1);
  });

  it('leave the first list out where the page asks for it', async () => {
    const { page } = await setUp({ firstList: 'request' });
    expect((await page.startup()).json).not.toHaveProperty('findConversation');
  });
});

describe('GetAttachment', () => {
  async function attached(options: OutlookStandInOptions, files: Parameters<typeof sample>[0]) {
    const made = await setUp(options, sample(files));
    const item = firstItem(await made.page.call('GetItem', itemRequest(made.told.ref, ['item:Attachments'])));
    return { ...made, files: listAt(item, 'Attachments') };
  }
  const asked = (file: unknown): object => ({
    AttachmentIds: [{ __type: 'RequestAttachmentId:#Exchange', Id: textAt(file, 'AttachmentId', 'Id') }],
  });

  it('gives the bytes', async () => {
    const { page, told, webmail, files } = await attached({}, { files: [pdf] });
    expect(files[0]).toMatchObject({ __type: 'FileAttachment:#Exchange', Name: pdf.name, Size: 8, IsInline: false });
    const reply = await page.call('GetAttachment', asked(files[0]));
    expect(textAt(entriesOf(reply)[0], 'Attachments', 0, 'Content')).toBe(pdf.bytes.toString('base64'));
    expect(webmail.requests.at(-1)).toMatchObject({ kind: 'attachment', revealed: [told.ref] });
  });

  it.each([
    ['cloud', false, 500],
    ['company', true, 200],
  ])('meets a filled shape with its fault: %s', async (_, onPremises, status) => {
    const { page, files } = await attached({ onPremises }, { files: [pdf] });
    const shape = { AttachmentShape: { __type: 'AttachmentResponseShape:#Exchange', IncludeMimeContent: true } };
    expect((await page.call('GetAttachment', { ...asked(files[0]), ...shape })).status).toBe(status);
  });

  it('has no content for an attached message, nor for a link', async () => {
    const inner = Buffer.from('Subject: inner\r\n\r\nx');
    const { page, webmail, files } = await attached(
      {},
      { files: [{ name: 'inner.eml', mime: 'message/rfc822', bytes: inner }] },
    );
    expect(files[0]).toMatchObject({ __type: 'ItemAttachment:#Exchange' });
    const reply = at(entriesOf(await page.call('GetAttachment', asked(files[0])))[0], 'Attachments', 0);
    expect(reply).toHaveProperty('Item');
    expect(reply).not.toHaveProperty('Content');
    const linked = webmail.deliver(REP, sample({ messageId: '<l@x.example>' }), {
      links: [{ name: 'Plan', href: 'https://files.example/1' }],
    });
    const item = firstItem(await page.call('GetItem', itemRequest(linked.ref, ['Attachments'])));
    expect(at(item, 'Attachments', 0)).toMatchObject({ __type: 'ReferenceAttachment:#Exchange', Name: 'Plan' });
  });
});

describe('mail of special kinds', () => {
  it('tells what protected mail lets its reader do', async () => {
    const { page, webmail } = await setUp();
    const license = { exportAllowed: false, extractAllowed: false };
    const told = webmail.deliver(REP, sample({ messageId: '<irm@x.example>' }), { license });
    const item = firstItem(await page.call('GetItem', itemRequest(told.ref, ['RightsManagementLicenseData'])));
    expect(item).toMatchObject({ RightsManagementLicenseData: { ExportAllowed: false, ExtractAllowed: false } });
  });

  it('has the class of sealed mail', async () => {
    const sealed = {
      from: 'ana@northwind.example',
      to: REP,
      subject: 'Sealed',
      dateMs: START_MS,
      messageId: '<s@x.example>',
    };
    const { page, told } = await setUp({}, smimeMail(sealed));
    const item = firstItem(await page.call('GetItem', itemRequest(told.ref, ['ItemClass'])));
    expect(textAt(item, 'ItemClass')).toBe('IPM.Note.SMIME');
  });

  it('names people of the organisation by path, by option, and others by address', async () => {
    const to = `${REP}, kim@northwind.example`;
    const { page, told } = await setUp({ internalAddresses: 'ex' }, sample({ to }));
    const people = listAt(
      firstItem(await page.call('GetItem', itemRequest(told.ref, ['ToRecipients']))),
      'ToRecipients',
    );
    expect(people[0]).toMatchObject({ RoutingType: 'EX', EmailAddress: expect.stringMatching(/^\/O=.*-REP$/) });
    expect(people[1]).toMatchObject({ RoutingType: 'SMTP', EmailAddress: 'kim@northwind.example' });
  });

  it('shows images of a message as a pixel, with the id of the attachment beside it', async () => {
    const raw = [
      'From: <ana@northwind.example>',
      `To: <${REP}>`,
      'Subject: Logo',
      'Message-ID: <logo@x.example>',
      'Content-Type: multipart/related; boundary="b"',
      '',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p class="big"><img src="cid:logo@x" alt="Logo"></p>',
      '--b',
      'Content-Type: image/png; name="logo.png"',
      'Content-ID: <logo@x>',
      'Content-Transfer-Encoding: base64',
      '',
      'iVBORw0KGgo=',
      '--b--',
      '',
    ].join('\r\n');
    const { page, told } = await setUp({}, raw);
    const body = { ItemIds: [{ Id: told.ref }], ItemShape: { BaseShape: 'IdOnly' }, ShapeName: 'ItemNormalizedBody' };
    const item = firstItem(await page.call('GetItem', body));
    const id = textAt(item, 'Attachments', 0, 'AttachmentId', 'Id');
    expect(at(item, 'Attachments', 0)).toMatchObject({ IsInline: true, ContentId: 'logo@x' });
    const shown = textAt(item, 'NormalizedBody', 'Value');
    expect(shown).toContain(`originalsrc="cid:logo@x" data-custom="${encodeURIComponent(id)}"`);
    expect(shown).toMatch(/^<div class="rps_/);
  });
});
