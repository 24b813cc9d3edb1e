import type { MailReference } from '../../utils/model/mail-reference.ts';

export const MAILBOX = 'nora.lind@example.org';

const WORDS =
  'offer price delivery week order sample quality meeting thursday invoice drawing contract number please thanks'.split(
    ' ',
  );

/** Source of an incoming message of about 2 KB: what people write to each other, with its usual headers. */
export function createSource(n: number, from: string): Uint8Array<ArrayBuffer> {
  const text = Array.from({ length: 200 }, (_, i) => WORDS[(i * 7 + n * 3) % WORDS.length]).join(' ');
  const lines = [
    `From: Somebody Else <${from}>`,
    `To: Nora Lind <${MAILBOX}>`,
    `Subject: Question ${n} about the offer`,
    'Date: Mon, 5 Oct 2026 09:30:00 +0200',
    `Message-ID: <${n}.${crypto.randomUUID()}@example.com>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    ...(text.match(/.{1,72}(?: |$)/g) ?? []),
    '',
  ];
  return new TextEncoder().encode(lines.join('\r\n'));
}

/** The notice of a received message, as a page gives it. */
export function createReference(ref: string, from: string, overrides: Partial<MailReference> = {}): MailReference {
  return {
    site: 'gmail',
    account: MAILBOX,
    ref,
    threadRef: `thread-${ref}`,
    direction: 'incoming',
    state: 'received',
    sentAt: 1_790_000_000_000,
    envelope: { from: { email: from }, to: [{ email: MAILBOX }], cc: [], bcc: [], replyTo: [], complete: true },
    noticedBy: 'traffic',
    ...overrides,
  };
}
