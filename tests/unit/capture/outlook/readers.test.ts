import { describe, expect, it } from 'vitest';
import { conversationOfPath, isImmutableId, parseId } from '../../../../utils/capture/outlook/ids.ts';
import { outlineOfJson } from '../../../../utils/capture/outlook/outline-of-json.ts';
import { mergeItem } from '../../../../utils/capture/outlook/readers/merge-item.ts';
import { parseCallText, readRequest } from '../../../../utils/capture/outlook/readers/read-request.ts';
import { conversationOf, fixture, folderOf, idOf, itemOf, people, readingOf, treeOf } from './fixtures.ts';

const itemsOf = (name: string, most?: number) => readingOf(fixture(name), most).results.flatMap(({ items }) => items);

describe('ids', () => {
  it.each([
    ['AAMk-AD_Q1abcdefghij=', 'AAMk/AD+Q1abcdefghij='],
    ['AAMk/AD+Q1abcdefghij=', 'AAMk/AD+Q1abcdefghij='],
    ['short', undefined],
    ['AAMkADQ1abcdefghij<script>', undefined],
    ['A'.repeat(601), undefined],
    [7, undefined],
  ])('%s is %s', (written, expected) => expect(parseId(written)).toBe(expected));

  it('tells ids that stay', () => {
    expect(isImmutableId('AAkALgAAAAAAHYQDEapm')).toBe(true);
    expect(isImmutableId(idOf('one'))).toBe(false);
  });

  it.each([
    [`/mail/inbox/id/${encodeURIComponent('AAQkADcx+abcdefghijkl=')}`, 'AAQkADcx+abcdefghijkl='],
    ['/mail/0/sentitems/id/AQQkADcxabcdefghijkl%3D', 'AQQkADcxabcdefghijkl='],
    ['/mail/inbox/id/AAMkADcxabcdefghijkl%3D', undefined],
    ['/mail/inbox/id/%E0%A4%A', undefined],
    ['/mail/inbox', undefined],
  ])('%s names the conversation %s', (path, expected) => expect(conversationOfPath(path)).toBe(expected));
});

