import type { MailReference, MailState } from '../../model/mail-reference.ts';
import type { CaptureReport } from '../noticing/capture-report.ts';
import { runAtOnce, type SlicedWork } from '../sliced-work.ts';
import type { OutlookSite } from './flavours.ts';
import type { Entry, MailIndex } from './mail-index.ts';
import type { Mailboxes, MailboxHint } from './mailboxes.ts';
import type { Names } from './names.ts';
import type { Departed } from './outgoing.ts';
import { emptyEnvelope, finalStateOf, toReference } from './to-reference.ts';

/** Seen before anybody knows whose mailbox it is. */
const MAX_WAITING = 2000;
/** Told together; more would hold the thread for whoever listens. */
const AT_ONCE = 50;

export interface NoticingDependencies {
  site: OutlookSite;
  told: CaptureReport;
  index: MailIndex;
  mailboxes: Mailboxes;
  names: Names;
}

/** Says what is known of messages, as soon as it is known whose mailbox they are in. */
export interface Noticing {
  /** Entries are looked up at the time of telling, so that what was learnt meanwhile counts. */
  messages(ids: Iterable<string>): SlicedWork<void>;
  message(id: string): void;
  /** A message on its way out, of which only its state is told. */
  onItsWay(id: string, state: Exclude<MailState, 'sent' | 'received'>, hint: MailboxHint): void;
  /** What left without its copy being found: told as the draft had it, and not as complete. */
  unresolved(departed: Departed): void;
  /** The mailbox may be known now. */
  settle(): SlicedWork<void>;
  /** Whether the envelope of a message is all that can be known, or the message is none to tell. */
  isKnownEnough(entry: Entry): boolean;
}

export function createNoticing({ site, told, index, mailboxes, names }: NoticingDependencies): Noticing {
  const waiting = new Set<string>();
  let later: (() => void)[] = [];

  const referenceOf = (entry: Entry): MailReference | undefined => {
    const account = mailboxes.mailboxOf(entry.hint);
    if (account === undefined) return undefined;
    const role = index.roleOf(entry.item);
    const state = finalStateOf(entry.item, { own: mailboxes.addressesOf(account), role });
    if (state === undefined) return undefined;
    const ref = names.refOf(entry, account, role);
    return toReference({ site, account, ref, item: entry.item, state, noticedBy: 'traffic' });
  };

  const tell = (references: readonly MailReference[]) => told.notice(references.map((each) => () => each));

  const nameOfDeparted = ({ draftId, picture, at }: Departed): string =>
    draftId ?? `left-${at.toString(36)}-${(picture.conversationId ?? '').slice(-40)}`;

  const whenKnown = (hint: MailboxHint, make: (account: string) => MailReference) => {
    const now = () => {
      const account = mailboxes.mailboxOf(hint);
      if (account !== undefined) tell([make(account)]);
    };
    if (mailboxes.primary === undefined) later = [...later, now].slice(-MAX_WAITING);
    else now();
  };

  function* messages(ids: Iterable<string>): SlicedWork<void> {
    if (mailboxes.primary === undefined) {
      for (const id of ids) keepWaiting(id);
      return;
    }
    let references: MailReference[] = [];
    let looked = 0;
    for (const id of ids) {
      const entry = index.get(id);
      const reference = entry === undefined ? undefined : referenceOf(entry);
      if (reference !== undefined) references.push(reference);
      looked += 1;
      if (looked % AT_ONCE !== 0) continue;
      tell(references);
      references = [];
      yield;
    }
    tell(references);
  }

  const keepWaiting = (id: string) => {
    waiting.delete(id);
    waiting.add(id);
    const oldest = waiting.values().next().value;
    if (waiting.size > MAX_WAITING && oldest !== undefined) waiting.delete(oldest);
  };

  return {
    messages,
    message: (id) => runAtOnce(messages([id])),

    onItsWay(ref, state, hint) {
      whenKnown(hint, (account) => ({
        site,
        account,
        ref,
        direction: 'outgoing',
        state,
        envelope: emptyEnvelope,
        noticedBy: 'traffic',
      }));
    },

    unresolved(departed) {
      const ref = nameOfDeparted(departed);
      names.leftUnresolved(ref, departed);
      whenKnown(departed.hint, (account) => {
        const item = { from: { email: account }, sentMs: departed.at, ...departed.picture };
        const reference = toReference({ site, account, ref, item, state: 'sent', noticedBy: 'traffic' });
        return { ...reference, envelope: { ...reference.envelope, complete: false } };
      });
    },

    *settle() {
      const { primary, aliases } = mailboxes;
      if (primary === undefined) return;
      told.setAccount(primary, aliases);
      const ids = [...waiting];
      waiting.clear();
      yield* messages(ids);
      const calls = later;
      later = [];
      for (const call of calls) call();
    },

    isKnownEnough(entry) {
      const reference = referenceOf(entry);
      return reference === undefined || reference.envelope.complete;
    },
  };
}
