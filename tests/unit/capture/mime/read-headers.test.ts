import { describe, expect, it } from 'vitest';
import { messageSchema } from '../../../../utils/model/message.ts';
import { context, fakeSource, latin1, mustRead, read, utf8 } from './read.ts';

const messageOf = async (source: string | Uint8Array<ArrayBuffer>) => (await mustRead(source)).message;

describe('headers of a message', () => {
  it('reads what a plain message says', async () => {
    const message = await messageOf(
      fakeSource({ headers: { 'In-Reply-To': '<m0@own.example>', References: '<a@x> <m0@own.example>' } }),
    );
    expect(message).toMatchObject({
      messageId: '<m1@acme.example>',
      inReplyTo: '<m0@own.example>',
      references: ['<a@x>', '<m0@own.example>'],
      from: { email: 'anna@acme.example', name: 'Anna Ruiz' },
      to: [{ email: 'rep@own.example' }],
      subject: 'Offer',
      sentAt: Date.UTC(2026, 5, 1, 8),
      text: 'Hello',
      protection: 'none',
      attachments: [],
    });
    expect(messageSchema.parse(message)).toEqual(message);
  });

  it.each([
    ['folded over lines', 'A long\r\n offer', 'A long offer'],
    ['encoded words', '=?utf-8?B?w5FhbmTDug==?= =?iso-8859-1?Q?_caf=E9?=', 'Ñandú café'],
    ['encoded in gb18030', '=?gb18030?B?xOO6ww==?=', '你好'],
    ['encoded in iso-2022-jp', '=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=', '日本'],
    ['right to left', '=?utf-8?B?16nXnNeV150=?=', 'שלום'],
    ['with control characters', '=?utf-8?Q?a=00b=0D=0Ac?=', 'a b c'],
    ['in an encoding nobody knows', '=?x-none?Q?abc?=', 'abc'],
  ])('reads a subject %s', async (_, Subject, subject) => {
    expect((await messageOf(fakeSource({ headers: { Subject } }))).subject).toBe(subject);
  });

  it('opens groups and passes over what is no address', async () => {
    const To = 'Team: a@example.com, "B, C" <b@example.com>;, undisclosed-recipients:;, nonsense, <c@example.com>';
    expect((await messageOf(fakeSource({ headers: { To } }))).to).toEqual([
      { email: 'a@example.com' },
      { email: 'b@example.com', name: 'B, C' },
      { email: 'c@example.com' },
    ]);
  });

  it('keeps addresses of foreign scripts and look-alikes as they are', async () => {
    const message = await messageOf(
      fakeSource({ headers: { From: 'אנה <אנה@דוגמה.example>', Cc: 'Anna <anna@аcme.example>' } }),
    );
    expect(message.from).toEqual({ email: 'אנה@דוגמה.example', name: 'אנה' });
    expect(message.cc).toEqual([{ email: 'anna@аcme.example', name: 'Anna' }]);
  });

  it('reads 500 recipients, and keeps to, cc and bcc apart', async () => {
    const list = (name: string) =>
      Array.from({ length: 500 }, (_, i) => `N ${i} <${name}${i}@example.com>`).join(',\r\n ');
    const message = await messageOf(fakeSource({ headers: { To: list('t'), Cc: list('c'), Bcc: list('b') } }));
    expect([message.to.length, message.cc.length, message.bcc.length]).toEqual([500, 500, 500]);
    expect(message.bcc[499]).toEqual({ email: 'b499@example.com', name: 'N 499' });
  });

  it('starts at the first header whatever stands before it', async () => {
    for (const before of ['\r\n\r\n', '\ufeff', 'From anna@acme.example Mon Jun 1 10:00:00 2026\r\n', '>From x\n']) {
      expect((await messageOf(before + fakeSource())).messageId).toBe('<m1@acme.example>');
    }
  });

  it.each([
    ['missing', ''],
    ['nonsense', 'yesterday'],
    ['before there was webmail', 'Thu, 1 Jan 1970 00:00:00 +0000'],
    ['far ahead', 'Mon, 1 Jun 2099 10:00:00 +0000'],
  ])('takes the time of the webmail when the date is %s', async (_, date) => {
    expect((await messageOf(fakeSource({ headers: { Date: date } }))).sentAt).toBe(context.siteTime);
  });

  it.each([
    ['', 'auto-submitted', { 'Auto-Submitted': 'auto-replied' }],
    ['not ', 'auto-submitted', { 'Auto-Submitted': 'no' }],
    ['', 'list-id', { 'List-Id': '<l.example>' }],
    ['', 'list-unsubscribe', { 'List-Unsubscribe': '<mailto:x@example.com>' }],
    ['', 'one-click', { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }],
    ['', 'precedence-bulk', { Precedence: 'Bulk' }],
    ['', 'precedence-list', { Precedence: 'list' }],
    ['', 'auto-reply', { 'X-Autoreply': 'yes' }],
    ['', 'auto-reply', { Precedence: 'auto_reply' }],
    ['', 'empty-return-path', { 'Return-Path': '<>' }],
    ['', 'return-path-differs', { 'Return-Path': '<b1@service.example>' }],
    ['not ', 'return-path-differs', { 'Return-Path': '<b1@mail.acme.example>' }],
    ['', 'feedback-id', { 'Feedback-ID': '1:2:3' }],
    ['', 'delivery-report', { 'Content-Type': 'multipart/report; boundary=x' }],
  ])('does %sfind %s in %j', async (not, sign, headers) => {
    const { automatedSigns } = await messageOf(fakeSource({ headers }));
    expect(automatedSigns.includes(sign)).toBe(not === '');
  });

  it('tells calendars talking to each other from a person attaching dates', async () => {
    const part = (disposition: string, method: string) =>
      fakeSource({
        headers: { 'Content-Type': `text/calendar; method=${method}`, 'Content-Disposition': disposition },
        body: 'BEGIN:VCALENDAR',
      });
    expect((await messageOf(part('', 'REQUEST'))).automatedSigns).toContain('calendar-notice');
    expect((await messageOf(part('attachment', 'REQUEST'))).automatedSigns).not.toContain('calendar-notice');
    expect((await messageOf(part('', 'PUBLISH'))).automatedSigns).not.toContain('calendar-notice');
  });
});

