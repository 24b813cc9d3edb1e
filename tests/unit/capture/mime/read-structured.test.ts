import { describe, expect, it } from 'vitest';
import { readMessage } from '../../../../utils/capture/mime/read-message.ts';
import type { StructuredMessage } from '../../../../utils/model/delivery.ts';
import { messageSchema } from '../../../../utils/model/message.ts';
import { context, utf8 } from './read.ts';

const told: StructuredMessage = {
  from: { email: 'anna@acme.example' },
  to: [{ email: 'rep@own.example' }],
  cc: [],
  bcc: [],
  replyTo: [],
  subject: 'Offer',
  sentAt: context.siteTime - 1000,
  html: '<p>Hello</p>',
  attachments: [],
};
const read = (message: unknown, ...files: Uint8Array<ArrayBuffer>[]) =>
  readMessage([utf8(JSON.stringify(message)), ...files], 'structured', context);

describe('a message the page told about', () => {
  it('becomes one like any other', async () => {
    const attachments = [
      { name: '../a.pdf', mimeType: 'Application/PDF', inline: false, part: 1 },
      { name: 'lost.zip', mimeType: 'application/zip', size: 99, inline: false },
      { name: '', mimeType: 'image/png', inline: true, contentId: '<logo>', part: 7 },
    ];
    const result = await read({ ...told, messageId: 'm1@acme.example', attachments }, utf8('PDF'));
    if (!result.ok) throw new Error(result.why);
    const { message, bytes } = result.whole;
    expect(messageSchema.parse(message)).toEqual(message);
    expect(message).toMatchObject({
      messageId: '<m1@acme.example>',
      text: 'Hello',
      sentAt: context.siteTime - 1000,
      attachments: [
        { name: 'a.pdf', mimeType: 'application/pdf', size: 3, disposition: 'attachment' },
        { name: 'lost.zip', size: 99 },
        { name: 'image-3.png', disposition: 'inline', contentId: 'logo' },
      ],
    });
    expect(bytes).toEqual([utf8('PDF'), null, null]);
    expect(result.missing).toEqual(['attachments']);
  });

  it('has an identity of its own, always the same, where the page knows none', async () => {
    const [one, again, other] = await Promise.all([read(told), read(told), read({ ...told, subject: 'Other' })]);
    if (!one?.ok || !again?.ok || !other?.ok) throw new Error('unreadable');
    expect(one.whole.message.messageId).toBe(again.whole.message.messageId);
    expect(one.whole.message.messageId).not.toBe(other.whole.message.messageId);
  });

  it.each([
    ['no JSON', utf8('{')],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0xfd)],
    ['another shape', utf8('{"subject":1}')],
    ['an object with an unreadable length in place of a text', utf8('{"subject":{"length":{"toString":1}}}')],
    ['an address that is none', utf8(JSON.stringify({ ...told, to: [{ email: 'x' }] }))],
  ])('is refused when it is %s', async (_, part) => {
    expect(await readMessage([part], 'structured', context)).toEqual({ ok: false, why: 'malformed' });
  });

  it('is refused when the JSON is larger than any message', async () => {
    expect(await readMessage([new Uint8Array(17 * 1024 * 1024)], 'structured', context)).toEqual({
      ok: false,
      why: 'too-large',
    });
    expect(await readMessage([], 'structured', context)).toEqual({ ok: false, why: 'empty' });
  });
});
