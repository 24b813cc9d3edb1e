import { describe, expect, it } from 'vitest';
import { createIcloudStandIn } from '../../../webmail/icloud/icloud-stand-in.ts';
import type { IcloudStandInOptions } from '../../../webmail/icloud/options.ts';
import { createClock, FILE, REP, START_MS, sample, signIn } from './client.ts';

const stage = async (options: IcloudStandInOptions = {}) => {
  const clock = createClock();
  const webmail = createIcloudStandIn({ now: clock.now, ...options });
  return { webmail, clock, session: await signIn(webmail) };
};

const rowsOf = (answer: Record<string, unknown>) => answer.threadList as Record<string, unknown>[];
const messagesOf = (answer: Record<string, unknown>) => answer.messageMetadataList as Record<string, unknown>[];

describe('who is signed in', () => {
  it('tells the account, its addresses and where its services are', async () => {
    const aliases = [{ address: 'sales@example.com', name: 'Example Sales' }];
    const { session } = await stage({ accounts: [{ address: REP, name: 'Robin Reyes', aliases }] });
    expect(session.account).toMatchObject({
      dsInfo: {
        dsid: expect.stringMatching(/^\d{8,}$/),
        appleId: REP,
        primaryEmail: REP,
        fullName: 'Robin Reyes',
        appleIdAliases: ['sales@example.com'],
        iCloudAppleIdAlias: 'rep@icloud.com',
      },
      webservices: { mccgateway: { url: 'https://p42-mccgateway.icloud.com:443' } },
    });
    const url = `https://p157-mcc.icloud.com/cc/mail/v1/account/${session.dsid}/preference/web/all?userEntryPoint=/mail/load`;
    expect(await (await session.ask(url)).json()).toMatchObject({
      account: {
        emailId: 'rep',
        fullName: 'Robin Reyes',
        supportedDomains: ['icloud.com', 'me.com', 'mac.com'].map((domain) => ({ domain, allowSendFrom: true })),
        aliases: [],
        customDomains: [
          { emailId: 'rep', domain: 'example.com' },
          { emailId: 'sales', domain: 'example.com' },
        ],
      },
    });
  });

  it('has aliases at its own domains, and twins of all hosts in mainland China', async () => {
    const webmail = createIcloudStandIn({ region: 'china' });
    expect(webmail.hosts).toEqual([
      'www.icloud.com.cn',
      'setup.icloud.com.cn',
      'p42-mccgateway.icloud.com.cn',
      'p157-mcc.icloud.com.cn',
      'p38-mailws.icloud.com.cn',
      'www-mail.icloud-sandbox.com.cn',
    ]);
    const aliases = [{ address: 'robin.r@me.com', name: 'Robin' }];
    const { session } = await stage({ accounts: [{ address: 'rep@icloud.com', name: 'Robin', aliases }] });
    const url = `https://p157-mcc.icloud.com/cc/mail/v1/account/${session.dsid}/preference/web/all`;
    expect(await (await session.ask(url)).json()).toMatchObject({
      account: {
        aliases: [
          { emailId: 'robin.r', isActive: true, supportedDomains: [{ domain: 'me.com', allowSendFrom: true }] },
        ],
        customDomains: [],
      },
    });
  });
});

