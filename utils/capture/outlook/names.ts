import { isSentCopy } from './is-sent-copy.ts';
import type { Entry } from './mail-index.ts';
import type { Departed } from './outgoing.ts';

const MAX_NAMES = 20_000;
const MAX_UNRESOLVED = 30;

/**
 * One name for each message. The same one stands in several folders, and where ids do not stay it gets another when it moves:
 * the Message-ID tells. What left this page without its copy being found keeps the name it was reported by.
 */
export interface Names {
  /** Name to report an entry by. */
  refOf(entry: Entry, account: string, role: string | undefined): string;
  /** Ids a named message has had, the newest first. */
  idsOf(ref: string): readonly string[];
  /** Reported by this name before its copy was seen. */
  leftUnresolved(ref: string, departed: Departed): void;
  unresolved(ref: string): Departed | undefined;
}

export function createNames(): Names {
  const refByMessageId = new Map<string, string>();
  const idsByRef = new Map<string, string[]>();
  const unresolved = new Map<string, Departed>();

  const nameOf = ({ item }: Entry, account: string): string => {
    if (item.messageId === undefined) return item.id;
    const key = `${account} ${item.messageId}`;
    const ref = refByMessageId.get(key) ?? item.id;
    put(refByMessageId, key, ref, MAX_NAMES);
    return ref;
  };

  const learn = (ref: string, id: string): string => {
    if (ref !== id) put(idsByRef, ref, [id, ...(idsByRef.get(ref) ?? []).filter((known) => known !== id)], MAX_NAMES);
    return ref;
  };

  return {
    refOf(entry, account, role) {
      for (const [ref, departed] of unresolved) {
        const isKnown = idsByRef.get(ref)?.includes(entry.item.id) === true;
        const isFirst = !idsByRef.has(ref) && isSentCopy(entry, role, departed);
        if (isKnown || isFirst) {
          if (entry.item.messageId !== undefined) {
            put(refByMessageId, `${account} ${entry.item.messageId}`, ref, MAX_NAMES);
          }
          return learn(ref, entry.item.id);
        }
      }
      return learn(nameOf(entry, account), entry.item.id);
    },
    idsOf: (ref) => [...(idsByRef.get(ref) ?? []), ref],
    leftUnresolved: (ref, departed) => put(unresolved, ref, departed, MAX_UNRESOLVED),
    unresolved: (ref) => unresolved.get(ref),
  };
}

function put<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next().value;
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
