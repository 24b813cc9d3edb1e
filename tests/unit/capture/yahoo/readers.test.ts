import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLiteral, type Tree } from '../../../../utils/capture/literals/parse-literal.ts';
import { runAtOnce } from '../../../../utils/capture/sliced-work.ts';
import { toSafeReference } from '../../../../utils/capture/to-safe-reference.ts';
import { isMailPage, isShownMessageId, parseMailPath, parseRoute } from '../../../../utils/capture/yahoo/ids.ts';
import { answerTo, readBatchAnswer, readBatchRequest } from '../../../../utils/capture/yahoo/readers/read-batch.ts';
import { readBootstrap } from '../../../../utils/capture/yahoo/readers/read-bootstrap.ts';
import { readMail } from '../../../../utils/capture/yahoo/readers/read-mail.ts';
import { toReference } from '../../../../utils/capture/yahoo/to-reference.ts';
import { mailReferenceSchema } from '../../../../utils/model/mail-reference.ts';
import {
  ACCOUNT,
  ANA,
  BEA,
  batchAnswer,
  batchRequest,
  bootstrap,
  CLARA,
  FOLDERS,
  listAnswer,
  MAILBOX,
  message,
  midOf,
  pathTo,
  SECONDS,
  saveCall,
  sendCall,
} from '../../../fixtures/yahoo/wire.ts';

const tree = (value: unknown): Tree | undefined => runAtOnce(parseLiteral(JSON.stringify(value)));
const mail = (value: unknown, mid?: string) => runAtOnce(readMail(tree(value), mid));
const calls = (request: string) =>
  runAtOnce(readBatchRequest(runAtOnce(parseLiteral(request.slice(request.indexOf('\n') + 1)))));

