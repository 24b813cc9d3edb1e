import { describe, expect, it } from 'vitest';
import { readMail } from '../../../webmail/gmail/read-mail.ts';
import { createIcloudStandIn, type IcloudStandIn } from '../../../webmail/icloud/icloud-stand-in.ts';
import type { IcloudStandInOptions } from '../../../webmail/icloud/options.ts';
import { createClock, draftFields, FILE, GATEWAY, REP, type Session, START_MS, sample, signIn } from './client.ts';

const stage = async (options: IcloudStandInOptions = {}) => {
  const clock = createClock();
  const webmail = createIcloudStandIn({ now: clock.now, ...options });
  return { webmail, clock, session: await signIn(webmail) };
};

const save = async (session: Session, fields: Record<string, unknown> = {}): Promise<number> =>
  Number((await session.call('message/savedraft', 'Drafts', draftFields(fields), true)).uid);
const send = (session: Session, uid: number, byPage = true) =>
  session.call('draft/send', 'Drafts', { messageGuid: `Drafts/${uid}` }, byPage);
const onlySent = (webmail: IcloudStandIn) => readMail(webmail.raw(REP, webmail.sent(REP)[0]?.ref ?? ''));

describe('sending', () => {
  it.each([
    ['another uid at each save', 'new', [101, 102]],
    ['the same uid at each save', 'same', [101, 101]],
  ] as const)('takes drafts in with %s, and sends the last', async (_, draftUids, uids) => {
    const { webmail, session } = await stage({ draftUids });
    const first = await save(session);
    const second = await save(session, { subject: 'Better prices', messageGuid: `Drafts/${first}` });
    expect([first, second]).toEqual(uids);
    expect(webmail.messages(REP, 'Drafts')).toHaveLength(1);
    expect(webmail.sent(REP)).toEqual([]);
    expect(await send(session, second)).toEqual({ status: 200 });
    expect(webmail.messages(REP, 'Drafts')).toEqual([]);
    expect(webmail.sent(REP)).toMatchObject([{ folder: 'Sent Messages', uid: 101 }]);
    const mail = onlySent(webmail);
    expect([mail.subject, mail.bcc.map((one) => one.email)]).toEqual(['Better prices', ['lee@northwind.example']]);
    expect(webmail.strayChanges).toEqual([]);
  });

  it.each([
    ['kept', true],
    ['other', false],
  ] as const)('has the Message-ID of its draft: %s', async (draftMessageIds, isSame) => {
    const { webmail, session } = await stage({ draftMessageIds });
    const uid = await save(session);
    const draft = webmail.messages(REP, 'Drafts')[0];
    await send(session, uid);
    const [sent] = webmail.sent(REP);
    expect(sent?.ref === draft?.ref).toBe(isSame);
    expect(sent?.ref).toBe(sent?.messageId);
    expect(sent?.messageId).toMatch(/^<[A-Z0-9]+@example\.com>$/);
  });

  it('joins the thread it answers', async () => {
    const { webmail, session } = await stage();
    const { threadRef } = webmail.deliver(REP, sample());
    const answered = { headerInReplyTo: '<offer@northwind.example>', headerReferences: '<offer@northwind.example>' };
    await send(session, await save(session, answered));
    expect(webmail.sent(REP)[0]?.threadRef).toBe(threadRef);
    expect(onlySent(webmail).references).toEqual(['<offer@northwind.example>']);
  });

  it('brings the message to accounts of this server, also to the sender, without blind copies', async () => {
    const second = { address: 'second@icloud.com', name: 'Second', hiddenAddresses: ['x1@privaterelay.example'] };
    const { webmail, session } = await stage({ accounts: [{ address: REP, name: 'Robin Reyes' }, second] });
    await send(session, await save(session, { to: ['x1@privaterelay.example', 'rep@me.com'] }));
    const [sent] = webmail.sent(REP);
    const received = ['second@icloud.com', REP].flatMap((account) => webmail.messages(account, 'INBOX'));
    expect(received.map((one) => one.ref)).toEqual([sent?.ref, sent?.ref]);
    const source = new TextDecoder().decode(webmail.raw('second@icloud.com', sent?.ref ?? ''));
    expect(source).not.toContain('lee@northwind.example');
    expect(webmail.find(REP, sent?.ref ?? '')?.folder).toBe('Sent Messages');
  });

  it('shows the sent copy only after a while', async () => {
    const { webmail, session, clock } = await stage({ sentLagMs: 3000 });
    await send(session, await save(session));
    const subjects = async () => {
      const answer = await session.call('thread/search', 'Sent Messages', {});
      return (answer.threadList as { subject: string }[]).map((row) => row.subject);
    };
    expect(await subjects()).toEqual([]);
    expect(webmail.sent(REP)).toHaveLength(1);
    clock.pass(3000);
    expect(await subjects()).toEqual(['Prices']);
  });

  it('takes files in beforehand; very large ones go out as a link', async () => {
    const { webmail, session } = await stage({ mailDropFromBytes: 1000 });
    const upload = async (name: string, bytes: Uint8Array<ArrayBuffer>) => {
      const query = `X-id=1&X-type=application%2Fpdf&X-size=${bytes.length}&X-name=${name}&dsid=${session.dsid}`;
      const url = `${GATEWAY}/mailws2/v1/message/part?${query}`;
      const response = await session.ask(url, { method: 'POST', body: bytes });
      return ((await response.json()) as { messagePart: Record<string, unknown> }).messagePart;
    };
    const small = await upload('small.pdf', FILE.bytes);
    const large = await upload('large.pdf', new Uint8Array(1000));
    expect(small).toMatchObject({ guid: expect.stringMatching(/^cachedpart:/), name: 'small.pdf', size: 17 });
    expect(large.mailDropExpirationDate).toBeGreaterThan(START_MS);
    await send(session, await save(session, { attachments: [small, large] }));
    const mail = onlySent(webmail);
    expect(mail.parts.map((part) => part.name)).toEqual(['small.pdf']);
    expect(mail.html).toContain('large.pdf</a>');
  });

  it.each([
    ['refused', { sends: 'refused' }, {}],
    ['of a draft there is none of', {}, { messageGuid: 'Drafts/999' }],
  ] satisfies [string, IcloudStandInOptions, object][])(
    'tells that it failed when it is %s',
    async (_, options, over) => {
      const { webmail, session } = await stage(options);
      const uid = await save(session);
      const answer = await session.call('draft/send', 'Drafts', { messageGuid: `Drafts/${uid}`, ...over }, true);
      expect(answer).toMatchObject({ status: 200, success: false, errorCode: expect.any(String) });
      expect(webmail.sent(REP)).toEqual([]);
    },
  );

  it('may have no answer, and is not done then', async () => {
    const { webmail, session } = await stage({ sends: 'unanswered' });
    const uid = await save(session);
    await expect(send(session, uid)).rejects.toThrow('no answer');
    expect(webmail.sent(REP)).toEqual([]);
  });
});