describe('thread/search', () => {
  it('lists the threads of a mailbox, newest first', async () => {
    const { webmail, session } = await stage();
    const told = webmail.deliver(REP, sample({ files: [FILE] }), START_MS - 5000);
    webmail.deliver(REP, sample({ subject: 'Later', messageId: '<2@x.example>' }), START_MS);
    const answer = await session.call('thread/search', 'INBOX', { includeFolderStatus: true, maxResults: 50 });
    expect(rowsOf(answer).map((row) => row.subject)).toEqual(['Later', 'Offer']);
    expect(rowsOf(answer)[1]).toEqual({
      threadId: told.threadRef,
      timestamp: START_MS - 5000,
      count: 1,
      folderMessageCount: 1,
      senders: ['Ana Torres <ana@northwind.example>'],
      subject: 'Offer',
      flags: ['\\HasAttachment'],
      preview: 'Dear Robin',
      modseq: expect.any(Number),
    });
    expect(answer.sessionHeaders).toMatchObject({ folder: 'INBOX', condstore: 1, qresync: 1, threadmode: 1 });
    expect(answer.folderStatus).toEqual([{ folder: 'INBOX', messageCount: 2, unseenCount: 2 }]);
  });

  it.each([
    ['words of the text', { searchText: 'dear robin', searchType: 'anyfield' }, ['Offer', 'Later']],
    ['words nobody wrote', { searchText: 'nowhere' }, []],
    ['unseen mail', { filters: { unseen: true } }, ['Later']],
    ['a time before', { before: START_MS }, ['Offer']],
    ['a time since', { since: START_MS }, ['Later']],
    ['a number of threads', { maxResults: 1 }, ['Later']],
  ])('can be narrowed by %s', async (_, fields, expected) => {
    const { webmail, session } = await stage();
    webmail.markRead(REP, webmail.deliver(REP, sample(), START_MS - 5000).ref);
    webmail.deliver(REP, sample({ subject: 'Later', messageId: '<2@x.example>' }), START_MS);
    const subjects = rowsOf(await session.call('thread/search', 'INBOX', fields)).map((row) => row.subject);
    expect(subjects.toSorted()).toEqual(expected.toSorted());
  });

  it('tells ids and times alone where that is asked for, and a placeholder for a sender', async () => {
    const { webmail, session } = await stage({ staleSenders: true });
    const told = webmail.deliver(REP, sample());
    const ids = await session.call('thread/search', 'INBOX', { responseType: 'THREAD_ID_AND_DATE' });
    expect(rowsOf(ids)).toEqual([{ threadId: told.threadRef, timestamp: START_MS }]);
    expect(rowsOf(await session.call('thread/search', 'INBOX', {}))[0]?.senders).toEqual(['STALE']);
  });

  it('refuses a mailbox there is none of', async () => {
    const { session, webmail } = await stage();
    expect(await session.call('thread/search', 'Nowhere', {})).toMatchObject({ status: 200, success: false });
    webmail.set({ refusals: 'by-status' });
    expect(await session.call('thread/search', 'Nowhere', {})).toMatchObject({ status: 400, success: false });
  });

  it('can be very long', async () => {
    const { session } = await stage({ paddingBytes: 200_000 });
    expect(JSON.stringify(await session.call('thread/search', 'INBOX', {})).length).toBeGreaterThan(200_000);
  });
});

describe('thread/get', () => {
  it('tells people, Message-ID and parts of all messages, in whatever mailbox they lie', async () => {
    const { webmail, session } = await stage();
    const first = webmail.deliver(REP, sample({ files: [FILE], cc: 'kim@northwind.example' }), START_MS - 5000);
    webmail.deliver(
      REP,
      sample({ messageId: '<2@x.example>', inReplyTo: '<offer@northwind.example>' }),
      START_MS,
      'Archive',
    );
    const answer = await session.call('thread/get', 'INBOX', { threadId: first.threadRef, includeLabelIds: true });
    expect(messagesOf(answer).map(({ folder, uid }) => [folder, uid])).toEqual([
      ['INBOX', 101],
      ['Archive', 101],
    ]);
    expect(messagesOf(answer)[0]).toMatchObject({
      messageId: '<offer@northwind.example>',
      from: ['Ana Torres <ana@northwind.example>'],
      to: [`Robin Reyes <${REP}>`],
      cc: ['kim@northwind.example'],
      bcc: [],
      subject: 'Offer',
      date: START_MS - 5000,
      flags: ['\\HasAttachment'],
      size: webmail.raw(REP, first.ref).length,
      parts: [
        { partId: '1', contentType: 'text/html', isAttach: false },
        { partId: '2', contentType: 'application/pdf', isAttach: true, fileName: 'a b.pdf', disposition: 'attachment' },
      ],
    });
  });

  it('has the forms other answers and years had', async () => {
    const { webmail, session } = await stage({
      addresses: 'objects',
      folderNames: 'prefixed',
      dates: 's',
      partsOrder: 'reversed',
    });
    const told = webmail.deliver(REP, sample({ files: [FILE] }));
    const answer = await session.call('thread/get', 'INBOX', { threadId: told.threadRef });
    expect(messagesOf(answer)[0]).toMatchObject({
      folder: 'folder:INBOX',
      from: [{ email: 'ana@northwind.example', name: 'Ana Torres' }],
      date: (START_MS - 5000) / 1000,
      parts: [{ partId: '2' }, { partId: '1' }],
    });
  });

  it('puts names with signs of the grammar in quotes', async () => {
    const { webmail, session } = await stage();
    const told = webmail.deliver(REP, sample({ from: { name: '"Torres, Ana"', email: 'ana@northwind.example' } }));
    const answer = await session.call('thread/get', 'INBOX', { threadId: told.threadRef });
    expect(messagesOf(answer)[0]?.from).toEqual(['"Torres, Ana" <ana@northwind.example>']);
  });
});

