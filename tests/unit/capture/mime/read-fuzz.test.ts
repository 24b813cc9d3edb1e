import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMessage } from '../../../../utils/capture/mime/read-message.ts';
import { messageSchema } from '../../../../utils/model/message.ts';
import { context, fakeMultipart, utf8 } from './read.ts';

const valid = utf8(
  fakeMultipart('multipart/mixed', [
    'Content-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>caf=E9 <img src=3D"cid:a"></p>',
    'Content-Type: image/png; name="=?utf-8?B?w7EucG5n?="\r\nContent-ID: <a>\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD',
    'Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nx',
    'Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR',
  ]),
);

async function expectAnswer(bytes: Uint8Array<ArrayBuffer>, form: 'rfc822' | 'structured') {
  const result = await readMessage([bytes, utf8('file')], form, context);
  if (!result.ok) return;
  const { message, bytes: carried } = result.whole;
  expect(messageSchema.safeParse(message).error).toBeUndefined();
  expect(carried).toHaveLength(message.attachments.length);
}

describe('readMessage, on any bytes', () => {
  it.each(['rfc822', 'structured'] as const)('gives a message that holds, or a reason (%s)', async (form) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), (bytes) => expectAnswer(new Uint8Array(bytes), form)),
    );
  });

  it('does so for any JSON under the names it looks for', async () => {
    const odd = fc.constantFrom(
      { length: { toString: 1 } },
      { valueOf: null },
      [{ email: 'a@b.example' }],
      'x',
      -1,
      null,
    );
    const names = fc.constantFrom('subject', 'to', 'from', 'text', 'html', 'messageId', 'sentAt', 'attachments', 'cc');
    const plain = { subject: 'a', to: [], cc: [], bcc: [], replyTo: [], attachments: [] };
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, fc.oneof(odd, fc.jsonValue())), (told) =>
        expectAnswer(utf8(JSON.stringify({ ...plain, ...told })), 'structured'),
      ),
      { numRuns: 300 },
    );
  });

  it('does so for a real message with bytes changed, taken out and put in', async () => {
    const edit = fc.record({
      at: fc.nat(valid.length),
      remove: fc.nat(40),
      insert: fc.oneof(
        fc.uint8Array({ maxLength: 20 }),
        fc.constantFrom(...['\r\n', '--B1', '--B1--', '=?utf-8?B?', ': ', '"', '<', '\0', ';'].map(utf8)),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 8 }), async (edits) => {
        let bytes = [...valid];
        for (const { at, remove, insert } of edits)
          bytes = [...bytes.slice(0, at), ...insert, ...bytes.slice(at + remove)];
        await expectAnswer(Uint8Array.from(bytes), 'rfc822');
      }),
      { numRuns: 300 },
    );
  });

  it('does so for headers of any text', async () => {
    const names = fc.constantFrom(
      'From',
      'To',
      'Subject',
      'Message-ID',
      'Date',
      'References',
      'Content-Type',
      'Return-Path',
      'X',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(names, fc.string({ unit: 'binary', maxLength: 120 })), { maxLength: 12 }),
        async (headers) => {
          const source = `Subject: a\r\nDate: b\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\nbody`;
          await expectAnswer(utf8(source), 'rfc822');
        },
      ),
      { numRuns: 300 },
    );
  });
});
