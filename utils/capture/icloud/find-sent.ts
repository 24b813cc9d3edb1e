import type { Failed } from './fetch/fetch-ladder.ts';
import { isSameSubject, type PendingSend } from './outgoing.ts';
import type { MailRecord, ThreadDigest } from './readers/mail-record.ts';

export interface FindSentDependencies {
  /** The newest conversations of the folder of sent mail. */
  sentThreads(): Promise<ThreadDigest[] | Failed>;
  /** Reads a conversation, and thereby tells what is in it. */
  readThread(threadId: string): Promise<MailRecord[] | Failed>;
  mayRead(): boolean;
  wait(ms: number): Promise<void>;
}

/** Two minutes in all: the server files what it sends within seconds, unless it is busy. */
const PAUSES_MS = [300, 700, 1500, 3000, 6000, 12_000, 20_000, 30_000, 45_000];

/** Conversations looked into at a time: the one with the same subject, or else the newest. */
const LOOK_INTO = 3;

/** Where nothing was found within the usual difference of clocks, this computer's may be off by hours. */
const WRONG_CLOCK_TOLERANCE_MS = 24 * 60 * 60_000;
const LAST_TRIES = 2;

/**
 * Looks for the message a send became, whose answer does not name it.
 *
 * @returns false where it was not found
 */
export async function findSent(send: PendingSend, dependencies: FindSentDependencies): Promise<boolean> {
  const { sentThreads, readThread, mayRead, wait } = dependencies;
  for (const [index, pauseMs] of PAUSES_MS.entries()) {
    await wait(pauseMs);
    if (index >= PAUSES_MS.length - LAST_TRIES) send.toleranceMs = WRONG_CLOCK_TOLERANCE_MS;
    if (send.ref !== undefined) return true;
    if (!mayRead()) continue;
    const digests = await sentThreads();
    if (typeof digests === 'string') continue;
    for (const { threadId } of likeliest(digests, send)) {
      await readThread(threadId);
      if (isFound(send)) return true;
    }
  }
  return isFound(send);
}

function likeliest(digests: readonly ThreadDigest[], { draft }: PendingSend): ThreadDigest[] {
  const rank = ({ subject }: ThreadDigest) => (draft !== undefined && isSameSubject(draft.subject, subject) ? 0 : 1);
  return digests
    .toSorted((one, other) => rank(one) - rank(other) || (other.at ?? 0) - (one.at ?? 0))
    .slice(0, LOOK_INTO);
}

/** Reading a conversation names the send, behind the back of who asks. */
function isFound({ ref }: PendingSend): boolean {
  return ref !== undefined;
}
