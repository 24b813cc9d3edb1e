import { afterEach, describe, expect, it } from 'vitest';
import { pause, until } from './framed-page.ts';
import { type OutlookPage, openOutlook, orderOf, removeOutlookPages } from './outlook-page.ts';
import { ACCOUNT, conversationOf, idOf, NOW, type StoredMessage, success } from './outlook-service.ts';

afterEach(removeOutlookPages);

const immutable = { prefer: 'IdType="ImmutableId"' };
const bea = { Name: 'Bea', EmailAddress: 'bea@client.example', RoutingType: 'SMTP' };
const sentCopy = (name: string, more: Partial<StoredMessage> = {}): StoredMessage => ({
  name,
  from: ACCOUNT,
  to: ['bea@client.example'],
  bcc: ['carl@client.example'],
  subject: 'Oferta',
  folder: 'sentitems',
  conversation: 'Oferta',
  at: Date.now(),
  ...more,
});

/** Answers of the service to what makes or changes a message, as the page sees them. */
function answerChanges(page: OutlookPage, answer: () => unknown): void {
  for (const action of ['CreateItem', 'UpdateItem', 'SendItem']) {
    page.service.instead.set(action, () => Response.json({ Body: { ResponseMessages: { Items: [answer()] } } }));
  }
}

const draftAnswer = (name: string) =>
  success({
    Items: [
      {
        __type: 'Message:#Exchange',
        ItemId: { Id: idOf(name) },
        ConversationId: { Id: conversationOf('Oferta') },
        IsDraft: true,
        From: { Mailbox: { EmailAddress: ACCOUNT, RoutingType: 'SMTP' } },
      },
    ],
  });
const message = {
  __type: 'Message:#Exchange',
  Subject: 'Oferta',
  ToRecipients: [bea],
  CcRecipients: [],
  BccRecipients: [],
};
const save = (page: OutlookPage, headers = {}) =>
  page.call(
    'CreateItem',
    { Items: [message], MessageDisposition: 'SaveOnly', ComposeOperation: 'newMail' },
    { headers },
  );
const sendDraft = (page: OutlookPage, name: string, updates: unknown[] = [], headers = {}) =>
  page.call(
    'UpdateItem',
    { ItemChanges: [{ ItemId: { Id: idOf(name) }, Updates: updates }], MessageDisposition: 'SendAndSaveCopy' },
    { headers },
  );
const deferral = (ms: number) => ({
  __type: 'SetItemField:#Exchange',
  Path: { __type: 'ExtendedPropertyUri:#Exchange', PropertyTag: '0x3fef', PropertyType: 'SystemTime' },
  Item: {
    __type: 'Message:#Exchange',
    ExtendedProperty: [
      { ExtendedFieldURI: { PropertyTag: '0x3fef', PropertyType: 'SystemTime' }, Value: new Date(ms).toISOString() },
    ],
  },
});
const sent = (page: OutlookPage) => page.notices.filter(({ state }) => state === 'sent');
const refsSent = (page: OutlookPage) => new Set(sent(page).map(({ ref }) => ref));

