import type { MailReference } from '../../model/mail-reference.ts';
import type { CaptureReport } from '../noticing/capture-report.ts';
import { isLeftOut } from './folders.ts';
import type { MessagePlaces } from './message-places.ts';
import { toRef } from './message-ref.ts';
import type { Outgoing } from './outgoing.ts';
import type { MailRecord } from './readers/mail-record.ts';
import { isOutgoing, toReference } from './to-reference.ts';

export interface TakeRecordsDependencies {
  places: MessagePlaces;
  outgoing: Outgoing;
  told: Pick<CaptureReport, 'notice'>;
  isOwn(email: string): boolean;
  now(): number;
  /** Its Message-ID is not known: reads its headers. */
  nameless(record: MailRecord): void;
}

/** Gives each message its one name, remembers where it lies, and tells of it. */
export function createTakeRecords(dependencies: TakeRecordsDependencies) {
  const { places, outgoing, told, isOwn, now, nameless } = dependencies;

  const nameOf = (record: MailRecord): string | undefined => {
    const { messageId, hasHeaders } = record;
    if (messageId !== undefined) return toRef(record, messageId);
    // Metadata may leave the Message-ID out; only headers without one say that there is none.
    return places.refAt(record) ?? (hasHeaders ? toRef(record, undefined) : undefined);
  };

  return (records: readonly MailRecord[], noticedBy: MailReference['noticedBy']): void => {
    const makers: ((account: string) => MailReference)[] = [];
    for (const seen of records) {
      if (isLeftOut(seen.folder)) continue;
      const ref = nameOf(seen);
      if (ref === undefined) {
        nameless(seen);
        continue;
      }
      places.put(ref, seen, now());
      const place = places.of(ref);
      const record = outgoing.complete(seen, ref, place?.firstSeenAt ?? now());
      const threadRef = place?.threadId;
      makers.push((account) =>
        toReference(record, {
          ref,
          threadRef,
          account,
          noticedBy,
          isOutgoing: isOutgoing(record, (email) => isOwn(email) || outgoing.isOwn(email)),
        }),
      );
    }
    told.notice(makers);
  };
}
