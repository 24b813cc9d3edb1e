import type { Address } from '../../model/address.ts';
import { putBounded } from './put-bounded.ts';
import type { MailRecord } from './readers/mail-record.ts';
import type { DraftContent } from './readers/read-draft.ts';

/** A message on its way out, whose name in the Sent folder is not certain yet. */
export interface Send {
  /** Its name as a draft; undefined where neither the request nor an answer gave one. */
  readonly draftId: string | undefined;
  /** Absent where this page has not seen it being saved. */
  readonly content: DraftContent | undefined;
  /** Where its copy is to be kept, if the request said so. */
  readonly folderId: string | undefined;
  /** Ms since the epoch. */
  readonly at: number;
  /** The server has said that it sends; otherwise only its copy in the Sent folder can prove that. */
  isConfirmed: boolean;
  /** Name in the Sent folder, once that is known. */
  mid?: string;
}

/** A send as the page's traffic tells it. */
export type SendSeen = Pick<Send, 'draftId' | 'content' | 'folderId' | 'isConfirmed'> & {
  draftKey: string | undefined;
};

/** What this page has seen of mail on its way out. Contents are kept in memory alone, and only for as long as a page lives. */
export interface Outgoing {
  /** A draft was saved, perhaps to be sent later. */
  saved(content: DraftContent, mid: string | undefined): void;
  /** The server has said that it sends, or has not answered. Undefined where that was known already. */
  sent(seen: SendSeen, at: number): Send | undefined;
  /** A message was seen in the Sent folder: the send it came from, if one waits for it. */
  meet(record: MailRecord, at: number): Send | undefined;
  /** The name of a send has been found. */
  settle(send: Send, mid: string): void;
  /** A send nobody has confirmed is given up: it can be made anew. */
  leave(send: Send): void;
  sendOf(mid: string): Send | undefined;
}

const MAX_DRAFTS = 100;
const MAX_SENDS = 200;
const MAX_SEEN = 5000;

/** Clocks differ, and a server may take its time. */
const EARLIER_MS = 10 * 60_000;
const LATER_MS = 60 * 60_000;

export function createOutgoing(): Outgoing {
  const drafts = new Map<string, DraftContent>();
  const waiting = new Set<Send>();
  const settled = new Map<string, Send>();
  /** When a message was first seen in the Sent folder. */
  const firstSeen = new Map<string, number>();

  const settle = (send: Send, mid: string) => {
    send.mid = mid;
    waiting.delete(send);
    putBounded(settled, mid, send, MAX_SENDS);
  };

  const isSame = (send: Send, record: MailRecord): boolean => {
    if (record.mid === send.draftId) return true;
    if (settled.has(record.mid)) return false;
    const seenAt = firstSeen.get(record.mid);
    if (seenAt !== undefined && seenAt < send.at - EARLIER_MS) return false;
    const { internalMs } = record;
    if (internalMs === undefined || internalMs < send.at - EARLIER_MS || internalMs > send.at + LATER_MS) return false;
    // Of a message nobody here saw being written, its time has to do.
    return send.content === undefined || looksLike(send.content, record);
  };

  return {
    saved(content, mid) {
      for (const name of [content.key, content.mid, mid]) {
        if (name !== undefined) putBounded(drafts, name, content, MAX_DRAFTS);
      }
    },
    sent({ draftId, draftKey, content, folderId, isConfirmed }, at) {
      const saved = content ?? drafts.get(draftId ?? '') ?? drafts.get(draftKey ?? '');
      // A batch that is sent twice, since the first answer was lost on the way, sends one message.
      const known = [...waiting].find((send) =>
        draftId === undefined ? saved !== undefined && send.content?.key === saved.key : send.draftId === draftId,
      );
      if (known !== undefined) {
        known.isConfirmed ||= isConfirmed;
        return undefined;
      }
      const send: Send = { draftId, content: saved, folderId, at, isConfirmed };
      waiting.add(send);
      const [oldest] = waiting;
      if (waiting.size > MAX_SENDS && oldest !== undefined) waiting.delete(oldest);
      return send;
    },
    leave: (send) => waiting.delete(send),
    meet(record, at) {
      const found = [...waiting].find((send) => isSame(send, record));
      if (!firstSeen.has(record.mid)) putBounded(firstSeen, record.mid, at, MAX_SEEN);
      if (found !== undefined) settle(found, record.mid);
      return found;
    },
    settle,
    sendOf: (mid) => settled.get(mid),
  };
}

/** Same subject and same recipients, as far as the record tells them. */
function looksLike(content: DraftContent, { subject, to, cc, bcc }: MailRecord): boolean {
  if ((subject ?? '').trim() !== content.subject.trim()) return false;
  const pairs: [readonly Address[], readonly Address[] | undefined][] = [
    [content.to, to],
    [content.cc, cc],
    // The copy in the Sent folder may lack them although there were some.
    [content.bcc, bcc?.length === 0 ? undefined : bcc],
  ];
  return pairs.every(([written, told]) => told === undefined || emails(written) === emails(told));
}

function emails(people: readonly Address[]): string {
  return [...new Set(people.map(({ email }) => email))].sort().join(' ');
}
