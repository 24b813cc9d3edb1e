import type { Address } from '../../model/address.ts';
import type { Envelope, MailReference } from '../../model/mail-reference.ts';
import { timeOfLegacyHex } from './ids.ts';
import type { StateReport } from './message-states.ts';
import type { MailRecord } from './readers/mail-record.ts';

/** As many as a reference may name; a longer list is a broken page. */
const MAX_RECIPIENTS = 2000;

export const emptyEnvelope: Envelope = { to: [], cc: [], bcc: [], replyTo: [], complete: false };

/** Narrows a record to who and when. Nothing of what the message says goes along. */
export function toEnvelope(record: MailRecord): Envelope {
  const hasRecipients = record.to !== undefined || record.cc !== undefined || record.bcc !== undefined;
  const signs = automatedSigns(record);
  return {
    to: people(record.to),
    cc: people(record.cc),
    bcc: people(record.bcc),
    replyTo: people(record.replyTo),
    complete: record.from !== undefined && hasRecipients,
    ...(record.from === undefined ? {} : { from: record.from }),
    ...(record.messageId === undefined ? {} : { messageId: record.messageId }),
    ...(signs.length === 0 ? {} : { automatedSigns: signs }),
  };
}

/** Makes the reference of a report. Of messages that are not final only their state is told. */
export function toReference(
  report: StateReport,
  noticedBy: MailReference['noticedBy'],
  account: string,
): MailReference {
  const { id, state, record } = report;
  const isFinal = state === 'sent' || state === 'received';
  const sentAt = isFinal ? timeOf(record) : undefined;
  return {
    site: 'gmail',
    account,
    ref: id,
    direction: state === 'received' ? 'incoming' : 'outgoing',
    state,
    envelope: isFinal ? toEnvelope(record) : emptyEnvelope,
    noticedBy,
    ...(record.threadId === undefined ? {} : { threadRef: record.threadId }),
    ...(sentAt === undefined ? {} : { sentAt }),
  };
}

/** The server's time: in the id where there is one, and what the record says otherwise. */
function timeOf(record: MailRecord): number | undefined {
  if (record.legacyHex !== undefined) return timeOfLegacyHex(record.legacyHex);
  return record.internalMs ?? record.headerMs;
}

function automatedSigns({ hasListId, labels }: MailRecord): string[] {
  const signs = hasListId === true ? ['list-id'] : [];
  // Gmail's own mark for a message that carries List-Unsubscribe.
  if (labels?.includes('^unsub') === true) signs.push('list-unsubscribe');
  return signs;
}

function people(list: Address[] | undefined): Address[] {
  return (list ?? []).slice(0, MAX_RECIPIENTS);
}
