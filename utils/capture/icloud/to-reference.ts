import type { Envelope, MailReference } from '../../model/mail-reference.ts';
import { SENT } from './folders.ts';
import type { MailRecord } from './readers/mail-record.ts';

/** Narrows a record to who and when. Nothing of what the message says goes along. */
function toEnvelope(record: MailRecord): Envelope {
  const { from, to, cc, bcc, replyTo, messageId, automatedSigns } = record;
  const hasRecipients = to !== undefined || cc !== undefined || bcc !== undefined;
  return {
    to: to ?? [],
    cc: cc ?? [],
    bcc: bcc ?? [],
    replyTo: replyTo ?? [],
    complete: from !== undefined && hasRecipients && record.isWhole,
    ...(from === undefined ? {} : { from }),
    ...(messageId === undefined ? {} : { messageId }),
    ...(automatedSigns === undefined ? {} : { automatedSigns }),
  };
}

/** Whether the person of this mailbox wrote it: by folder, since the sender may be a relay nobody else knows. */
export function isOutgoing({ folder, from }: MailRecord, isOwn: (email: string) => boolean): boolean {
  return folder === SENT || (from !== undefined && isOwn(from.email));
}

interface Named {
  ref: string;
  threadRef: string | undefined;
  account: string;
  noticedBy: MailReference['noticedBy'];
  isOutgoing: boolean;
}

export function toReference(record: MailRecord, named: Named): MailReference {
  const { ref, threadRef, account, noticedBy } = named;
  return {
    site: 'icloud',
    account,
    ref,
    direction: named.isOutgoing ? 'outgoing' : 'incoming',
    state: named.isOutgoing ? 'sent' : 'received',
    envelope: toEnvelope(record),
    noticedBy,
    ...(threadRef === undefined ? {} : { threadRef }),
    ...(record.sentAt === undefined ? {} : { sentAt: record.sentAt }),
  };
}