describe('changes of the mailbox', () => {
  it('are stray when the page does not make them', async () => {
    const { webmail, session } = await stage();
    const { threadRef, ref } = webmail.deliver(REP, sample());
    const flag = { method: 'ADD', flags: ['SEEN'], threadIds: [threadRef] };
    await session.call('thread/flag', 'INBOX', flag);
    expect(webmail.isSeen(REP, ref)).toBe(true);
    await session.call('thread/flag', 'INBOX', { ...flag, method: 'REMOVE' }, true);
    expect(webmail.isSeen(REP, ref)).toBe(false);
    const move = { moveMethod: 'MOVE', destFolder: 'Archive', threadIds: [threadRef] };
    await session.call('thread/move', 'INBOX', move);
    expect(webmail.find(REP, ref)?.folder).toBe('Archive');
    const uid = Number((await session.call('message/savedraft', 'Drafts', draftFields())).uid);
    await send(session, uid, false);
    expect(webmail.strayChanges).toEqual([
      'read message:INBOX/101',
      'move message:INBOX/101 to Archive',
      'draft message:Drafts/101',
      'send message:Drafts/101',
    ]);
  });
});

describe('the older client', () => {
  it('lists, opens, marks and sends by JSON-RPC', async () => {
    const { webmail, session } = await stage({ client: 'wm' });
    const told = webmail.deliver(REP, sample());
    const rpc = async (method: string, params: object, path = 'message') => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: `${START_MS}/1`, method, params });
      const response = await session.ask(`https://p38-mailws.icloud.com/wm/${path}`, { method: 'POST', body });
      return ((await response.json()) as { result: Record<string, unknown>[] }).result;
    };
    expect(await rpc('list', {}, 'folder')).toContainEqual(
      expect.objectContaining({ type: 'CoreMail.Folder', guid: 'folder:INBOX', unreadMessageCount: 1 }),
    );
    const [head, row] = await rpc('list', { guid: 'folder:INBOX', requesttype: 'index', selected: 1, count: 50 });
    expect([head?.type, row?.type, row?.guid]).toEqual([
      'CoreMail.MessageListMetaData',
      'CoreMail.Message',
      'message:INBOX/101',
    ]);
    const [detail] = await rpc('get', { guid: 'message:INBOX/101', parts: ['messagepart:INBOX/101-1'] });
    expect(detail).toMatchObject({ type: 'CoreMail.MessageDetail', parts: [{ content: '<p>Dear Robin</p>' }] });
    expect(webmail.requests.at(-1)).toMatchObject({ byPage: true, revealed: [told.ref] });
    await rpc('clrflag', { guid: 'message:INBOX/101', flag: 'unread' });
    expect(webmail.isSeen(REP, told.ref)).toBe(true);
    await rpc('delete', { guid: 'message:INBOX/101' });
    expect(webmail.find(REP, told.ref)?.folder).toBe('Deleted Messages');
    await rpc('send', { from: REP, to: ['ana@northwind.example'], subject: 'Prices', body: '<p>Dear Ana</p>' });
    expect(onlySent(webmail).subject).toBe('Prices');
    expect(webmail.strayChanges).toEqual([]);
  });
});
