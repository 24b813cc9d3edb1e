import { afterEach, describe, expect, it } from 'vitest';
import { pause, until } from './framed-page.ts';
import { openOutlook, orderOf, removeOutlookPages } from './outlook-page.ts';
import { ACCOUNT, conversationOf, idOf, NOW, type StoredMessage, sourceOf } from './outlook-service.ts';

afterEach(removeOutlookPages);

const hello: StoredMessage = { name: 'Hello', from: 'bea@client.example', to: [ACCOUNT], cc: ['carl@client.example'] };

const envelope = [
  'From',
  'ToRecipients',
  'CcRecipients',
  'IsDraft',
  'DateTimeReceived',
  'InternetMessageId',
  'ParentFolderId',
  'ConversationId',
];
const shaped = (name: string, ...more: string[]) => ({
  ItemIds: [{ Id: idOf(name) }],
  ItemShape: { AdditionalProperties: [...envelope, ...more].map((FieldURI) => ({ FieldURI })) },
});

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
  });

  it('waits until it is known whose mailbox it is', async () => {
    const page = await openOutlook({ messages: [hello], boots: false });
    await page.call('GetItem', shaped('Hello'));
    await pause(300);
    expect(page.notices).toEqual([]);
    await page.boot();
    await until('it is noticed', () => page.notices.length > 0);
  });

  it('believes what calls are routed by where the first data went by unseen', async () => {
    const page = await openOutlook({ messages: [hello], boots: false });
    await page.call('GetItem', shaped('Hello'), { headers: { 'x-anchormailbox': `AAD-SMTP:${ACCOUNT}` } });
    await until('it is noticed', () => page.notices.length > 0);
    expect(page.accounts.map(({ email }) => email)).toEqual([ACCOUNT]);
  });

  it('keeps a mailbox opened for another apart, and reads in its name', async () => {
    const shared: StoredMessage = { name: 'Shared', from: 'bea@client.example', to: ['sales@rep.example'] };
    const page = await openOutlook({ messages: [shared] });
    await page.call('GetItem', shaped('Shared'), { path: '/owa/sales@rep.example/service.svc' });
    await until('it is noticed', () => page.notices.length > 0);
    expect(page.notices[0]).toMatchObject({ account: 'sales@rep.example', direction: 'incoming' });
    const order = orderOf(page, idOf('Shared'), 'sales@rep.example');
    expect(await page.adapter.fetch(order, page.end.signal)).toMatchObject({ ok: true });
    expect(page.service.own().at(-1)?.url).toContain('/owa/sales@rep.example/service.svc');
    expect(await page.adapter.fetch(orderOf(page, idOf('Shared')), page.end.signal)).toMatchObject({ ok: false });
  });

  it('asks for the envelope, and nothing else, of recent rows that name nobody', async () => {
    const now = new Date().toISOString();
    const row = (name: string, LastDeliveryTime: string) => ({
      ConversationId: { Id: conversationOf(name) },
      UniqueSenders: ['Bea'],
      LastDeliveryTime,
      ItemIds: [{ Id: idOf(name) }],
    });
    const page = await openOutlook({ messages: [hello, { ...hello, name: 'Old' }] });
    const rows = [row('Hello', now), row('Old', '2020-01-01T00:00:00Z')];
    page.service.instead.set('FindConversation', () => Response.json({ Body: { Conversations: rows } }));
    await page.call('FindConversation', {});
    await page.call('FindConversation', {});
    await until('it is noticed', () => page.notices.length > 0);
    await pause(700);
    expect(page.notices.map(({ ref }) => ref)).toEqual([idOf('Hello')]);
    expect(page.service.own()).toHaveLength(1);
    expect(page.crossed.join('')).not.toContain('body of');
  });

  it('does not call a cut list whole, and asks for the rest', async () => {
    const page = await openOutlook({ messages: [hello] });
    const shape = shaped('Hello');
    await page.call('GetItem', { ...shape, ItemShape: { ...shape.ItemShape, MaximumRecipientsToReturn: 1 } });
    await until('it is known whole', () => page.notices.some(({ envelope }) => envelope.complete));
    expect(page.notices[0]?.envelope.complete).toBe(false);
    expect(new Set(page.notices.map(({ ref }) => ref))).toEqual(new Set([idOf('Hello')]));
  });

  it('takes broken and misshapen answers for what they are', async () => {
    const page = await openOutlook({ messages: [hello] });
    for (const text of [
      '',
      '{',
      '[]',
      '"x"',
      '{"Body":7}',
      '{"Body":{"ResponseMessages":{"Items":[{"Items":[{"ItemId":',
    ]) {
      page.service.instead.set('GetItem', () => new Response(text));
      await page.call('GetItem', shaped('Hello')).catch(() => undefined);
    }
    page.service.instead.delete('GetItem');
    await page.call('GetItem', shaped('Hello'));
    await until('what came after is still read', () => page.notices.length > 0);
  });

  it('says once, in shapes and not in words, that it does not understand an answer', async () => {
    const page = await openOutlook();
    page.service.instead.set('GetItem', () =>
      Response.json({ Body: { Rows: [{ Name: 'geheim', 'bea@client.example': 1 }] } }),
    );
    for (let n = 0; n < 2; n += 1) await page.call('GetItem', shaped('Hello'));
    await until('it is told', () => page.troubles.length > 0);
    await pause(200);
    expect(page.troubles).toEqual([
      { site: 'outlook', source: 'traffic', missing: 'result-of-GetItem', outline: '{Body:{Rows:[1x{Name:s,?:n}]}}' },
    ]);
  });

  it('says that the session is over', async () => {
    const page = await openOutlook({ messages: [hello] });
    await until('the mailbox is known', () => page.accounts.length > 0);
    page.service.instead.set('GetItem', () => new Response('', { status: 440 }));
    expect(await page.adapter.fetch(orderOf(page, idOf('Hello')), page.end.signal)).toEqual({
      ok: false,
      failure: 'signed-out',
    });
  });

  it('follows a message to the id it has after it was moved', async () => {
    const page = await openOutlook({ messages: [{ ...hello, conversation: 'Talk' }] });
    await page.call('GetItem', shaped('Hello'));
    await until('it is noticed', () => page.notices.length > 0);
    page.service.messages = [{ ...hello, name: 'Moved', conversation: 'Talk', messageId: '<Hello@mail.example>' }];
    const result = await page.adapter.fetch(orderOf(page, idOf('Hello')), page.end.signal);
    expect(result).toMatchObject({ ok: true, message: { rung: 'raw' } });
  });
});

