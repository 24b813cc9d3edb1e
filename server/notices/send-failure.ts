import type { NodemailerError } from 'nodemailer/lib/errors.js';
import type { NoticeRow } from '../store/tables.ts';

/** Why a message did not go out. It holds nothing of what the mail server said but its status. */
export class SendFailure extends Error {
  readonly reason: NonNullable<NoticeRow['reason']>;
  /** Status of the answer, such as `550 5.1.1`; null without one. */
  readonly reply: string | null;
  /** `again`: later. `never`: this message is not wanted. `unknown`: it may have arrived. */
  readonly next: 'again' | 'never' | 'unknown';
  /** Any other message would have met the same. */
  readonly isOfServer: boolean;

  constructor(
    reason: SendFailure['reason'],
    { reply = null, next = 'again', isOfServer = false }: Partial<Pick<SendFailure, 'reply' | 'next' | 'isOfServer'>>,
  ) {
    super(reply === null ? reason : `${reason} (${reply})`);
    this.reason = reason;
    this.reply = reply;
    this.next = next;
    this.isOfServer = isOfServer;
  }
}

const OF_CERTIFICATES = /CERT|TLS|SSL|SIGNATURE|UNABLE_TO|^ERR_OSSL/u;

function replyOf({ responseCode, response }: NodemailerError): string | null {
  if (!responseCode) return null;
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/u.exec(response ?? '')?.[1];
  return enhanced === undefined ? String(responseCode) : `${responseCode} ${enhanced}`;
}

/**
 * @param wasHandedOver Whether the end of the message may have reached the mail server.
 */
export function toSendFailure(error: NodemailerError, wasHandedOver: boolean): SendFailure {
  const reply = replyOf(error);
  if (wasHandedOver && reply === null) return new SendFailure('no-answer', { next: 'unknown' });
  const { code = '', originalCode = '', command = '' } = error;
  if (code === 'EAUTH' || code === 'ENOAUTH') return new SendFailure('sign-in', { reply, isOfServer: true });
  if (code === 'ETLS' || command === 'STARTTLS' || OF_CERTIFICATES.test(originalCode)) {
    return new SendFailure('encryption', { reply, isOfServer: true });
  }
  if (code === 'EENVELOPE' || code === 'EMESSAGE') {
    // A sender who is refused is a matter of settings, which may be put right; a recipient is not.
    const isOfServer = command === 'MAIL FROM' && reply !== null;
    if (error.permanent === false) return new SendFailure('put-off', { reply, isOfServer });
    return new SendFailure('refused', { reply, isOfServer, next: isOfServer ? 'again' : 'never' });
  }
  return new SendFailure('unreachable', { reply, isOfServer: true });
}
