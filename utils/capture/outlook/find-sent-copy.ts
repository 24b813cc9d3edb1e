import { isSentCopy, maybeSentCopy } from './is-sent-copy.ts';
import type { Entry, MailIndex } from './mail-index.ts';
import type { MailboxHint } from './mailboxes.ts';
import type { Departed } from './outgoing.ts';

/** Two minutes in all. The server puts the copy into its folder, and headers into the copy, a little after it says yes. */
const PAUSES_MS = [0, 700, 1500, 3000, 6000, 12_000, 24_000, 40_000, 40_000];
/** Where the server said nothing, it is asked only for as long as an answer may have been lost. */
const UNSURE_PAUSES_MS = [2000, 15_000];
/** A message held back is looked for when its time has come, and when lists change, but not more often than this. */
const BETWEEN_LOOKS_MS = 5000;
const LONGEST_TIMER_MS = 60 * 60_000;
const MAX_HELD = 10;

export interface FindSentCopyDependencies {
  index: MailIndex;
  mayRead(): boolean;
  /** Further mailboxes a copy may land in: what is sent in the name of another may be kept among one's own. */
  otherHints(hint: MailboxHint): readonly MailboxHint[];
  /** Asks the server and lets the index learn from the answer, without telling anybody. Never rejects but for the signal. */
  ask(question: Readonly<Record<string, unknown>>, hint: MailboxHint, signal: AbortSignal): Promise<void>;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  now(): number;
  /** The copy is known. */
  found(id: string): void;
  /** Nothing more will be learnt: what the draft held has to do. */
  giveUp(departed: Departed): void;
  signal: AbortSignal;
}

export interface FindSentCopy {
  follow(departed: Departed): void;
  /** Follows a message the server sends later. */
  hold(departed: Departed, untilMs: number): void;
  /** Looks once, now. Undefined where the copy is not to be found. */
  look(departed: Departed): Promise<string | undefined>;
  /** The page's lists have changed. */
  listsChanged(): void;
}

/**
 * Finds the copy of what has left, since the server's word that it has names none: by the id of its draft, in its conversation,
 * then among the newest in Sent Items. The index reports what is found as it reports all sent mail, under the copy's own
 * id, so that one message never goes by two names.
 */
export function createFindSentCopy(dependencies: FindSentCopyDependencies): FindSentCopy {
  const { index, mayRead, ask, wait, now, signal } = dependencies;
  const claimed = new Map<string, Departed>();
  const held = new Map<Departed, number>();
  let nextLookAt = 0;
  let isLookPlanned = false;

  const isFound = (departed: Departed): boolean => {
    let best: Entry | undefined;
    for (const entry of index.entries()) {
      const owner = claimed.get(entry.item.id);
      if (owner === departed) return true;
      if (owner !== undefined || !isSentCopy(entry, index.roleOf(entry.item), departed)) continue;
      if (best === undefined || (entry.item.sentMs ?? 0) > (best.item.sentMs ?? 0)) best = entry;
    }
    if (best === undefined) return false;
    // What only may have left takes no copy away from the same message sent once more.
    if (departed.isSure) claimed.set(best.item.id, departed);
    dependencies.found(best.item.id);
    return true;
  };

  const candidates = (departed: Departed): string[] =>
    [...index.entries()]
      .filter((entry) => !entry.isAsked && index.roleOf(entry.item) === 'sentitems' && maybeSentCopy(entry, departed))
      .filter(({ item }) => !claimed.has(item.id))
      .map(({ item }) => item.id)
      .slice(0, 15);

  const lookOnce = async (departed: Departed): Promise<boolean> => {
    const { draftId, picture, hint } = departed;
    if (isFound(departed)) return true;
    if (!mayRead()) return false;
    if (draftId !== undefined) {
      await ask({ item: draftId }, hint, signal);
      if (isFound(departed)) return true;
      // It is still there, so it has not left its folder yet; under another id there is nothing to be found.
      if (index.get(draftId)?.item.isDraft === true && departed.hasImmutableIds) return false;
    }
    const conversation = picture.conversationId;
    if (conversation !== undefined) {
      await ask({ conversation }, hint, signal);
      if (isFound(departed)) return true;
    }
    for (const place of [hint, ...dependencies.otherHints(hint)]) {
      await ask({ sentItems: true }, place, signal);
      const rows = candidates(departed);
      if (rows.length > 0) await ask({ item: rows }, place, signal);
      if (isFound(departed)) return true;
    }
    return false;
  };

  const follow = async (departed: Departed) => {
    for (const pause of departed.isSure ? PAUSES_MS : UNSURE_PAUSES_MS) {
      await wait(pause, signal);
      if (await lookOnce(departed)) return;
    }
    if (departed.isSure) dependencies.giveUp(departed);
  };

  const hold = async (departed: Departed, untilMs: number) => {
    held.set(departed, untilMs);
    while (held.has(departed) && now() < untilMs) await wait(Math.min(untilMs - now(), LONGEST_TIMER_MS), signal);
    if (!held.delete(departed)) return;
    // It may have been changed, sent earlier or thrown away meanwhile, so nothing is claimed about it.
    await follow({ ...departed, isSure: false });
  };

  const lookAtHeld = async () => {
    await wait(Math.max(0, nextLookAt - now()), signal);
    isLookPlanned = false;
    nextLookAt = now() + BETWEEN_LOOKS_MS;
    for (const departed of [...held.keys()].slice(0, MAX_HELD)) {
      const { draftId, hint } = departed;
      if (draftId !== undefined && mayRead()) await ask({ item: draftId }, hint, signal);
      if (isFound(departed)) held.delete(departed);
    }
  };

  return {
    follow: (departed) => void follow(departed).catch(() => undefined),
    hold: (departed, untilMs) => void hold(departed, untilMs).catch(() => undefined),
    async look(departed) {
      if (!(await lookOnce(departed))) return undefined;
      return [...claimed].find(([, owner]) => owner === departed)?.[0];
    },
    listsChanged() {
      if (held.size === 0 || isLookPlanned || signal.aborted) return;
      isLookPlanned = true;
      void lookAtHeld().catch(() => undefined);
    },
  };
}
