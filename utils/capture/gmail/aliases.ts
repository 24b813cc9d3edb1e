import { legacyHexOf, messageIdOf, threadIdOf } from './ids.ts';
import type { MailRecord } from './readers/mail-record.ts';

/** More pairs than any person scrolls past in a day; the oldest go first. */
const MAX_PAIRS = 20_000;

/**
 * Which ids name the same thing. A message written here is `msg-a:…` in traffic and in opened conversations and a legacy
 * hex id in lists; without the pair it would go by two names.
 */
export interface Aliases {
  /** Only for messages whose legacy id is final: a draft's changes at each save. */
  learn(record: MailRecord): void;
  /** Sync id of a legacy id, where one is known or the message cannot have been written here. */
  messageId(legacyHex: string): string | undefined;
  /** Legacy id of a sync id. */
  legacyHex(messageId: string): string | undefined;
  threadId(legacyHex: string): string;
}

export function createAliases(): Aliases {
  const idByHex = new Map<string, string>();
  const hexById = new Map<string, string>();
  const threadByHex = new Map<string, string>();

  return {
    learn({ id, legacyHex, threadId, threadLegacyHex }) {
      if (id !== undefined && legacyHex !== undefined) {
        put(idByHex, legacyHex, id);
        put(hexById, id, legacyHex);
      }
      if (threadId !== undefined && threadLegacyHex !== undefined) put(threadByHex, threadLegacyHex, threadId);
    },
    messageId: (legacyHex) => idByHex.get(legacyHex),
    legacyHex: (messageId) => hexById.get(messageId) ?? legacyHexOf(messageId),
    threadId: (legacyHex) => threadByHex.get(legacyHex) ?? threadIdOf(legacyHex),
  };
}

/** The name of a message of which only the legacy id is known and which was not written in this mailbox's page. */
export function serverMadeId(legacyHex: string): string {
  return messageIdOf(legacyHex);
}

function put(map: Map<string, string>, key: string, value: string): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MAX_PAIRS) return;
  const oldest = map.keys().next().value;
  if (oldest !== undefined) map.delete(oldest);
}