describe('Outlook adapter: without requests of its own', () => {
  it('tells and gives what the page itself loads, and asks nothing', async () => {
    const page = await openOutlook({ messages: [hello], mayRead: false });
    await page.call('GetItem', shaped('Hello', 'Body', 'Subject'));
    await until('it is noticed', () => page.notices.length > 0);
    const order = orderOf(page, idOf('Hello'));
    expect(await page.adapter.fetch(order, page.end.signal)).toMatchObject({
      ok: true,
      message: { rung: 'structured', message: { html: '<p>body of Hello</p>', messageId: '<Hello@mail.example>' } },
    });
    expect(page.service.own()).toEqual([]);
    page.setMayRead(true);
    expect(await page.adapter.fetch(order, page.end.signal)).toMatchObject({ ok: true, message: { rung: 'raw' } });
  });
});

describe('Exchange of one’s own', () => {
  it('is watched where it asks by XMLHttpRequest with payloads in headers, and read with its canary', async () => {
    const page = await openOutlook({ messages: [hello], site: 'exchange' });
    await page.call('GetItem', shaped('Hello'), { inHeader: true, headers: { 'x-owa-canary': 'c4n4ry' } });
    await until('it is noticed', () => page.notices.length > 0);
    expect(page.notices[0]).toMatchObject({ site: 'exchange', account: ACCOUNT, ref: idOf('Hello') });
    expect(await page.adapter.fetch(orderOf(page, idOf('Hello')), page.end.signal)).toMatchObject({ ok: true });
    const [own] = page.service.own();
    expect(own?.headers.get('x-owa-canary')).toBe('c4n4ry');
    expect(own?.headers.get('x-owa-actionname')).toBe('GetItemAction');
    expect(page.crossed.join('')).not.toContain('c4n4ry');
  });
});
