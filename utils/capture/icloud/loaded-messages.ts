import { keepNewest } from './keep-newest.ts';
import type { Place } from './page/question.ts';
import type { MailPart, MailRecord } from './readers/mail-record.ts';
import type { LoadedMessage } from './readers/read-message.ts';

/** As many as a person opens while somebody decides about them. */
const MAX_MESSAGES = 30;
const MAX_CHARS = 20_000_000;
const MAX_DESCRIBED = 500;

export interface WholeMessage extends LoadedMessage {
  parts: MailPart[];
}

/**
 * Messages the page itself has loaded, for as long as nothing may be asked of the server; then they are all there is. While
 * reads are allowed nothing is kept.
 */
export interface LoadedMessages {
  put(message: LoadedMessage): void;
  /** What conversations tell of the parts of messages. */
  describe(records: readonly MailRecord[]): void;
  at(place: Place): WholeMessage | undefined;
}

export function createLoadedMessages(mayRead: () => boolean): LoadedMessages {
  const messages = new Map<string, LoadedMessage>();
  const described = new Map<string, MailRecord>();
  const keyOf = ({ folder, uid }: Place) => `${folder}/${uid}`;

  const isKeeping = () => {
    if (!mayRead()) return true;
    messages.clear();
    described.clear();
    return false;
  };

  const dropOldest = () => {
    let chars = 0;
    for (const [key, { contents }] of [...messages].toReversed()) {
      for (const text of contents.values()) chars += text.length;
      if (chars > MAX_CHARS) messages.delete(key);
    }
  };

  return {
    put(message) {
      if (!isKeeping()) return;
      const key = keyOf(message.record);
      const known = messages.get(key);
      // A message comes in several answers, each with some of its parts.
      const contents = new Map([...(known?.contents ?? []), ...message.contents]);
      const best = message.record.hasHeaders || known === undefined ? message : known;
      keepNewest(messages, key, { ...best, contents }, MAX_MESSAGES);
      dropOldest();
    },
    describe(records) {
      if (!isKeeping()) return;
      for (const record of records) keepNewest(described, keyOf(record), record, MAX_DESCRIBED);
    },
    at(place) {
      if (!isKeeping()) return undefined;
      const message = messages.get(keyOf(place));
      if (message === undefined) return undefined;
      const known = described.get(keyOf(place));
      const record = known === undefined ? message.record : { ...known, ...message.record };
      return { ...message, record, parts: known?.parts ?? [] };
    },
  };
}