describe('answers', () => {
  it('reads an opened conversation: every message, where it stands and who is in it', () => {
    const [one, two, three] = itemsOf('getconversationitems.answer');
    expect(one).toMatchObject({
      id: idOf('one'),
      conversationId: conversationOf('One'),
      folderId: folderOf('inbox'),
      messageId: '<one@client.example>',
      from: { email: 'bea@client.example', name: 'Bea Client' },
      to: { isWhole: true, people: [{ email: 'ana@rep.example', name: 'Ana Rep' }] },
      isDraft: false,
      sentMs: Date.UTC(2026, 2, 2, 4, 30),
      body: { value: '<p>Hola</p>', isHtml: true, isPart: true },
    });
    expect(one?.attachments?.map(({ kind, name }) => [kind, name])).toEqual([
      ['file', 'pedido.pdf'],
      ['reference', 'nube.docx'],
      ['item', 'otro correo'],
    ]);
    expect(two).toMatchObject({
      bcc: { people: [{ email: 'carl@client.example', name: 'Carl' }] },
      body: { isHtml: false },
    });
    expect(three).toMatchObject({ isDraft: true });
  });

  it('never takes an X.500 path for an address', () => {
    const [one] = itemsOf('getconversationitems.answer');
    expect(one?.cc).toEqual({ people: [], isWhole: false });
    expect(JSON.stringify(itemsOf('getconversationitems.answer'))).not.toContain('/O=');
  });

  it('keeps good and bad results of a batch apart, in order', () => {
    const { results } = readingOf(fixture('getitem-batch.answer'));
    expect(results.map(({ isSuccess, code, items }) => [isSuccess, code, items.length])).toEqual([
      [true, 'NoError', 1],
      [false, 'ErrorItemNotFound', 0],
      [true, 'NoError', 1],
    ]);
    expect(results[0]?.items[0]?.isRestricted).toBe(true);
    expect(results[2]?.items[0]?.itemClass).toBe('IPM.Schedule.Meeting.Request');
  });

  it('does not call a list whole that is as long as the request allowed', () => {
    expect(itemsOf('getitem-batch.answer')[0]?.to?.isWhole).toBe(false);
    const cut = itemsOf('getconversationitems.answer', 1);
    expect(cut[0]?.to).toMatchObject({ isWhole: false });
    expect(itemsOf('getconversationitems.answer', 2)[0]?.to).toMatchObject({ isWhole: true });
  });

  it('reads the first data: whose mailbox, which folder is which, and rows with names only', () => {
    const { addresses, folders, conversations } = readingOf(fixture('startupdata.answer'));
    expect(addresses).toEqual(['ana@rep.example', 'a.rep@rep.example']);
    expect(folders).toContainEqual({ id: folderOf('sent'), role: 'sentitems' });
    expect(folders).toContainEqual({ id: folderOf('own'), role: '' });
    expect(conversations).toEqual([
      { id: conversationOf('One'), itemIds: [idOf('one'), idOf('two')], deliveredMs: Date.UTC(2026, 2, 2, 10, 0, 4) },
    ]);
  });

  it.each([
    ['IPM.Note', 1],
    ['IPM.Note.SMIME.MultipartSigned', 1],
    ['IPM.Schedule.Meeting.Resp.Pos', 1],
    ['IPM.Appointment', 0],
    ['IPM.Contact', 0],
    ['REPORT.IPM.Note.NDR', 0],
    ['IPM.Notes', 0],
  ])('of %s there are %i messages', (ItemClass, count) => {
    const item = { __type: 'Message:#Exchange', ItemId: { Id: idOf('x') }, ItemClass };
    const answer = { Body: { ResponseMessages: { Items: [{ ResponseClass: 'Success', Items: [item] }] } } };
    expect(readingOf(JSON.stringify(answer)).results[0]?.items).toHaveLength(count);
  });

  it('trusts no date without its offset', () => {
    const read = (DateTimeSent: string) => {
      const item = { __type: 'Message:#Exchange', ItemId: { Id: idOf('x') }, DateTimeSent };
      const answer = { Body: { ResponseMessages: { Items: [{ ResponseClass: 'Success', Items: [item] }] } } };
      return readingOf(JSON.stringify(answer)).results[0]?.items[0]?.sentMs;
    };
    expect(read('2026-03-02T10:00:00')).toBeUndefined();
    expect(read('2026-03-02T10:00:00+01:00')).toBe(Date.UTC(2026, 2, 2, 9));
  });

  it('tells the form of an answer it does not know without a word of it', () => {
    const tree = treeOf('{"Body":{"Rows":[{"bea@client.example":"geheim","Name":"x","N":7,"On":true,"No":null}]}}');
    expect(outlineOfJson(tree)).toBe('{Body:{Rows:[1x{?:s,Name:s,N:n,On:b,No:_}]}}');
  });
});

describe('merging what two answers say', () => {
  it.each([
    ['an absent list', {}, ['a@x.example', 'b@x.example']],
    ['a shorter list', { to: people('a@x.example') }, ['a@x.example', 'b@x.example']],
    [
      'a cut list',
      { to: { ...people('a@x.example', 'c@x.example', 'd@x.example'), isWhole: false } },
      ['a@x.example', 'b@x.example'],
    ],
    [
      'a longer list',
      { to: people('a@x.example', 'b@x.example', 'c@x.example') },
      ['a@x.example', 'b@x.example', 'c@x.example'],
    ],
  ])('%s does not make it poorer', (_, news, expected) => {
    const known = itemOf('one', { to: people('a@x.example', 'b@x.example'), messageId: '<one@x.example>' });
    const merged = mergeItem(known, { id: known.id, ...news });
    expect(merged.to?.people.map(({ email }) => email)).toEqual(expected);
    expect(merged.messageId).toBe('<one@x.example>');
  });

  it('makes no draft of what has left, and keeps the fuller body', () => {
    const body = { value: '<p>whole text</p>', isHtml: true, isPart: false };
    const merged = mergeItem(
      itemOf('one', { body, isRestricted: true }),
      itemOf('one', { isDraft: true, body: { ...body, value: '<p>' }, isRestricted: false }),
    );
    expect(merged).toMatchObject({ isDraft: false, body, isRestricted: true });
  });
});

