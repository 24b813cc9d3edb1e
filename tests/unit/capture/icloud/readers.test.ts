import { describe, expect, it } from 'vitest';
import { checkSource } from '../../../../utils/capture/icloud/fetch/source-check.ts';
import { isLeftOut, parseFolder } from '../../../../utils/capture/icloud/folders.ts';
import { parseGuid, parseMessageId, placeOfRef, toRef } from '../../../../utils/capture/icloud/message-ref.ts';
import { parseAddresses, peopleOf } from '../../../../utils/capture/icloud/readers/addresses.ts';
import { isRefusal, timeOf } from '../../../../utils/capture/icloud/readers/fields.ts';
import { automatedSignsOf, parseHeaderBlock } from '../../../../utils/capture/icloud/readers/header-block.ts';
import { readMessage } from '../../../../utils/capture/icloud/readers/read-message.ts';
import { readMetadata } from '../../../../utils/capture/icloud/readers/read-metadata.ts';
import { readDraft, readDraftUid, readSentUid } from '../../../../utils/capture/icloud/readers/read-request.ts';
import { readThreads } from '../../../../utils/capture/icloud/readers/read-threads.ts';
import type { Tree } from '../../../../utils/capture/literals/parse-literal.ts';
import { runAtOnce } from '../../../../utils/capture/sliced-work.ts';
import { BEA, MS, message, threadList, toLoaded, toMetadata } from '../../../fixtures/icloud/fake-icloud.ts';

const tree = (value: unknown) => JSON.parse(JSON.stringify(value)) as Tree;

describe('addresses', () => {
  it.each([
    ['bea@client.example', [{ email: 'bea@client.example' }]],
    ['Bea <Bea@Client.example>', [{ email: 'bea@client.example', name: 'Bea' }]],
    ['"Client, Bea" <bea@client.example>', [{ email: 'bea@client.example', name: 'Client, Bea' }]],
    [
      '"Bea \\"B\\" <x@y.example>" <bea@client.example>',
      [{ email: 'bea@client.example', name: 'Bea "B" <x@y.example>' }],
    ],
    ['<bea@client.example>', [{ email: 'bea@client.example' }]],
    ['a@x.example, Bea <b@x.example>', [{ email: 'a@x.example' }, { email: 'b@x.example', name: 'Bea' }]],
    ['=?utf-8?q?B=C3=A9a?= <bea@client.example>', [{ email: 'bea@client.example' }]],
    ['STALE', []],
    ['Bea', []],
    ['undisclosed-recipients:;', []],
    ['', []],
  ])('in %j', (text, people) => {
    expect(parseAddresses(text)).toEqual(people);
  });

  it.each<[unknown, { people: unknown[]; isWhole: boolean } | undefined]>([
    [undefined, undefined],
    [null, undefined],
    [[], { people: [], isWhole: true }],
    ['a@x.example', { people: [{ email: 'a@x.example' }], isWhole: true }],
    [[{ email: 'a@x.example', name: 'A' }], { people: [{ email: 'a@x.example', name: 'A' }], isWhole: true }],
    [['a@x.example', 'STALE'], { people: [{ email: 'a@x.example' }], isWhole: false }],
    [['undisclosed-recipients:;'], { people: [], isWhole: true }],
    [[7, null], { people: [], isWhole: false }],
  ])('of a list %j', (value, people) => {
    expect(peopleOf(tree({ to: value }), 'to')).toEqual(people);
  });
});

