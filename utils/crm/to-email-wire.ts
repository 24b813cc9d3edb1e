import type { NewEmail } from './crm.ts';
import type { NewEmailWire } from './wire/email.ts';

/** The documented part of the body of `POST /emails`. */
export function toEmailWire(email: NewEmail): NewEmailWire {
  const { from, to, direction, sentAt, attachments, contactId, salesRepId } = email;
  return {
    subject: email.subject,
    body: email.body,
    emailFrom: from,
    emailTo: to,
    type: direction === 'outgoing' ? 0 : 1,
    date: toOffsetTime(sentAt),
    accountId: email.accountId,
    ...(contactId === undefined ? {} : { contactId }),
    ...(salesRepId === undefined ? {} : { salesRepId }),
    extId: email.extId,
    ...(attachments.length === 0 ? {} : { attachments: attachments.map(({ name, size }) => ({ name, size })) }),
  };
}

/** `2024-05-09T10:15:00+00:00`: v4's e-mails are written with an offset. */
function toOffsetTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
}
