import { afterEach, describe, expect, it } from 'vitest';
import { pause, until } from './framed-page.ts';
import { openOutlook, orderOf, removeOutlookPages } from './outlook-page.ts';
import { ACCOUNT, conversationOf, idOf, itemOf, NOW, type StoredMessage, sourceOf } from './outlook-service.ts';

afterEach(removeOutlookPages);

const hello: StoredMessage = { name: 'Hello', from: 'bea@client.example', to: [ACCOUNT], cc: ['carl@client.example'] };

describe('Outlook adapter: received mail', () => {
  it('reports who wrote to whom, whole, with nothing it says, and reads the source when ordered', async () => {
    const page = await openOutlook({ messages: [hello] });
    await page.call('GetConversationItems', {
      Conversations: [{ ConversationId: { Id: conversationOf('Hello') } }],
      ItemShape: {
        AdditionalProperties: [
          'From',
          'ToRecipients',
          'CcRecipients',
          'IsDraft',
          'DateTimeReceived',
          'InternetMessageId',
          'ParentFolderId',
          'Body',
        ].map((name) => ({ FieldURI: name })),
      },
    });
    await until('it is noticed', () => page.notices.length > 0);
    expect(page.accounts[0]).toEqual({ email: ACCOUNT, aliases: ['ana.logon@rep.example'] });
    expect(page.notices[0]).toEqual({
      site: 'outlook',
      account: ACCOUNT,
      ref: idOf('Hello'),
      threadRef: conversationOf('Hello'),
      direction: 'incoming',
      state: 'received',
      sentAt: NOW - 60_000,
      noticedBy: 'traffic',
      envelope: {
        from: { email: 'bea@client.example', name: 'bea' },
        to: [{ email: ACCOUNT, name: 'ana' }],
        cc: [{ email: 'carl@client.example', name: 'carl' }],
        bcc: [],
        replyTo: [],
        complete: true,
        messageId: '<Hello@mail.example>',
      },
    });
    const result = await page.adapter.fetch(orderOf(page, idOf('Hello')), page.end.signal);
    expect(result).toMatchObject({ ok: true, message: { rung: 'raw', missing: [] } });
    const source = result.ok && result.message.form === 'rfc822' ? result.message.source : new Uint8Array();
    expect(new TextDecoder().decode(source)).toBe(sourceOf(hello));
    expect(page.crossed.join('\n')).not.toContain('secret-token');
    expect(itemOf(hello, ['Subject'])).toHaveProperty('Subject');
    await pause(0);
  });
});