describe('names', () => {
  it.each([
    ['<a@x.example>', '<a@x.example>'],
    ['a@x.example', '<a@x.example>'],
    ['  <a@\r\n x.example> ', '<a@x.example>'],
    ['', undefined],
    ['<>', undefined],
    [undefined, undefined],
    [5, undefined],
  ])('a Message-ID written %j is %j', (text, id) => {
    expect(parseMessageId(text)).toBe(id);
  });

  it('of a message are its Message-ID, or its place where there is none or a longer one', () => {
    const place = { folder: 'Sent Messages', uid: 9 };
    expect(toRef(place, '<a@x.example>')).toBe('<a@x.example>');
    expect(toRef(place, undefined)).toBe('Sent Messages//9');
    expect(toRef({ ...place, uidValidity: '77' }, `<${'a'.repeat(700)}>`)).toBe('Sent Messages/77/9');
    expect(placeOfRef('Sent Messages//9')).toEqual(place);
    expect(placeOfRef('a/b/77/x9')).toEqual({ folder: 'a/b', uid: 'x9' });
    expect(placeOfRef('<a/b/9@x.example>')).toBeUndefined();
  });

  it.each([
    ['message:INBOX/7', { folder: 'INBOX', uid: 7 }],
    ['message:folder:Sent Messages/7', { folder: 'Sent Messages', uid: 7 }],
    ['Drafts/41', { folder: 'Drafts', uid: 41 }],
    ['message:Clients/2026/7', { folder: 'Clients/2026', uid: 7 }],
    ['message:INBOX/007', { folder: 'INBOX', uid: '007' }],
    ['INBOX', undefined],
    [7, undefined],
  ])('a guid %j is %j', (text, place) => {
    expect(parseGuid(text)).toEqual(place);
  });

  it.each([
    ['folder:INBOX', 'INBOX', false],
    ['Sent Messages', 'Sent Messages', false],
    ['folder:Deleted Messages', 'Deleted Messages', true],
    ['Drafts', 'Drafts', true],
    ['Junk', 'Junk', true],
    ['Clients/Drafts', 'Clients/Drafts', false],
  ])('a folder %s is %s and left out: %s', (text, folder, out) => {
    expect(parseFolder(text)).toBe(folder);
    expect(isLeftOut(folder)).toBe(out);
  });
});

describe('times', () => {
  it.each([
    [MS, MS],
    [MS / 1000, MS],
    [String(MS), MS],
    [0, undefined],
    [-5, undefined],
    ['Monday', undefined],
    [9e20, undefined],
  ])('%j is %j', (value, ms) => {
    expect(timeOf(tree({ date: value }), 'date')).toBe(ms);
  });
});

describe('refusals with status 200', () => {
  it.each([
    [{ success: false }, true],
    [{ errorCode: '1103' }, true],
    [{ errorCode: 5, errorDescription: 'x' }, true],
    [{ serviceErrors: [{}] }, true],
    [{ success: true, errorCode: 0, serviceErrors: [] }, false],
    [{}, false],
    [{ errorCode: null }, false],
  ])('%j: %s', (answer, expected) => {
    expect(isRefusal(tree(answer))).toBe(expected);
  });
});

describe('header blocks', () => {
  it('are unfolded, and end at the first empty line', () => {
    const block = parseHeaderBlock(
      'A: 1\r\nList-Id:\r\n <x>\r\nReceived: a\r\nReceived: b\r\nbroken\r\n\r\nBody: no\r\n',
    );
    expect([...block]).toEqual([
      ['a', ['1']],
      ['list-id', ['<x>']],
      ['received', ['a', 'b']],
    ]);
  });

  it.each([
    ['List-Id: <x>', ['list-id']],
    ['List-Unsubscribe: <x>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click', ['list-unsubscribe', 'one-click']],
    ['Auto-Submitted: auto-replied; x', ['auto-submitted']],
    ['Auto-Submitted: no', []],
    ['Precedence: bulk', ['precedence-bulk']],
    ['Precedence: list', ['precedence-list']],
    ['Return-Path: <>', ['empty-return-path']],
    ['Content-Type: multipart/report; x', ['delivery-report']],
    ['Subject: x', []],
  ])('tell of a machine by %j', (text, signs) => {
    expect(automatedSignsOf(parseHeaderBlock(text))).toEqual(signs);
  });
});

