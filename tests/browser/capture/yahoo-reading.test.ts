import { afterEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  batchAnswer,
  batchRequest,
  CLARA,
  listAnswer,
  MAILBOX,
  message,
  midOf,
  pathTo,
  saveCall,
  sendCall,
} from '../../fixtures/yahoo/wire.ts';
import { pause, until } from './framed-page.ts';
import { removePages, start } from './yahoo-page.ts';

afterEach(removePages);

const order = (ref: string) => ({ orderId: '1', site: 'yahoo' as const, account: ACCOUNT, ref });
const SOURCE = 'From: bea@client.example\r\nSubject: hola\r\n\r\nhola\r\n';
const openedView = (inner: string) => `<h1 data-test-id="message-group-subject-text">Oferta</h1>
  <div data-test-id="message-view" data-test-expanded="true"><header data-test-id="message-header">
  <span data-test-id="message-from"><span data-test-id="email-pill"><span><span>bea@client.example</span></span></span></span>
  <span data-test-id="message-to"><span title="${ACCOUNT}">Ana</span></span></header>
  <div data-test-id="message-view-body"><div data-test-id="message-view-body-content">${inner}</div></div></div>`;

describe('Yahoo adapter: reading', () => {
  it('reads the source of what is ordered with the cookies of the session alone', async () => {
    const { adapter, requested, asked, end, window } = start('', { answer: () => new Response(SOURCE) });
    const result = await adapter.fetch(order(midOf(1)), end.signal);
    expect(result).toMatchObject({ ok: true, message: { rung: 'raw', missing: [] } });
    const { origin } = window.location;
    expect(requested).toEqual([`${origin}/ws/v3/mailboxes/@/messages/@.id==${midOf(1)}/content/rawplaintext`]);
    expect(asked).toEqual([]);
  });

  it('files a sent message with the blind copies that were written', async () => {
    const {
      adapter,
      frame: tell,
      notices,
      end,
    } = start('', {
      answer: () => new Response(SOURCE),
      reply: () => ({ result: { message: message({ id: midOf(7), folder: { id: '2', types: ['SENT'] } }) } }),
    });
    tell('request', 'batch', batchRequest([saveCall({ bcc: [CLARA] }), sendCall(midOf(7))]));
    tell('answer', 'batch', batchAnswer([{ id: 'SaveMessage' }, { id: 'SendMessage' }]));
    await until('it is noticed', () => notices.length === 1);
    const result = await adapter.fetch(order(midOf(7)), end.signal);
    const source = result.ok && result.message.form === 'rfc822' ? new TextDecoder().decode(result.message.source) : '';
    expect(source).toBe(`Bcc: clara@client.example\r\n${SOURCE}`);
  });

  it('reads nothing for another mailbox, nor by a name that is none', async () => {
    const { adapter, requested, asked, end } = start('');
    expect(await adapter.fetch({ ...order(midOf(1)), account: 'other@rep.example' }, end.signal)).toMatchObject({
      ok: false,
    });
    expect(await adapter.fetch(order('../evil?x'), end.signal)).toMatchObject({ ok: false });
    expect([...requested, ...asked]).toEqual([]);
  });

  it('puts a message together from the webmail’s JSON where there is no source', async () => {
    const { adapter, requested, end } = start('', {
      answer: () => new Response('', { status: 403 }),
      reply: ({ what }) => {
        if (what === 'message')
          return { result: { message: message({ attachments: [{ partId: '2', name: 'a.pdf' }] }) } };
        if (what === 'body') return { result: { simpleBody: { html: '<p>hola</p>' } } };
        return what === 'part' ? 'bytes' : undefined;
      },
    });
    expect(await adapter.fetch(order(midOf(1)), end.signal)).toMatchObject({
      ok: true,
      message: {
        rung: 'structured',
        missing: ['original-html', 'cc', 'bcc'],
        message: {
          messageId: '<1.2@client.example>',
          html: '<p>hola</p>',
          attachments: [{ name: 'a.pdf', part: 1, size: 5 }],
        },
      },
    });
    expect(requested.map((url) => new URL(url).pathname.split('/')[4])).toEqual(['@', `@.id==${MAILBOX}`]);
  });

  it('says that the session is over rather than trying on', async () => {
    const { adapter, requested, asked, end } = start('', { answer: () => new Response('', { status: 401 }) });
    expect(await adapter.fetch(order(midOf(1)), end.signal)).toEqual({ ok: false, failure: 'signed-out' });
    expect(new Set(requested).size).toBe(1);
    expect(asked).toEqual([]);
  });

  it('gives up a message only when neither its source nor it is there', async () => {
    const { adapter, end } = start('', { answer: () => new Response('', { status: 404 }), reply: () => 404 });
    expect(await adapter.fetch(order(midOf(1)), end.signal)).toEqual({ ok: false, failure: 'gone' });
    const blind = start('', { answer: () => new Response('', { status: 404 }), reply: () => 500 });
    expect(await blind.adapter.fetch(order(midOf(1)), blind.end.signal)).toEqual({ ok: false, failure: 'unavailable' });
  });

  it('falls back to what the page shows', async () => {
    const { adapter, end } = start(openedView('<p>texto</p>'), {
      path: `/n/folders/1/messages/${midOf(1)}`,
      answer: () => new Response('', { status: 403 }),
    });
    expect(await adapter.fetch(order(midOf(1)), end.signal)).toMatchObject({
      ok: true,
      message: {
        rung: 'dom',
        message: {
          subject: 'Oferta',
          html: '<p>texto</p>',
          from: { email: 'bea@client.example' },
          to: [{ email: ACCOUNT }],
        },
      },
    });
  });

  it('gives what the page itself has loaded where nothing may be asked', async () => {
    const { adapter, frame: tell, notices, requested, asked, end } = start('', { mayRead: false });
    tell('answer', 'batch', listAnswer([message()]), 1);
    const body = { id: 'GetBody', uri: pathTo(`/messages/@.id==${midOf(1)}/content/simplebody/full`) };
    tell('request', 'batch', batchRequest([body]), 2);
    const html = `<p>${'largo '.repeat(700)}</p>`;
    tell('answer', 'batch', batchAnswer([{ id: 'GetBody', result: { simpleBody: { html } } }]), 2);
    await until('it is noticed', () => notices.length > 0);
    await pause(600);
    expect(await adapter.fetch(order(midOf(1)), end.signal)).toMatchObject({
      ok: true,
      message: { rung: 'structured', message: { html, messageId: '<1.2@client.example>' } },
    });
    expect(await adapter.fetch(order(midOf(2)), end.signal)).toEqual({ ok: false, failure: 'unavailable' });
    expect([...requested, ...asked]).toEqual([]);
  });

  it('gives what the rep has written of a sent message where nothing may be asked', async () => {
    const { adapter, frame: tell, notices, requested, asked, end } = start('', { mayRead: false });
    tell('request', 'batch', batchRequest([saveCall({ bcc: [CLARA] }), sendCall(midOf(7))]), 1);
    tell('answer', 'batch', batchAnswer([{ id: 'SaveMessage' }, { id: 'SendMessage' }]), 1);
    tell('answer', 'batch', listAnswer([message({ id: midOf(7), folder: { id: '2', types: ['SENT'] } })]), 2);
    await until('it is noticed', () => notices.length > 0);
    expect(await adapter.fetch(order(midOf(7)), end.signal)).toMatchObject({
      ok: true,
      message: {
        rung: 'structured',
        message: { html: '<p>hola</p>', bcc: [CLARA], messageId: '<1.2@client.example>' },
      },
    });
    expect([...requested, ...asked]).toEqual([]);
  });

  it('keeps nothing of what the page loads while it may ask', async () => {
    const { adapter, frame: tell, notices, end } = start('');
    tell('answer', 'batch', batchAnswer([{ id: 'x', result: { ...message(), simpleBody: { html: '<b>dado</b>' } } }]));
    await until('it is noticed', () => notices.length > 0);
    expect(await adapter.fetch(order(midOf(1)), end.signal)).toEqual({ ok: false, failure: 'unavailable' });
  });
});