describe('Outlook adapter: sending', () => {
  it('reports a sent draft once the server has said so, by the id that stays, with hidden recipients', async () => {
    const page = await openOutlook();
    answerChanges(page, () => draftAnswer('Draft'));
    await save(page, immutable);
    await pause(200);
    expect(page.notices).toEqual([]);
    answerChanges(page, () => success({ Items: [] }));
    page.service.messages = [sentCopy('Draft')];
    await sendDraft(page, 'Draft', [], immutable);
    await until('it is told', () => sent(page).length > 0);
    expect(page.states()[0]).toBe('sending');
    expect(sent(page)[0]).toMatchObject({
      ref: idOf('Draft'),
      direction: 'outgoing',
      envelope: { complete: true, messageId: '<Draft@mail.example>', bcc: [{ email: 'carl@client.example' }] },
    });
    expect(JSON.stringify(page.notices)).not.toContain('Oferta@');
    const result = await page.adapter.fetch(orderOf(page, idOf('Draft')), page.end.signal);
    expect(result).toMatchObject({ ok: true, message: { rung: 'raw' } });
  });

  it.each([
    ['an autosave', 'UpdateItem', 'SaveOnly', success({ Items: [] })],
    ['a send the server refuses', 'UpdateItem', 'SendAndSaveCopy', { ResponseClass: 'Error', ResponseCode: 'ErrorX' }],
  ])('reports nothing as sent after %s', async (_, action, disposition, answer) => {
    const page = await openOutlook();
    answerChanges(page, () => answer);
    await page.call(action, { ItemChanges: [{ ItemId: { Id: idOf('Draft') } }], MessageDisposition: disposition });
    await pause(1200);
    expect(sent(page)).toEqual([]);
  });

  it('finds the copy of a message sent without a draft, and of one whose id changed, under one name', async () => {
    const page = await openOutlook();
    answerChanges(page, () => success({ Items: [] }));
    page.service.messages = [sentCopy('Old', { at: NOW - 86_400_000 }), sentCopy('Copy')];
    await page.call('CreateItem', { Items: [message], MessageDisposition: 'SendAndSaveCopy' });
    await until('it is told', () => sent(page).length > 0);
    expect(refsSent(page)).toEqual(new Set([idOf('Copy')]));

    page.service.messages.push(sentCopy('Second'));
    await sendDraft(page, 'GoneDraft', [
      { __type: 'SetItemField:#Exchange', Path: { FieldURI: 'Subject' }, Item: { Subject: 'Oferta' } },
      { __type: 'SetItemField:#Exchange', Path: { FieldURI: 'message:ToRecipients' }, Item: { ToRecipients: [bea] } },
    ]);
    await until('the second is told', () => refsSent(page).has(idOf('Second')));
    expect(refsSent(page)).not.toContain(idOf('GoneDraft'));
  });

  it('finds an answer by the conversation of what it answers', async () => {
    const question: StoredMessage = {
      name: 'Question',
      from: 'bea@client.example',
      to: [ACCOUNT],
      conversation: 'Talk',
    };
    const page = await openOutlook({ messages: [question] });
    await page.call('GetItem', {
      ItemIds: [{ Id: idOf('Question') }],
      ItemShape: {
        AdditionalProperties: ['From', 'ToRecipients', 'ConversationId', 'IsDraft'].map((FieldURI) => ({ FieldURI })),
      },
    });
    await until('the question is known', () => page.notices.length > 0);
    answerChanges(page, () => success({ Items: [] }));
    page.service.messages.push(sentCopy('Answer', { conversation: 'Talk', subject: 'RE: Question', bcc: [] }));
    const reply = {
      __type: 'ReplyAllToItem:#Exchange',
      ReferenceItemId: { Id: idOf('Question') },
      NewBodyContent: { Value: 'ok' },
    };
    await page.call('CreateItem', { Items: [reply], MessageDisposition: 'SendAndSaveCopy' });
    await until('the answer is told', () => sent(page).length > 0);
    expect(refsSent(page)).toEqual(new Set([idOf('Answer')]));
  });

  it('calls a message the server holds back scheduled, and sent when it has left', async () => {
    const page = await openOutlook();
    answerChanges(page, () => success({ Items: [] }));
    page.service.messages = [sentCopy('Later', { isDraft: true, folder: 'drafts' })];
    await sendDraft(page, 'Later', [deferral(Date.now() + 3_600_000)], immutable);
    await until('it is scheduled', () => page.states().includes('scheduled'));
    await pause(300);
    expect(sent(page)).toEqual([]);
    page.service.messages = [sentCopy('Later')];
    await page.call('FindItem', { ItemShape: {} });
    await until('it is told', () => sent(page).length > 0);
    expect(refsSent(page)).toEqual(new Set([idOf('Later')]));
  });

  it('says of a send without an answer that it failed, and finds out when it had left all the same', async () => {
    const page = await openOutlook();
    page.service.instead.set('UpdateItem', () => new Response('', { status: 500 }));
    await sendDraft(page, 'Lost', [], immutable);
    await until('it failed', () => page.states().includes('failed'));
    page.service.messages = [sentCopy('Lost')];
    await until('it is told', () => sent(page).length > 0);
    expect(refsSent(page)).toEqual(new Set([idOf('Lost')]));
  });

  it('tells of a sent draft without asking anything where nothing may be asked', async () => {
    const page = await openOutlook({ mayRead: false });
    answerChanges(page, () => success({ Items: [] }));
    const body = {
      __type: 'SetItemField:#Exchange',
      Path: { FieldURI: 'Body' },
      Item: { Body: { BodyType: 'HTML', Value: '<p>mío</p>' } },
    };
    const to = { __type: 'SetItemField:#Exchange', Path: { FieldURI: 'ToRecipients' }, Item: { ToRecipients: [bea] } };
    await sendDraft(page, 'Quiet', [body, to], immutable);
    await until('it is told', () => sent(page).length > 0);
    expect(sent(page)[0]).toMatchObject({
      ref: idOf('Quiet'),
      envelope: { complete: false, to: [{ email: bea.EmailAddress }] },
    });
    expect(await page.adapter.fetch(orderOf(page, idOf('Quiet')), page.end.signal)).toMatchObject({
      ok: true,
      message: { rung: 'structured', message: { html: '<p>mío</p>' } },
    });
    expect(page.service.own()).toEqual([]);
  });

  it('tells a message sent by Exchange of one’s own by its copy alone, whose id is another than the draft’s', async () => {
    const page = await openOutlook({ site: 'exchange' });
    answerChanges(page, () => draftAnswer('Draft'));
    await save(page);
    answerChanges(page, () => success({ Items: [] }));
    page.service.messages = [sentCopy('OnPremCopy')];
    await page.call('SendItem', {
      ItemIds: [{ Id: idOf('Draft') }],
      SaveItemToFolder: true,
      MessageDisposition: 'SendAndSaveCopy',
    });
    await until('it is told', () => sent(page).length > 0);
    expect(refsSent(page)).toEqual(new Set([idOf('OnPremCopy')]));
    expect(sent(page)[0]).toMatchObject({ site: 'exchange', envelope: { complete: true } });
  });
});