describe('Yahoo readers', () => {
  it('finds a message by its shape, wherever it stands', () => {
    const wrapped = { a: [{ deeper: { items: [message({ headers: { cc: [CLARA] } })] } }] };
    expect(mail(wrapped).messages).toEqual([
      {
        mid: midOf(1),
        conversationId: 'conversation-1',
        folderId: '1',
        folderTypes: ['INBOX'],
        from: { name: 'Bea', email: BEA.email },
        to: [{ name: 'Ana', email: ANA.email }],
        cc: [{ name: 'Clara', email: CLARA.email }],
        subject: 'Oferta',
        messageId: '<1.2@client.example>',
        internalMs: SECONDS * 1000,
      },
    ]);
  });

  it('takes the parts of a batch, which have headers too, for no mail', () => {
    expect(mail(JSON.parse(batchAnswer([{ id: midOf(5) }]))).messages).toEqual([]);
  });

  it.each([
    [String(SECONDS), SECONDS * 1000],
    [SECONDS, SECONDS * 1000],
    [String(SECONDS * 1000), SECONDS * 1000],
    [SECONDS * 1000 + 7, SECONDS * 1000 + 7],
    ['soon', undefined],
    [5, undefined],
    ['99999999999999', undefined],
  ])('reads the time %j by its size', (internalDate, ms) => {
    expect(mail(message({ headers: { internalDate } })).messages[0]?.internalMs).toBe(ms);
  });

  it.each([
    ['a list without cc', {}, false],
    ['one that names them', { cc: [] }, true],
    ['one without recipients', { cc: [], to: undefined }, false],
    ['one without a sender', { cc: [], from: undefined }, false],
  ])('calls the envelope of %s complete only where it is: %j %s', (_, headers, complete) => {
    const [record] = mail(message({ headers })).messages;
    const made = record && toReference(record, 'received', { account: ACCOUNT, noticedBy: 'traffic' });
    expect(made?.envelope.complete).toBe(complete);
    const sent = record && toReference(record, 'sent', { account: ACCOUNT, noticedBy: 'traffic' });
    expect(sent?.envelope.complete).toBe(false);
  });

  it('tells linked accounts from mailboxes and from people', () => {
    const found = mail({
      mailboxes: [{ id: MAILBOX, email: ACCOUNT, isSelected: true }],
      accounts: [
        { id: '1', email: 'ANA@rep.example', type: 'FREE' },
        { id: '2', email: 'as@rep.example', type: 'SENDAS' },
      ],
      messages: [message()],
      contacts: [BEA],
    });
    expect(found.mailboxes).toEqual([{ id: MAILBOX, email: ACCOUNT, isSelected: true, isPrimary: false }]);
    expect(found.accounts.map(({ email }) => email)).toEqual(['ana@rep.example', 'as@rep.example']);
  });

  it('knows whose text a body is: by the message beside it, or by what was asked', () => {
    expect(mail({ message: { id: midOf(2) }, simpleBody: { html: 'a', text: 'b' } }, midOf(1)).bodies).toEqual([
      { mid: midOf(2), html: 'a', text: 'b' },
    ]);
    expect(mail({ result: { simpleBody: { html: 'a' } } }, midOf(1)).bodies).toEqual([{ mid: midOf(1), html: 'a' }]);
    expect(mail({ simpleBody: { html: 'a' } }).bodies).toEqual([]);
  });

  it.each(['object', 'text'] as const)('reads a draft that is saved as %s, and the send behind it', (as) => {
    const found = calls(batchRequest([saveCall({ cc: [CLARA], bcc: [CLARA] }, as, [sendCall(midOf(7))])]));
    expect(found.map(({ id, path }) => [id, path.about, path.messageId])).toEqual([
      ['SaveMessage', 'save', undefined],
      ['SendMessage', 'send', midOf(7)],
      ['UpdateMessages', 'other', undefined],
    ]);
    expect(found[0]?.draft).toMatchObject({
      key: 'client-1',
      subject: 'Oferta',
      to: [BEA],
      bcc: [CLARA],
      html: '<p>hola</p>',
    });
    expect(found[1]?.draftKey).toBe('client-1');
  });

  it('joins calls and answers by id, twins by their order, and where there are no ids by place', () => {
    const join = (requests: object[], answer: string) => {
      const made = calls(batchRequest(requests));
      const { answers } = readBatchAnswer(tree(JSON.parse(answer)));
      return made.map((one) => answerTo(made, one, answers)?.ok);
    };
    const twin = { id: 'x', uri: pathTo('/messages') };
    const reply = (id: string, httpCode: number) => ({ id, httpCode });
    expect(join([twin, { ...twin, id: 'y' }], batchAnswer([reply('y', 500), reply('x', 200)]))).toEqual([true, false]);
    expect(join([twin, twin], batchAnswer([reply('x', 500), reply('x', 201)]))).toEqual([false, true]);
    const bare = '{"result":{"responses":[{"httpCode":404},{"httpCode":"200"}]}}';
    expect(join([twin, twin], bare)).toEqual([false, true]);
    expect(join([twin], batchAnswer([reply('other', 200)]))).toEqual([undefined]);
  });

  it('reads the inline data whatever stands around them', () => {
    const text = bootstrap([message()]);
    for (const script of [text, `!function(){if(1){x={a:1}}${text}}()`, text.replaceAll('":', '": ')]) {
      const { messages, folders, mailboxes } = runAtOnce(readBootstrap(script, 4000));
      expect(messages.map(({ mid }) => mid)).toEqual([midOf(1)]);
      expect(mailboxes[0]).toMatchObject({ id: MAILBOX, email: ACCOUNT, isSelected: true });
      expect(folders).toContainEqual({ id: '6', types: ['BULK'] });
    }
    const keyed = bootstrap([]).replace(
      '"messages":[]',
      `"messages":${JSON.stringify({ [midOf(3)]: message({ id: midOf(3) }) })}`,
    );
    expect(runAtOnce(readBootstrap(keyed, 4000)).messages.map(({ mid }) => mid)).toEqual([midOf(3)]);
  });

  it.each([
    [pathTo(''), { mailboxId: MAILBOX, about: 'other' }],
    [pathTo('/messages?uploadCount=0'), { mailboxId: MAILBOX, about: 'save' }],
    ['/ws/v3/mailboxes/@/messages/@.id==AAAAbbbbCCCC/send', { messageId: 'AAAAbbbbCCCC', about: 'send' }],
    [
      encodeURI(pathTo(`/messages/@.id==${midOf(1)}/send?x=/send`)),
      { mailboxId: MAILBOX, messageId: midOf(1), about: 'send' },
    ],
    [
      pathTo('/messages/@.id==$..message.id/send').replaceAll('=', '%3D').replaceAll('@', '%40'),
      { mailboxId: MAILBOX, about: 'send' },
    ],
    [pathTo(`/messages/@.id==${midOf(1)}/sendLater`), { mailboxId: MAILBOX, messageId: midOf(1), about: 'other' }],
    ['/ws/v3/batch', undefined],
    ['%', undefined],
  ])('reads the path %s', (path, expected) => {
    expect(parseMailPath(path)).toEqual(expected);
  });

  it.each([
    ['/d/folders/1', { folderId: '1', kind: 'list' }],
    [`/n/folders/21/messages/${midOf(1)}`, { folderId: '21', messageId: midOf(1), kind: 'message' }],
    ['/n/inbox/priority', { kind: 'list' }],
    ['/d/', { kind: 'list' }],
    ['/d/compose/x', { kind: 'other' }],
    ['/n/search/referrer=x', { kind: 'other' }],
    ['/d/settings/1', { kind: 'other' }],
  ])('reads the route %s', (pathname, expected) => {
    expect(parseRoute(pathname)).toEqual(expected);
  });

  it.each([
    ['mail.yahoo.com', '/d/folders/1', true],
    ['in.mail.yahoo.com', '/n/inbox/all', true],
    ['mail.aol.com', '/d/', true],
    ['apis.mail.yahoo.com', '/ws/v3/x', false],
    ['mail.yahoo.com', '/d/folders/1/messages/x/raw', false],
  ])('takes %s%s for a mailbox: %s', (hostname, pathname, isMail) => {
    expect(isMailPage({ hostname, pathname })).toBe(isMail);
  });

  it('believes the end of an element’s id only in the exact shape of a message id', () => {
    expect(
      [midOf(1), '00_1', midOf(1).slice(1), `${midOf(1)}x`, 'message-list-item-something'].map(isShownMessageId),
    ).toEqual([true, false, false, false, false]);
  });
});