describe('message/get', () => {
  it('gives the header block as it came and the parts asked for', async () => {
    const { webmail, session } = await stage({ partsOrder: 'reversed' });
    webmail.deliver(REP, sample({ files: [FILE], headers: ['X-Long: one', ' two'] }));
    const fields = { uid: 101, parts: ['1', '2'], dontMarkAsRead: true };
    const answer = await session.call('message/get', 'INBOX', fields);
    expect(answer).toMatchObject({
      guid: 'message:INBOX/101',
      from: ['Ana Torres <ana@northwind.example>'],
      contentType: 'multipart/mixed',
      parts: [
        { guid: 'messagepart:INBOX/101-2' },
        { guid: 'messagepart:INBOX/101-1', contentType: 'text/html', content: '<p>Dear Robin</p>' },
      ],
    });
    expect(answer.longHeader).toContain('X-Long: one\r\n two\r\n');
    expect(answer.longHeader).not.toContain('Dear Robin');
    expect(webmail.requests.at(-1)?.revealed).toEqual(['<offer@northwind.example>']);
  });

  it('reveals nothing where no part is asked for', async () => {
    const { webmail, session } = await stage();
    webmail.deliver(REP, sample());
    const answer = await session.call('message/get', 'INBOX', { uid: 101, parts: [], dontMarkAsRead: true });
    expect(answer.parts).toEqual([]);
    expect(webmail.requests.at(-1)).toMatchObject({ kind: 'headers', revealed: [] });
  });

  it.each([
    ['is left alone where that is asked for', { dontMarkAsRead: true }, false, []],
    ['is marked as read otherwise', {}, true, ['read message:INBOX/101']],
  ])('is of a message that %s', async (_, fields, seen, stray) => {
    const { webmail, session } = await stage();
    const told = webmail.deliver(REP, sample());
    await session.call('message/get', 'INBOX', { uid: 101, parts: ['1'], ...fields });
    expect(webmail.isSeen(REP, told.ref)).toBe(seen);
    expect(webmail.strayChanges).toEqual(stray);
  });
});

describe('geqs/query', () => {
  it('tells mailboxes with their validity', async () => {
    const { webmail, session } = await stage();
    const { uidValidity } = webmail.deliver(REP, sample());
    const answer = await session.call('geqs/query?clientIntent=fetchMailboxCountQuery', 'INBOX', { domain: 'mailbox' });
    expect(answer.domainObjects).toContainEqual({
      identifier: 'INBOX',
      name: 'INBOX',
      uidValidity,
      messageCount: 1,
      unreadCount: 1,
    });
  });

  it('tells messages of threads in a form of its own', async () => {
    const { webmail, session } = await stage();
    const { threadRef } = webmail.deliver(REP, sample());
    const intent = 'geqs/query?clientIntent=fetchMessageMetadataByThreadIds';
    const answer = await session.call(intent, 'INBOX', { predicate: `threadId IN {"${threadRef}"}` });
    expect(answer.domainObjects).toMatchObject([
      { uid: 101, mboxRef: { id: 'folder:INBOX' }, parts: [{ partId: '1', attach: false }] },
    ]);
  });
});

describe('a message that moved', () => {
  it('has another uid, and its old one may soon mean another message', async () => {
    const { webmail } = await stage();
    const told = webmail.deliver(REP, sample());
    const other = webmail.deliver(REP, sample({ messageId: '<2@x.example>' }), START_MS, 'Archive');
    expect([told.guid, other.guid]).toEqual(['message:INBOX/101', 'message:Archive/101']);
    webmail.move(REP, told.ref, 'Archive');
    expect(webmail.find(REP, told.ref)?.guid).toBe('message:Archive/102');
    webmail.renumber(REP, 'Archive');
    expect(webmail.find(REP, told.ref)).toMatchObject({ ref: told.ref, guid: 'message:Archive/102' });
    expect(webmail.find(REP, told.ref)?.uidValidity).not.toBe(other.uidValidity);
  });
});
