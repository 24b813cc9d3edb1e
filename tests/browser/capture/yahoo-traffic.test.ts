import { afterEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  BEA,
  batchAnswer,
  batchRequest,
  CLARA,
  FOLDERS,
  listAnswer,
  message,
  midOf,
  SECONDS,
  saveCall,
  sendCall,
} from '../../fixtures/yahoo/wire.ts';
import { pause, until } from './framed-page.ts';
import { removePages, start } from './yahoo-page.ts';

afterEach(removePages);

const nowSeconds = () => String(Math.floor(Date.now() / 1000));
const sentCopy = (id: string, headers: object = {}) =>
  message({
    id,
    folder: { id: '2', types: ['SENT'] },
    headers: { from: [{ email: ACCOUNT }], to: [BEA], internalDate: nowSeconds(), ...headers },
  });
const sendDraft = (csid?: string) => batchRequest([saveCall({ bcc: [CLARA] }, 'text'), sendCall(midOf(7), csid)]);
const saveAnswer = { id: 'SaveMessage', result: { message: { id: midOf(7) } } };
const accepted = batchAnswer([saveAnswer, { id: 'SendMessage' }, { id: 'UpdateMessages' }]);

describe('Yahoo adapter: traffic', () => {
  it('reports received mail with its envelope and nothing it says', async () => {
    const { frame: tell, notices } = start('');
    tell('answer', 'batch', listAnswer([message({ headers: { cc: [CLARA] } })]));
    await until('it is noticed', () => notices.length === 1);
    expect(notices[0]).toEqual({
      site: 'yahoo',
      account: ACCOUNT,
      ref: midOf(1),
      threadRef: 'conversation-1',
      direction: 'incoming',
      state: 'received',
      sentAt: SECONDS * 1000,
      noticedBy: 'traffic',
      envelope: {
        from: { email: 'bea@client.example', name: 'Bea' },
        to: [{ email: ACCOUNT, name: 'Ana' }],
        cc: [{ email: 'clara@client.example', name: 'Clara' }],
        bcc: [],
        replyTo: [],
        complete: true,
        messageId: '<1.2@client.example>',
      },
    });
  });

  it('leaves spam, trash and drafts alone, by what a folder is for', async () => {
    const { frame: tell, notices } = start('');
    const inFolder = (n: number, id: string) => message({ id: midOf(n), folder: { id, types: undefined } });
    const messages = [inFolder(1, '6'), inFolder(2, '4'), inFolder(3, '3'), inFolder(4, '21')];
    tell('answer', 'batch', listAnswer(messages, { folders: FOLDERS }));
    await until('the last one is noticed', () => notices.length === 1);
    expect(notices[0]?.ref).toBe(midOf(4));
  });

  it('reports a send once the server has taken it, with its blind copies, and never a mere save', async () => {
    const { frame: tell, notices } = start('', {
      reply: ({ what }) => (what === 'message' ? { result: { message: sentCopy(midOf(7)) }, error: null } : undefined),
    });
    tell('request', 'batch', batchRequest([saveCall()], 'messages.autoSaveV3'), 1);
    tell('answer', 'batch', batchAnswer([saveAnswer]), 1);
    tell('request', 'batch', sendDraft(), 2);
    await pause(300);
    expect(notices).toEqual([]);
    tell('answer', 'batch', accepted, 2);
    await until('it is noticed', () => notices.length === 1);
    expect(notices[0]).toMatchObject({
      ref: midOf(7),
      state: 'sent',
      direction: 'outgoing',
      envelope: { to: [BEA], bcc: [CLARA], complete: true },
    });
    expect(JSON.stringify(notices)).not.toMatch(/Oferta|hola/);
  });

  it.each([
    ['the whole batch', batchAnswer([], { code: 'EC-4003', details: { wssid: '' } })],
    ['the send', batchAnswer([saveAnswer, { id: 'SendMessage', httpCode: 500 }])],
    ['the send, by an error of its own', batchAnswer([saveAnswer, { id: 'SendMessage', error: { code: 'EC-1' } }])],
  ])('says nothing where the server has refused %s', async (_, answer) => {
    const { frame: tell, notices, asked } = start('');
    tell('request', 'batch', sendDraft(), 1);
    tell('answer', 'batch', answer, 1);
    tell('answer', 'batch', listAnswer([message()]), 2);
    await until('what came after is read', () => notices.length === 1);
    expect(notices[0]?.direction).toBe('incoming');
    expect(asked).toEqual([]);
  });

  it('takes a batch that was repeated with a new wssid for one send', async () => {
    const { frame: tell, notices } = start('', {
      reply: ({ what }) => (what === 'message' ? { result: { message: sentCopy(midOf(7)) } } : undefined),
    });
    tell('request', 'batch', sendDraft(), 1);
    tell('answer', 'batch', batchAnswer([], { code: 'EC-4003' }), 1);
    tell('request', 'batch', sendDraft(), 2);
    tell('answer', 'batch', accepted, 2);
    await until('it is noticed', () => notices.length === 1);
    await pause(300);
    expect(notices.map(({ ref }) => ref)).toEqual([midOf(7)]);
  });

  it('gives a sent message the id it has in the Sent folder where its own did not survive', async () => {
    const others = [sentCopy(midOf(40), { subject: 'Otra' }), sentCopy(midOf(41), { to: [CLARA] })];
    const {
      frame: tell,
      notices,
      asked,
    } = start('', {
      reply: ({ what }) => (what === 'message' ? 404 : { result: { messages: [...others, sentCopy(midOf(42))] } }),
    });
    tell('request', 'batch', sendDraft(), 1);
    tell('answer', 'batch', accepted, 1);
    await until('it is noticed', () => notices.length === 1);
    expect(asked.at(-1)).toEqual({ what: 'newest', folderId: '2' });
    tell('answer', 'batch', listAnswer([sentCopy(midOf(42))]), 2);
    await until('the page shows it too', () => notices.length === 2);
    expect(new Set(notices.map(({ ref }) => ref))).toEqual(new Set([midOf(42)]));
    expect(notices.every(({ envelope }) => envelope.complete && envelope.bcc.length === 1)).toBe(true);
  });

  it('looks for a message whose send had no answer, and says nothing while it is a draft', async () => {
    const about = (folder: object) => ({ result: { message: { ...sentCopy(midOf(7)), folder } } });
    let folder: object = { id: '3', types: ['DRAFT'] };
    const { frame: tell, notices, asked } = start('', { reply: () => about(folder) });
    tell('request', 'batch', sendDraft(), 1);
    tell('failed', 'batch', '', 1);
    await until('it is asked for twice', () => asked.length === 2);
    expect(notices).toEqual([]);
    folder = { id: '2', types: ['SENT'] };
    await until('it is noticed', () => notices.length === 1);
    expect(notices[0]).toMatchObject({ ref: midOf(7), state: 'sent', envelope: { bcc: [CLARA] } });
  });

  it('looks for a message too whose send is never answered', async () => {
    const { frame: tell, notices } = start('', {
      reply: ({ what }) => (what === 'message' ? { result: { message: sentCopy(midOf(7)) } } : undefined),
    });
    tell('request', 'batch', sendDraft(), 1);
    await until('it is noticed', () => notices.length === 1);
    expect(notices[0]).toMatchObject({ ref: midOf(7), state: 'sent' });
  });

  it('waits for the page to show a sent message where nothing may be asked', async () => {
    const { frame: tell, notices, asked, requested } = start('', { mayRead: false });
    tell('request', 'batch', sendDraft(), 1);
    tell('answer', 'batch', accepted, 1);
    await pause(500);
    expect(notices).toEqual([]);
    tell('answer', 'batch', listAnswer([sentCopy(midOf(43))]), 2);
    await until('it is noticed', () => notices.length === 1);
    expect(notices[0]).toMatchObject({ ref: midOf(43), state: 'sent', envelope: { bcc: [CLARA] } });
    expect([...asked, ...requested]).toEqual([]);
  });

  it('knows a send by the answer to its own save, and from calls made one by one', async () => {
    const { frame: tell, notices } = start('', {
      reply: ({ mid }) => ({ result: { message: sentCopy(String(mid)) } }),
    });
    const nested = saveCall({}, 'object', [sendCall('$..message.id')]);
    tell('request', 'batch', batchRequest([nested]), 1);
    tell('answer', 'batch', accepted, 1);
    await until('the first is noticed', () => notices.length === 1);
    const path = `/ws/v3/mailboxes/@.id==x_box/messages/@.id==${midOf(8)}/send`;
    tell('request', 'rest', `${JSON.stringify({ name: '', path, method: 'POST' })}\n{"csid":"c"}`, 2);
    tell('answer', 'rest', '{"result":{},"error":null}', 2);
    await until('the second is noticed', () => notices.length === 2);
    expect(notices.map(({ ref }) => ref)).toEqual([midOf(7), midOf(8)]);
  });

  it('knows the other addresses of the mailbox as the rep’s own', async () => {
    const { frame: tell, notices, accounts } = start('');
    const linked = { id: '5', email: 'Ana.Old@imap.example', type: 'IMAPIN' };
    tell('answer', 'batch', batchAnswer([{ id: 'GetAccounts', result: { accounts: [linked] } }]), 1);
    const own = {
      folder: { id: '21', types: ['USER'], acctId: '5' },
      headers: { from: [{ email: linked.email }], to: [BEA] },
    };
    tell('answer', 'batch', listAnswer([message(own)]), 2);
    await until('it is noticed', () => notices.length === 1);
    expect(notices[0]).toMatchObject({ account: ACCOUNT, direction: 'outgoing', state: 'sent' });
    expect(accounts.at(-1)).toEqual([ACCOUNT, ['ana.old@imap.example']]);
  });

  it('says once, in shapes and not in words, that it does not understand', async () => {
    const { frame: tell, troubles } = start('');
    const strange = { mid: midOf(1), subject: 'secreto', by: 'bea@client.example' };
    for (let n = 1; n < 4; n += 1) tell('answer', 'batch', listAnswer([strange]), n);
    await until('it is told', () => troubles.length > 0);
    await pause(100);
    expect(troubles).toHaveLength(1);
    expect(troubles[0]).toMatchObject({ source: 'traffic', missing: 'no-message-in-list' });
    expect(troubles[0]?.outline).not.toMatch(/secreto|bea@|Abbb/);
  });

  it('takes forged and broken frames for what they are', async () => {
    const { frame: tell, notices } = start('');
    for (const text of ['', '{', '{"result":{"responses":', '{"result":{"responses":[5,null,{"response":[]}]}}', '[]'])
      tell('answer', 'batch', text);
    for (const text of ['x', '{}\n{', '\n', '{"path":5}\n{"requests":[1,{"uri":7}]}']) tell('request', 'batch', text);
    tell('constants', 'constants', '{"selected":5}', 0);
    tell('answer', 'batch', listAnswer([message()]));
    await until('what came after is still read', () => notices.length === 1);
  });
});
