import type { Envelope, MailReference } from '../../model/mail-reference.ts';
import type { Send } from './outgoing.ts';
import type { MailRecord } from './readers/mail-record.ts';

export const emptyEnvelope: Envelope = { to: [], cc: [], bcc: [], replyTo: [], complete: false };

/**
 * Narrows a record to who and when. Lists of messages leave out `cc` and `bcc` at will, so an envelope is whole only where
 * they were told, or where this page has seen the message being written.
 */
export function toEnvelope(record: MailRecord, state: 'received' | 'sent', send?: Send): Envelope {
  const written = state === 'sent' ? send?.content : undefined;
  const from = record.from ?? written?.from;
  const { to, cc } = written ?? record;
  // Of received mail nobody but its sender knows the blind copies.
  const bcc = written?.bcc ?? record.bcc ?? (state === 'received' ? [] : undefined);
  return {
    to: to ?? [],
    cc: cc ?? [],
    bcc: bcc ?? [],
    replyTo: record.replyTo ?? written?.replyTo ?? [],
    complete: from !== undefined && to !== undefined && cc !== undefined && bcc !== undefined,
    ...(from === undefined ? {} : { from }),
    ...(record.messageId === undefined ? {} : { messageId: record.messageId }),
  };
}

/** Makes the reference of a message that stands in the mailbox for good. */
export function toReference(
  record: MailRecord,
  state: 'received' | 'sent',
  source: { noticedBy: MailReference['noticedBy']; account: string; send?: Send | undefined },
): MailReference {
  const { account, noticedBy, send } = source;
  const sentAt = record.internalMs ?? send?.at;
  return {
    site: 'yahoo',
    account,
    ref: record.mid,
    direction: state === 'received' ? 'incoming' : 'outgoing',
    state,
    envelope: toEnvelope(record, state, send),
    noticedBy,
    ...(record.conversationId === undefined ? {} : { threadRef: record.conversationId }),
    ...(sentAt === undefined ? {} : { sentAt }),
  };
}
