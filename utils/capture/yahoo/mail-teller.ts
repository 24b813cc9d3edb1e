import type { MailReference } from '../../model/mail-reference.ts';
import type { CapturePage } from '../adapter.ts';
import type { CaptureReport } from '../noticing/capture-report.ts';
import type { SlicedWork, SliceRunner } from '../sliced-work.ts';
import type { LoadedMessages } from './loaded-messages.ts';
import type { MailboxFacts } from './mailbox.ts';
import type { Outgoing } from './outgoing.ts';
import { putBounded } from './put-bounded.ts';
import type { MailReading, MailRecord } from './readers/mail-record.ts';
import { toReference } from './to-reference.ts';

export interface MailTellerDependencies {
  page: Pick<CapturePage, 'mayRead' | 'now'>;
  runner: SliceRunner;
  mailbox: MailboxFacts;
  outgoing: Outgoing;
  loaded: LoadedMessages;
  told: CaptureReport;
  signal: AbortSignal;
}

/** Tells what an answer says of the mailbox and of its messages. */
export interface MailTeller {
  take(reading: MailReading, noticedBy: MailReference['noticedBy']): Promise<void>;
  /** A message that was sent has a name now. */
  tellSent(mid: string, record: MailRecord | undefined): void;
  /** Whether the page's data have told of a message, and be it that it is spam. */
  isTold(mid: string): boolean;
}

/** Told together; more would hold the thread for whoever listens. */
const REFERENCES_AT_ONCE = 100;

const MAX_TOLD = 20_000;

export function createMailTeller(dependencies: MailTellerDependencies): MailTeller {
  const { page, runner, mailbox, outgoing, loaded, told, signal } = dependencies;
  const toldMids = new Map<string, true>();

  const toMaker = (record: MailRecord, state: 'received' | 'sent', noticedBy: MailReference['noticedBy']) => {
    const send = outgoing.sendOf(record.mid);
    return (account: string) => toReference(record, state, { account, noticedBy, send });
  };

  function* tell(records: readonly MailRecord[], noticedBy: MailReference['noticedBy']): SlicedWork<void> {
    for (let first = 0; first < records.length; first += REFERENCES_AT_ONCE) {
      yield;
      const makers = records.slice(first, first + REFERENCES_AT_ONCE).flatMap((record) => {
        const state = mailbox.standingOf(record);
        if (state !== 'received' && state !== 'sent') return [];
        if (state === 'sent') outgoing.meet(record, page.now());
        return [toMaker(record, state, noticedBy)];
      });
      told.notice(makers);
    }
  }

  return {
    async take(reading, noticedBy) {
      if (signal.aborted) return;
      mailbox.learnMailboxes(reading.mailboxes);
      mailbox.learnAccounts(reading.accounts);
      mailbox.learnFolders(reading.folders);
      if (mailbox.email !== undefined) told.setAccount(mailbox.email, mailbox.aliases());
      if (page.mayRead()) loaded.forget();
      else loaded.keep(reading);
      // At once: what the page shows of them meanwhile is the poorer word.
      for (const { mid } of reading.messages) putBounded(toldMids, mid, true, MAX_TOLD);
      if (reading.messages.length > 0) await runner.run(tell(reading.messages, noticedBy), signal);
    },
    tellSent(mid, record) {
      told.notice([toMaker(record ?? { mid }, 'sent', 'traffic')]);
    },
    isTold: (mid) => toldMids.has(mid),
  };
}
