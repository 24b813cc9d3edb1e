import type { MailReference } from '../model/mail-reference.ts';
import { MAX_REFERENCES_PER_NOTICE } from './limits.ts';
import { toSafeReference } from './to-safe-reference.ts';

/** References told already, and those still to tell. Bounded: the oldest go first. */
const MAX_TOLD = 20_000;
const MAX_WAITING = 5000;

export interface NoticeQueue {
  /** Whether there is now something to tell. */
  add(references: readonly MailReference[]): boolean;
  /** The next references to tell; they stay waiting until {@link NoticeQueue.told}. */
  batch(): MailReference[];
  told(batch: readonly MailReference[]): void;
  isEmpty(): boolean;
}

/**
 * Keeps a page from telling the same thing twice: a reference goes out once for each state, and once more when its
 * envelope became complete, or its Message-ID or further recipients known.
 */
export function createNoticeQueue(): NoticeQueue {
  const told = new Map<string, string>();
  const waiting = new Map<string, MailReference>();

  return {
    add(references) {
      for (const reference of references) {
        const safe = toSafeReference(reference);
        if (safe === undefined) continue;
        const key = keyOf(safe);
        const known = waiting.get(key);
        const knownRank = known === undefined ? told.get(key) : rankOf(known);
        if (knownRank !== undefined && rankOf(safe) <= knownRank) continue;
        waiting.set(key, safe);
      }
      drop(waiting, MAX_WAITING);
      return waiting.size > 0;
    },
    batch: () => [...waiting.values()].slice(0, MAX_REFERENCES_PER_NOTICE),
    told(batch) {
      for (const reference of batch) {
        const key = keyOf(reference);
        told.delete(key);
        told.set(key, rankOf(reference));
        if (waiting.get(key) === reference) waiting.delete(key);
      }
      drop(told, MAX_TOLD);
    },
    isEmpty: () => waiting.size === 0,
  };
}

function keyOf({ account, ref, state }: MailReference): string {
  return `${account} ${ref} ${state}`;
}

/** Sorts by how much an envelope tells. A row names one sender, the opened message its recipients too. */
function rankOf({ envelope }: MailReference): string {
  const { complete, messageId, from, to, cc, bcc } = envelope;
  const flags = [complete, messageId !== undefined, from !== undefined].map(Number).join('');
  return `${flags}${String(to.length + cc.length + bcc.length).padStart(5, '0')}`;
}

function drop(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
