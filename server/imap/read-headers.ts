import { readRfc822 } from '../../utils/capture/mime/read-rfc822.ts';
import { toEnvelope } from '../../utils/directory/to-envelope.ts';
import type { Envelope } from '../../utils/model/mail-reference.ts';

/**
 * The headers a decision looks at, and no others: no subject, nothing of the text. The content type tells of reports and
 * calendar notices.
 */
export const DECIDING_HEADERS = [
  ...['from', 'to', 'cc', 'bcc', 'reply-to', 'date', 'message-id', 'return-path', 'content-type'],
  ...['auto-submitted', 'precedence', 'list-id', 'list-unsubscribe', 'list-unsubscribe-post', 'feedback-id'],
  ...['x-autoreply', 'x-autorespond', 'x-autoresponse', 'x-auto-reply-from', 'x-auto-response-suppress'],
  ...['x-campaign', 'x-campaignid', 'x-campaign-id', 'x-mc-user', 'x-csa-complaints', 'x-mailer-recptid'],
];

/** Headers of no message at all name nobody. */
const NOBODY: Envelope = { to: [], cc: [], bcc: [], replyTo: [], complete: true };

/**
 * The envelope of a message, read by the same code as its whole source is.
 *
 * @param headers Header lines as the server gave them.
 */
export async function readHeaders(headers: Buffer, mailbox: string, arrivedAt: number): Promise<Envelope> {
  const result = await readRfc822(new Uint8Array(headers), { siteId: `imap/${mailbox}`, siteTime: arrivedAt });
  return result.ok ? toEnvelope(result.whole.message) : NOBODY;
}
