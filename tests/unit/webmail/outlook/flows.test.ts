import { describe, expect, it } from 'vitest';
import { NoAnswer } from '../../../webmail/gmail/gmail-stand-in.ts';
import { readMail } from '../../../webmail/gmail/read-mail.ts';
import { deferredUpdate, fieldsOf, newItem, replyItem, updatesOf } from '../../../webmail/outlook/page/outgoing.ts';
import { at, listAt, textAt } from '../../../webmail/outlook/page/wire.ts';
import { REP, START_MS, sample } from '../gmail/client.ts';
import {
  createRequest,
  entriesOf,
  firstItem,
  itemRequest,
  type PageClient,
  setUp,
  updateRequest,
  written,
} from './client.ts';

const saveDraft = async (page: PageClient): Promise<string> => {
  const reply = await page.call('CreateItem', createRequest(newItem(fieldsOf(written)), 'SaveOnly'));
  return textAt(firstItem(reply), 'ItemId', 'Id');
};

describe('sending', () => {
  it('keeps a draft without Message-ID and sends it by an update that answers no id', async () => {
    const { page, webmail, clock } = await setUp();
    const id = await saveDraft(page);
    const draft = firstItem(
      await page.call('GetItem', itemRequest(id, ['IsDraft', 'InternetMessageId', 'BccRecipients'])),
    );
    expect(draft).toMatchObject({ IsDraft: true, BccRecipients: [{ EmailAddress: 'lee@northwind.example' }] });
    expect(draft).not.toHaveProperty('InternetMessageId');
    expect(webmail.sent(REP)).toEqual([]);
    clock.pass(1000);
    const reply = await page.call('UpdateItem', updateRequest(id, [], 'SendAndSaveCopy'));
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
    expect([mail.subject, mail.bcc[0]?.email, mail.messageId]).toEqual([
      'Prices',
      'lee@northwind.example',
      sent?.messageId,
    ]);
  });

  it('gives the sent copy another id on-premises', async () => {
    const { page, webmail } = await setUp({ onPremises: true });
    const id = await saveDraft(page);
    await page.call('UpdateItem', updateRequest(id, updatesOf({ Subject: 'Other' }), 'SendAndSaveCopy'));
    const [sent] = webmail.sent(REP);
    expect(sent?.ref).toMatch(/^AAMk/);
    expect(sent?.ref).not.toBe(id);
    const gone = await page.call('GetItem', itemRequest(id, []));
    expect(textAt(entriesOf(gone)[0], 'ResponseCode')).toBe('ErrorItemNotFound');
    expect(readMail(webmail.raw(REP, sent?.ref ?? '')).subject).toBe('Other');
  });

  it('sends at once without a draft, and keeps no copy when told so', async () => {
    const { page, webmail } = await setUp();
    await page.call('CreateItem', createRequest(newItem(fieldsOf(written)), 'SendAndSaveCopy'));
    await page.call('CreateItem', createRequest(newItem(fieldsOf({ ...written, subject: 'Gone' })), 'SendOnly'));
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
    await page.call('CreateItem', createRequest(item, 'SendAndSaveCopy'));
    const [sent] = webmail.sent(REP);
    const mail = readMail(webmail.raw(REP, sent?.ref ?? ''));
    expect([mail.to.map((one) => one.email), mail.subject, sent?.threadRef]).toEqual([to, subject, told.threadRef]);
    expect(mail.html).toContain('Thank you');
    expect(mail.html).toContain('Dear Robin');
  });

  it('schedules by a property, and the message stays a draft until its time has come', async () => {
    const { page, webmail, clock } = await setUp();
    const id = await saveDraft(page);
    await page.call('UpdateItem', updateRequest(id, [deferredUpdate(START_MS + 5000)], 'SendAndSaveCopy'));
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
    await page.call('UpdateItem', updateRequest(second, [deferredUpdate(START_MS + 90_000)], 'SendAndSaveCopy'));
    await webmail.sendScheduled(REP);
    expect(webmail.sent(REP)).toHaveLength(2);
  });

  it('answers a refused send with an error among successes of HTTP, and leaves the draft', async () => {
    const { page, webmail } = await setUp({ sends: 'refused' });
    const id = await saveDraft(page);
    const reply = await page.call('UpdateItem', updateRequest(id, [], 'SendAndSaveCopy'));
    expect(reply.status).toBe(200);
    expect(entriesOf(reply)[0]).toMatchObject({ ResponseClass: 'Error', ResponseCode: 'ErrorSendAsDenied' });
    expect(webmail.sent(REP)).toEqual([]);
    webmail.set({ sends: 'unanswered' });
    await expect(page.call('UpdateItem', updateRequest(id, [], 'SendAndSaveCopy'))).rejects.toThrow(NoAnswer);
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
    await page.call('UpdateItem', updateRequest(id, [], 'SendAndSaveCopy'));
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
    await page.call('CreateItem', createRequest(newItem(fieldsOf(toSelf)), 'SendAndSaveCopy'));
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
    await page.call('UpdateItem', updateRequest(id, [], 'SendAndSaveCopy'));
    const [part] = readMail(webmail.raw(REP, webmail.sent(REP)[0]?.ref ?? '')).parts;
    expect([part?.name, [...(part?.bytes ?? [])]]).toEqual(['a.bin', [0, 255, 7]]);
    expect(webmail.strayChanges).toEqual([]);
  });
});
