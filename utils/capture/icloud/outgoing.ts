import type { Address } from '../../model/address.ts';
import { SENT } from './folders.ts';
import { keepNewest } from './keep-newest.ts';
import type { Uid } from './page/question.ts';
import type { MailRecord } from './readers/mail-record.ts';
import type { Draft } from './readers/read-request.ts';

/**
 * The way of a message out of this page:
 *
 * ```text
 *  savedraft ──answer: uid──► draft ──draft/send──► sending ──2xx without error──► confirmed ──found in Sent──► sent
 *      ▲                        │                     │
 *      └──── saved again ───────┘                     └── error ──► draft
 * ```
 *
 * The answer to a send names nothing. Which message it became is learnt from the folder of sent mail, by subject and
 * recipients. An undo time is over before the page asks to send, so nothing of ours waits for it.
 */
export interface PendingSend {
  at: number;
  draft?: Draft;
  isConfirmed: boolean;
  /** Which message it became. */
  ref?: string;
  /** How much earlier than this computer's time the server's may be. */
  toleranceMs: number;
}

export interface Outgoing {
  saving(exchange: number, draft: Draft): void;
  saved(exchange: number, uid: Uid): void;
  sending(exchange: number, uid: Uid | undefined, at: number): void;
  /** @returns the send that is hereby confirmed */
  confirmed(exchange: number): PendingSend | undefined;
  /** The exchange ended without an answer, or with one that says no. */
  failed(exchange: number): void;
  /** Whether a message in the folder of sent mail is one that was sent here; if so, gives it its blind recipients. */
  complete(record: MailRecord, ref: string, firstSeenAt: number): MailRecord;
  /** Addresses of this person that only a send has shown, such as relays that hide the real one. */
  isOwn(email: string): boolean;
}

/** Clocks differ by this much without anybody noticing. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

const MAX_DRAFTS = 100;
const MAX_SENDS = 100;
const MAX_COMPLETED = 500;

export function createOutgoing(): Outgoing {
  const saving = new Map<number, Draft>();
  const drafts = new Map<string, Draft>();
  const sends = new Map<number, PendingSend>();
  const blind = new Map<string, Address[]>();
  const own = new Set<string>();

  const isMeant = (send: PendingSend, record: MailRecord, firstSeenAt: number): boolean => {
    if (send.ref !== undefined || firstSeenAt < send.at) return false;
    if (record.sentAt !== undefined && record.sentAt < send.at - send.toleranceMs) return false;
    const { draft } = send;
    if (draft === undefined) return send.isConfirmed;
    return isSameSubject(draft.subject, record.subject) && recipientsOf(draft) === recipientsOf(record);
  };

  return {
    saving: (exchange, draft) => keepNewest(saving, exchange, draft, MAX_DRAFTS),
    saved(exchange, uid) {
      const draft = saving.get(exchange);
      saving.delete(exchange);
      if (draft !== undefined) keepNewest(drafts, String(uid), draft, MAX_DRAFTS);
    },
    sending(exchange, uid, at) {
      const draft = uid === undefined ? undefined : drafts.get(String(uid));
      const send: PendingSend = { at, isConfirmed: false, toleranceMs: CLOCK_TOLERANCE_MS };
      keepNewest(sends, exchange, draft === undefined ? send : { ...send, draft }, MAX_SENDS);
    },
    confirmed(exchange) {
      const send = sends.get(exchange);
      if (send === undefined || send.isConfirmed) return undefined;
      send.isConfirmed = true;
      if (send.draft?.from !== undefined) own.add(send.draft.from.email);
      return send;
    },
    failed(exchange) {
      saving.delete(exchange);
      sends.delete(exchange);
    },
    complete(record, ref, firstSeenAt) {
      if (record.folder !== SENT) return record;
      if (!blind.has(ref)) {
        const send = [...sends.values()].find((each) => isMeant(each, record, firstSeenAt));
        if (send === undefined) return record;
        send.ref = ref;
        keepNewest(blind, ref, send.draft?.bcc ?? [], MAX_COMPLETED);
      }
      return withBlind(record, blind.get(ref) ?? []);
    },
    isOwn: (email) => own.has(email),
  };
}

/** Whether two subjects are the same but for marks of replies, which lists of conversations leave out. */
export function isSameSubject(one: string | undefined, other: string | undefined): boolean {
  return baseOf(one) === baseOf(other);
}

function baseOf(subject: string | undefined): string {
  return (subject ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:[a-z]{1,4}(?:\[\d+\])?\s?[:：] ?)+/i, '')
    .toLowerCase();
}

function recipientsOf({ to = [], cc = [] }: { to?: readonly Address[]; cc?: readonly Address[] }): string {
  return [...new Set([...to, ...cc].map(({ email }) => email))].toSorted().join(' ');
}

function withBlind(record: MailRecord, blind: readonly Address[]): MailRecord {
  if (blind.length === 0) return record;
  const named = record.bcc ?? [];
  const known = new Set(named.map(({ email }) => email));
  return { ...record, bcc: [...named, ...blind.filter(({ email }) => !known.has(email))] };
}