describe('answers', () => {
  it('of a search are rows with senders and no recipients', () => {
    const digests = runAtOnce(readThreads(tree(threadList([message()]))));
    expect(digests).toEqual([
      {
        threadId: 't-7',
        senders: [{ email: 'bea@client.example', name: 'Bea Client' }],
        at: MS,
        subject: 'Offer',
        version: `1/1/${MS}`,
      },
    ]);
  });

  it('of a full sync are no rows', () => {
    expect(runAtOnce(readThreads(tree({ threadList: [{ threadId: 't', timestamp: MS }] })))).toEqual([]);
    expect(runAtOnce(readThreads(tree({ list: [] })))).toBeUndefined();
  });

  it('of a conversation name each message with its own folder', () => {
    const answer = tree({
      messageMetadataList: [
        toMetadata(message()),
        { ...toMetadata(message({ uid: 8 })), folder: null },
        { folder: 'INBOX' },
      ],
    });
    const records = runAtOnce(readMetadata(answer, { folder: 'Archive', threadId: 't' }));
    expect(records?.map(({ folder, uid, threadId, messageId }) => [folder, uid, threadId, messageId])).toEqual([
      ['INBOX', 7, 't', '<one@client.example>'],
      ['Archive', 8, 't', '<one@client.example>'],
    ]);
    expect(records?.[0]?.parts).toEqual([{ partId: '1', contentType: 'text/html', isAttachment: false, size: 20 }]);
  });

  it('can be left off between any two messages of a conversation', () => {
    const work = readMetadata(tree({ messageMetadataList: [1, 2, 3].map((uid) => toMetadata(message({ uid }))) }), {});
    const pauses = Array.from({ length: 3 }, () => work.next().done);
    expect(pauses).toEqual([false, false, false]);
    expect(work.next().value).toHaveLength(3);
  });

  it('of a message tell headers and the parts by the end of their guid', () => {
    const headers = ['Reply-To: "Desk, The" <desk@client.example>', 'References: <a@x>\r\n <b@x>', 'List-Id: <x>'];
    const answer = toLoaded(message({ headers }), ['1', '2.1']);
    const loaded = readMessage(tree({ ...answer, parts: answer.parts.toReversed() }), {});
    expect(loaded?.record).toMatchObject({
      folder: 'INBOX',
      uid: 7,
      messageId: '<one@client.example>',
      from: { email: 'bea@client.example' },
      replyTo: [{ email: 'desk@client.example', name: 'Desk, The' }],
      automatedSigns: ['list-id'],
      sentAt: MS,
      hasHeaders: true,
    });
    expect([...(loaded?.contents.keys() ?? [])].toSorted()).toEqual(['1', '2.1']);
  });

  it('of a draft give its uid, in whichever way', () => {
    expect(readDraftUid(tree({ uid: 41 }))).toBe(41);
    expect(readDraftUid(tree({ guid: 'message:Drafts/41' }))).toBe(41);
    expect(readDraftUid(tree({}))).toBeUndefined();
    expect(readSentUid(tree({ messageGuid: 'Drafts/41' }))).toBe(41);
    expect(readDraft(tree({ from: BEA, to: 'x@y.example', subject: 7 }))).toEqual({
      from: { email: 'bea@client.example', name: 'Bea Client' },
      to: [{ email: 'x@y.example' }],
      cc: [],
      bcc: [],
      subject: '7',
    });
  });
});

describe('sources', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  it.each([
    ['Message-ID: <a@x.example>\r\nFrom: x\r\n\r\nbody', 'meant'],
    ['message-id:\n <a@x.example>\n\nbody', 'meant'],
    ['Received: x\r\nMessage-ID: <other@x.example>\r\n\r\n', 'another'],
    ['Received: x\r\n\r\nMessage-ID: <other@x.example>', 'meant'],
    ['{"errorCode":5}', 'no-message'],
    ['<!doctype html>', 'no-message'],
    ['', 'no-message'],
  ])('%j: %s', (text, verdict) => {
    expect(checkSource(bytes(text), '<a@x.example>')).toBe(verdict);
  });

  it('of a message named by place are taken whatever their Message-ID', () => {
    expect(checkSource(bytes('Message-ID: <a@x.example>\r\n\r\n'), 'INBOX//7')).toBe('meant');
  });
});