describe('requests', () => {
  it('folds the updates of a send into one picture', () => {
    const { changes } = readRequest('UpdateItem', treeOf(fixture('updateitem-send.request')));
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({
      draftId: idOf('six'),
      isSend: true,
      picture: {
        subject: 'Oferta',
        to: { people: [{ email: 'bea@client.example' }] },
        cc: { people: [] },
        deferredMs: Date.UTC(2026, 2, 5, 8),
      },
    });
  });

  const create = (item: unknown, more: object) =>
    readRequest('CreateItem', treeOf(JSON.stringify({ Body: { Items: [item], ...more } }))).changes;

  it.each([
    ['SaveOnly', false],
    ['SendAndSaveCopy', true],
    ['SendOnly', true],
    [undefined, false],
  ])('%s sends: %s', (MessageDisposition, isSend) => {
    expect(create({ __type: 'Message:#Exchange' }, { MessageDisposition })[0]?.isSend).toBe(isSend);
    expect(create({ __type: 'Message:#Exchange' }, { MessageDispositionString: MessageDisposition })[0]?.isSend).toBe(
      isSend,
    );
  });

  it('reads answers and forwards, and leaves meetings to others', () => {
    const reply = {
      __type: 'ReplyToItem:#Exchange',
      ReferenceItemId: { Id: idOf('one') },
      NewBodyContent: { BodyType: 'Text', Value: 'sí' },
    };
    expect(create(reply, { MessageDisposition: 'SendAndSaveCopy' })[0]?.picture).toMatchObject({
      answers: idOf('one'),
      body: { value: 'sí', isHtml: false },
    });
    expect(create({ __type: 'CalendarItem:#Exchange' }, { MessageDisposition: 'SendAndSaveCopy' })).toEqual([]);
    expect(create({ __type: 'AcceptItem:#Exchange' }, { MessageDisposition: 'SendAndSaveCopy' })).toEqual([]);
  });

  it('does not assume where a payload stands', () => {
    const ids = { ItemIds: [{ Id: idOf('one') }] };
    for (const root of [{ Body: ids }, { request: ids }, ids]) {
      expect(readRequest('SendItem', treeOf(JSON.stringify(root))).changes).toMatchObject([
        { draftId: idOf('one'), isSend: true },
      ]);
    }
    expect(readRequest('SendItem', undefined).changes).toEqual([]);
  });

  it('sees which folder is listed, and how many recipients the answer may name', () => {
    const folder = { __type: 'DistinguishedFolderId:#Exchange', Id: 'Drafts' };
    const shape = { ItemShape: { MaximumRecipientsToReturn: 20 } };
    for (const where of [
      { ParentFolderIds: [folder] },
      { ParentFolderId: { __type: 'TargetFolderId:#Exchange', BaseFolderId: folder } },
    ]) {
      const reading = readRequest('FindItem', treeOf(JSON.stringify({ Body: { ...where, ...shape } })));
      expect(reading).toMatchObject({ folderRole: 'drafts', mostRecipients: 20 });
    }
    expect(readRequest('FindItem', treeOf('{"Body":{"ParentFolderIds":[{"Id":"x"}]}}'))).toMatchObject({
      folderRole: '',
    });
  });

  it.each(['', '{}', 'null\n{}', '{"action":7,"mailbox":""}\n', '{"action":"GetItem"}\n{}', 'x'.repeat(3000)])(
    'passes over what is no call: %s',
    (text) => expect(parseCallText(text)).toBeUndefined(),
  );
});