describe('Yahoo readers, whatever they are given', () => {
  const texts = [
    listAnswer([message(), message({ id: midOf(2) })], { folders: FOLDERS }),
    batchAnswer([{ id: 'SaveMessage', result: { message: { id: midOf(7) } } }, { id: 'SendMessage' }]),
    batchRequest([saveCall({}, 'text'), sendCall(midOf(7))]).split('\n')[1] ?? '',
    bootstrap([message()]),
  ];
  const mutated = fc
    .tuple(
      fc.constantFrom(...texts),
      fc.nat(),
      fc.nat(60),
      fc.constantFrom('', 'null', '"x"', '[', ']', '{"id":7}', '99', '\\'),
    )
    .map(([text, at, length, instead]) => {
      const start = at % text.length;
      return text.slice(0, start) + instead + text.slice(start + length);
    });
  const misshapen = fc
    .tuple(fc.constantFrom(...texts.slice(0, 3)), fc.nat(), fc.jsonValue({ maxDepth: 2 }))
    .map(([text, place, instead]) => {
      let seen = 0;
      return JSON.stringify(JSON.parse(text), (_, value: unknown) => {
        seen += 1;
        return seen === 2 + (place % 90) ? instead : value;
      });
    });

  it('never throw, and lead to references the background will take', () => {
    fc.assert(
      fc.property(fc.oneof(mutated, misshapen, fc.json()), (text) => {
        const parsed = runAtOnce(parseLiteral(text));
        runAtOnce(readBatchRequest(parsed));
        readBatchAnswer(parsed);
        const found = [...runAtOnce(readMail(parsed)).messages, ...runAtOnce(readBootstrap(text, 4000)).messages];
        for (const record of found) {
          expect(text).toContain(record.mid);
          for (const state of ['received', 'sent'] as const) {
            const safe = toSafeReference(toReference(record, state, { account: ACCOUNT, noticedBy: 'traffic' }));
            if (safe !== undefined) expect(mailReferenceSchema.safeParse(safe).error).toBeUndefined();
          }
        }
      }),
      { numRuns: 1500 },
    );
  });
});
