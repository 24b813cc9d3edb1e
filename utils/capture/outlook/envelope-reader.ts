import type { MailboxHint } from './mailboxes.ts';
import { MAX_ITEMS_AT_ONCE } from './page/read-requests.ts';

/** Asked for once each; those asked longest ago may be asked again. */
const MAX_ASKED = 20_000;
const MAX_WAITING = 500;
/** After the server has asked for less. */
const BUSY_PAUSE_MS = 60_000;
/** After a read that brought nothing, such as before the page has shown how to ask. */
const RETRY_PAUSE_MS = 5000;
const MAX_TRIES = 4;

/** What became of a question. */
export type AskOutcome = 'read' | 'busy' | 'failed';

export interface EnvelopeReaderDependencies {
  mayRead(): boolean;
  /** Nothing is asked while nobody looks at the page. */
  isVisible(): boolean;
  ask(question: Readonly<Record<string, unknown>>, hint: MailboxHint, signal: AbortSignal): Promise<AskOutcome>;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  signal: AbortSignal;
}

export interface EnvelopeReader {
  wantItems(ids: readonly string[], hint: MailboxHint): void;
  /** @param again ask although it was asked before, since more is shown of it than is known */
  wantConversation(id: string, hint: MailboxHint, again?: boolean): void;
  /** Something has changed that may let waiting questions go on: the page became visible, or asked something itself. */
  poke(): void;
  /** Whether reads work, or have not been tried yet. */
  mayStillRead(): boolean;
}

interface Wanted {
  question: { item: string } | { conversation: string };
  hint: MailboxHint;
  tries: number;
}

/**
 * Learns who wrote to whom where the page shows or lists messages without telling: from its own store, in rows with names
 * only, in lists that were cut. It asks for envelopes and never for what a message says.
 */
export function createEnvelopeReader(dependencies: EnvelopeReaderDependencies): EnvelopeReader {
  const { mayRead, isVisible, ask, wait, signal } = dependencies;
  const asked = new Set<string>();
  let waiting: Wanted[] = [];
  let isAsking = false;
  let lastOutcome: AskOutcome | undefined;

  const add = (key: string, wanted: Omit<Wanted, 'tries'>, again = false) => {
    if (signal.aborted || (asked.has(key) && !again)) return;
    asked.delete(key);
    asked.add(key);
    const oldest = asked.values().next().value;
    if (asked.size > MAX_ASKED && oldest !== undefined) asked.delete(oldest);
    if (waiting.length < MAX_WAITING) waiting.push({ ...wanted, tries: 0 });
    else asked.delete(key);
  };

  const nextBatch = (): Wanted[] => {
    const [first] = waiting;
    if (first === undefined) return [];
    const isBatch = (one: Wanted) => 'item' in one.question && one.hint.mailbox === first.hint.mailbox;
    const size = first.tries === 0 ? MAX_ITEMS_AT_ONCE : 1;
    const batch = isBatch(first) ? waiting.filter(isBatch).slice(0, size) : [first];
    waiting = waiting.filter((one) => !batch.includes(one));
    return batch;
  };

  const askAll = async () => {
    while (mayRead() && isVisible() && !signal.aborted) {
      const batch = nextBatch();
      const [first] = batch;
      if (first === undefined) return;
      const ids = batch.flatMap(({ question }) => ('item' in question ? [question.item] : []));
      const outcome = await ask(ids.length > 0 ? { item: ids } : first.question, first.hint, signal);
      lastOutcome = outcome;
      if (outcome === 'read') continue;
      // A batch may have failed for one of its items: the next time each is asked for alone.
      const again = batch.map((one) => ({ ...one, tries: one.tries + 1 })).filter(({ tries }) => tries < MAX_TRIES);
      waiting = [...waiting, ...again];
      await wait(outcome === 'busy' ? BUSY_PAUSE_MS : RETRY_PAUSE_MS, signal);
    }
  };

  const poke = () => {
    if (isAsking || waiting.length === 0 || signal.aborted) return;
    isAsking = true;
    void askAll()
      .catch(() => undefined)
      .then(() => {
        isAsking = false;
      });
  };

  return {
    wantItems(ids, hint) {
      for (const item of ids) add(item, { question: { item }, hint });
      poke();
    },
    wantConversation(id, hint, again) {
      add(`conversation ${id}`, { question: { conversation: id }, hint }, again);
      poke();
    },
    poke,
    mayStillRead: () => mayRead() && lastOutcome !== 'failed',
  };
}
