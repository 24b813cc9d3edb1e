import { afterEach, describe, expect, it } from 'vitest';
import { BEA, message, sourceOf } from '../../fixtures/icloud/fake-icloud.ts';
import { pause, until } from './framed-page.ts';
import { closeMailFrames, openMailFrame } from './icloud-page.ts';

afterEach(closeMailFrames);

const REF = '<one@client.example>';
const session = (folder = 'INBOX') => ({ sessionHeaders: { folder } });

describe('iCloud adapter: reading', () => {
  it('finds a message anew that was moved, and never takes what lies in its place', async () => {
    const { call, server, notices, order } = await openMailFrame({ messages: [message()] });
    await call('thread/get', { threadId: 't-7', ...session() });
    await until('it is noticed', () => notices.length > 0);
    await call('thread/move', { moveMethod: 'MOVE', destFolder: 'Archive', threadIds: ['t-7'], ...session() });
    const moved = message({ folder: 'Archive', uid: 70 });
    const other = message({ threadId: 't-8', messageId: '<other@client.example>' });
    server.messages.splice(0, 1, moved, other);
    const result = await order(REF);
    expect(result.ok && result.message.form === 'rfc822' && new TextDecoder().decode(result.message.source)).toBe(
      sourceOf(moved),
    );
  });

  it('finds a message by its conversation after the page was loaded anew', async () => {
    const { call, order } = await openMailFrame({ messages: [message({ folder: 'Archive' })] });
    await call('thread/search', session());
    await pause(2500);
    expect(await order(REF, { threadRef: 't-7' })).toMatchObject({ ok: true, message: { rung: 'raw' } });
    expect(await order('<unknown@x.example>', { threadRef: 't-7' })).toEqual({ ok: false, failure: 'gone' });
  });

  it('takes texts and files one by one where the source is not given, without marking as read', async () => {
    const file = { name: 'offer.pdf', type: 'application/pdf', text: 'PDF' };
    const { call, server, notices, order } = await openMailFrame({
      messages: [message({ file, headers: ['Reply-To: Desk <desk@client.example>'] })],
    });
    await call('thread/get', { threadId: 't-7', ...session() });
    await until('it is noticed', () => notices.length > 0);
    server.broken.set('message/download', 500);
    const result = await order(REF);
    expect(result).toMatchObject({
      ok: true,
      message: {
        rung: 'structured',
        form: 'structured',
        missing: [],
        message: {
          messageId: REF,
          html: '<p>private words</p>',
          from: { email: 'bea@client.example' },
          replyTo: [{ email: 'desk@client.example', name: 'Desk' }],
          attachments: [{ name: 'offer.pdf', mimeType: 'application/pdf', part: 1, size: 3, inline: false }],
        },
      },
    });
    const [bytes] = result.ok && result.message.form === 'structured' ? result.message.parts : [];
    expect(new TextDecoder().decode(bytes)).toBe('PDF');
    const asked = server.asked.filter(({ path }) => path === 'message/get');
    expect(asked.map(({ body }) => body.dontMarkAsRead)).toEqual([true]);
  });

  it.each([401, 403, 421, 450])('takes status %i for the end of the session', async (status) => {
    const { call, server, notices, order } = await openMailFrame({ messages: [message()] });
    await call('thread/get', { threadId: 't-7', ...session() });
    await until('it is noticed', () => notices.length > 0);
    server.broken.set('message/download', status);
    expect(await order(REF)).toEqual({ ok: false, failure: 'signed-out' });
  });

  it('asks for nothing where reads are switched off, and gives what the page has loaded itself', async () => {
    const { call, server, notices, order } = await openMailFrame({ messages: [message()], mayRead: false });
    await call('thread/search', session());
    await call('thread/get', { threadId: 't-7', ...session() });
    await call('message/get', { uid: 7, parts: ['1'], ...session() });
    const settings = 'https://p42-mcc.icloud.com/cc/mail/v1/account/1/preference/web/all?userEntryPoint=/mail/load';
    await call(settings);
    await until('it is noticed', () => notices.length > 0);
    expect(await order(REF)).toMatchObject({
      ok: true,
      message: { rung: 'structured', missing: [], message: { html: '<p>private words</p>', messageId: REF } },
    });
    expect(await order('<never-opened@x.example>')).toEqual({ ok: false, failure: 'unavailable' });
    expect(server.asked).toHaveLength(4);
  });

  it('asks the headers for a Message-ID that metadata leave out, and names by place what has none', async () => {
    const { call, server, notices } = await openMailFrame({ messages: [message({ from: BEA })] });
    const bare = { messageMetadataList: [{ uid: 7, folder: 'INBOX', from: [BEA], to: ['x@rep.example'] }] };
    server.odd.set('thread/get', JSON.stringify(bare));
    await call('thread/get', { threadId: 't-7', ...session() });
    await until('it is noticed', () => notices.length > 0);
    expect(notices[0]?.ref).toBe(REF);
    server.messages.push({ ...message({ uid: 8 }), messageId: '' });
    const nameless = server.messages[1];
    if (nameless !== undefined) delete nameless.messageId;
    server.odd.set('thread/get', JSON.stringify({ messageMetadataList: [{ ...bare.messageMetadataList[0], uid: 8 }] }));
    await call('thread/get', { threadId: 't-8', ...session() });
    await until('the other is noticed', () => notices.some(({ ref }) => ref === 'INBOX//8'));
  });

  it('reads nothing for another mailbox', async () => {
    const { call, server, notices, order } = await openMailFrame({ messages: [message()] });
    await call('thread/get', { threadId: 't-7', ...session() });
    await until('it is noticed', () => notices.length > 0);
    expect(await order(REF, { account: 'somebody@else.example' })).toEqual({ ok: false, failure: 'unavailable' });
    expect(server.count('message/download')).toBe(0);
  });
});
