import { afterEach, describe, expect, it } from 'vitest';
import { ACCOUNT, BEA, CLIENT_ID, DSID, ME, message, toMetadata } from '../../fixtures/icloud/fake-icloud.ts';
import { pause, until } from './framed-page.ts';
import { closeMailFrames, openMailFrame } from './icloud-page.ts';

afterEach(closeMailFrames);

const session = (folder = 'INBOX') => ({ sessionHeaders: { folder, modseq: null, threadmodseq: null } });

describe('iCloud adapter: traffic', () => {
  it('reports a message of an opened conversation with its whole envelope and nothing it says', async () => {
    const { call, notices } = await openMailFrame({ messages: [message()] });
    await call('thread/get', { threadId: 't-7', ...session() });
    await until('it is noticed', () => notices.length > 0);
    expect(notices[0]).toEqual({
      site: 'icloud',
      account: ACCOUNT,
      ref: '<one@client.example>',
      threadRef: 't-7',
      direction: 'incoming',
      state: 'received',
      sentAt: message().date,
      noticedBy: 'traffic',
      envelope: {
        from: { email: 'bea@client.example', name: 'Bea Client' },
        to: [{ email: ACCOUNT, name: 'Ana Rep' }],
        cc: [],
        bcc: [],
        replyTo: [],
        complete: true,
        messageId: '<one@client.example>',
      },
    });
    expect(JSON.stringify(notices)).not.toMatch(/Offer|private words/);
  });

  it('asks who wrote to whom for rows that name no message, and gives a message one name on every way', async () => {
    const { call, notices, server } = await openMailFrame({ messages: [message()] });
    await call('thread/search', session());
    await until('the row is read', () => notices.length > 0);
    await call('thread/get', { threadId: 't-7', ...session() });
    await call('message/get', { uid: 7, parts: ['1'], ...session() });
    await until('all three are told', () => notices.length >= 3);
    expect(new Set(notices.map(({ ref }) => ref))).toEqual(new Set(['<one@client.example>']));
    expect(server.asked.filter(({ path }) => path === 'message/download')).toEqual([]);
  });

  it("asks for the source in the page's own words, and hands it over as it is", async () => {
    const { call, notices, order, server } = await openMailFrame({
      messages: [message({ folder: 'Sent Messages', from: ME, to: [BEA] })],
    });
    await call('thread/get', { threadId: 't-7', ...session('Sent Messages') });
    await until('it is noticed', () => notices.length > 0);
    const result = await order('<one@client.example>');
    expect(result).toMatchObject({ ok: true, message: { rung: 'raw', form: 'rfc822', missing: [] } });
    const asked = server.asked.find(({ path }) => path === 'message/download');
    expect(asked?.url.search).toContain('guid=message%3ASent%20Messages%2F7');
    expect(asked?.url.searchParams.get('dsid')).toBe(DSID);
  });

  it('learns the mailbox and its further addresses, and no number of the person leaves the page', async () => {
    const { call, accounts, notices, order, crossed } = await openMailFrame({ messages: [message()] });
    await call('thread/search', { ...session(), dsid: DSID, clientId: CLIENT_ID });
    await until('it is noticed', () => notices.length > 0);
    await order('<one@client.example>');
    expect(accounts).toEqual([
      {
        email: ACCOUNT,
        aliases: ['ana.rep@me.com', 'ana@private.example', 'ana@rep.example', 'sales.ana@icloud.com'],
      },
    ]);
    expect(crossed.join('\n')).toContain('thread/search');
    expect(crossed.join('\n')).not.toMatch(new RegExp(`${DSID}|${CLIENT_ID}`));
  });

  it('leaves drafts, junk and deleted mail alone', async () => {
    const folders = ['Drafts', 'Junk', 'Deleted Messages'];
    const messages = folders.map((folder, n) =>
      message({ folder, uid: n, threadId: `t-${n}`, messageId: `<${n}@x.example>` }),
    );
    const { call, notices, server } = await openMailFrame({ messages: [...messages, message()] });
    for (const folder of folders) await call('thread/search', session(folder));
    for (const { threadId, folder } of messages) await call('thread/get', { threadId, ...session(folder) });
    await call('thread/get', { threadId: 't-7', ...session() });
    await until('what is mail is noticed', () => notices.length > 0);
    await pause(300);
    expect(new Set(notices.map(({ ref }) => ref))).toEqual(new Set(['<one@client.example>']));
    expect(server.count('thread/get')).toBe(4);
  });

  it('says once, in shapes and not in words, that it does not understand', async () => {
    const { call, troubles, server, recovered } = await openMailFrame({ messages: [message()] });
    server.odd.set('thread/get', '{"messages":[{"who":"bea@client.example"}],"byFolder":{"Acme":1}}');
    for (let n = 0; n < 3; n += 1) await call('thread/get', { threadId: 't-7', ...session() });
    await until('it is told', () => troubles.length > 0);
    await pause(100);
    expect(troubles).toEqual([
      {
        site: 'icloud',
        source: 'traffic',
        missing: 'no-mail-in-answer-thread-get',
        outline: '{messages:[{who:s18}],byFolder:{k4:n}}',
      },
    ]);
    server.odd.set('thread/get', JSON.stringify({ messageMetadataList: [toMetadata(message())] }));
    await call('thread/get', { threadId: 't-7', ...session() });
    await until('it sees again', () => recovered.length > 0);
  });

  it('names the older client, whose answers it does not read', async () => {
    const { window, troubles } = await openMailFrame();
    await window.fetch('https://p42-mailws.icloud.com/wm/message', {
      method: 'POST',
      body: '{"jsonrpc":"2.0","method":"list"}',
    });
    await until('it is told', () => troubles.length > 0);
    expect(troubles[0]).toMatchObject({ source: 'traffic', missing: 'older-client' });
  });
});