describe('identity of a message', () => {
  it('is made, and always the same, when the header is missing', async () => {
    const source = fakeSource({ headers: { 'Message-ID': '' } });
    const { messageId } = await messageOf(source);
    expect(messageId).toMatch(/^<[0-9a-f]{40}@made\.tandem\.invalid>$/);
    expect((await messageOf(source)).messageId).toBe(messageId);
    expect((await messageOf(source.replace('Offer', 'Other'))).messageId).not.toBe(messageId);
  });

  it('is made from all ids, not hanging on their order, when several differ', async () => {
    const two = (...ids: string[]) =>
      fakeSource({ headers: { 'Message-ID': '' }, rawHeaders: ids.map((id) => `Message-ID: ${id}`) });
    const made = (await messageOf(two('<a@x>', '<b@x>'))).messageId;
    expect(made).toContain('@made.tandem.invalid');
    expect((await messageOf(two('<b@x>', '<a@x>'))).messageId).toBe(made);
    expect((await messageOf(two('<a@x>', '<a@x>'))).messageId).toBe('<a@x>');
  });

  it.each([
    ['m2@acme.example', '<m2@acme.example>'],
    ['  <m2@acme.example> (comment)', '<m2@acme.example>'],
    ['\r\n <m2@acme.example>', '<m2@acme.example>'],
  ])('reads %j', async (header, id) => {
    expect((await messageOf(fakeSource({ headers: { 'Message-ID': header } }))).messageId).toBe(id);
  });
});

describe('bytes that are no message', () => {
  it.each([
    ['nothing', '', 'empty'],
    ['a web page', '<!doctype html><html><body>Sign in</body></html>', 'not-a-message'],
    ['JSON', '{"error":1}', 'not-a-message'],
    ['a single header', 'Subject: x\r\n\r\n', 'not-a-message'],
  ])('says of %s why', async (_, source, why) => {
    expect(await read(source)).toEqual({ ok: false, why });
  });

  it('refuses what is too large without reading it', async () => {
    expect(await read(new Uint8Array(64 * 1024 * 1024 + 1))).toEqual({ ok: false, why: 'too-large' });
  });

  it('reads raw bytes in headers', async () => {
    const raw = utf8(fakeSource({ headers: { Subject: 'Ñandú' } }));
    expect((await messageOf(raw)).subject).toBe('Ñandú');
    expect((await messageOf(latin1(fakeSource({ headers: { Subject: 'caf\xe9' } })))).subject).toMatch(/^caf./);
  });
});
