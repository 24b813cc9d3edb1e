import { keepNewest } from './keep-newest.ts';

/** Something the server is asked of our own accord. */
export interface OwnRead {
  /** What is read; a second one of the same is not needed. */
  key: string;
  /** Changes when what is to be read has changed. */
  version: string;
  /** When it happened, ms since the epoch; the newest is read first. */
  at: number;
  /** @returns false where it brought nothing and may be tried again */
  run(): Promise<boolean>;
}

export interface OwnReads {
  want(reads: readonly OwnRead[]): void;
  /** The page has loaded it by itself. */
  covered(key: string): void;
}

/** A list shows some fifty rows; who scrolls through hundreds is told of the newest. */
const MAX_WAITING = 200;
const MAX_DONE = 5000;
const TRIES = 4;
const FIRST_PAUSE_MS = 2000;

/** Somebody waits for a message; what nobody waits for lets it go before. */
const URGENT_PAUSE_MS = 250;

export interface OwnReadsDependencies {
  mayRead(): boolean;
  /** Whether something is being asked that cannot wait. */
  isUrgent(): boolean;
  wait(ms: number): Promise<void>;
  signal: AbortSignal;
}

/**
 * Reads what was noticed and not yet understood, one after the other, the newest first. While the rep has switched off reads
 * of ours nothing is kept waiting.
 */
export function createOwnReads({ mayRead, isUrgent, wait, signal }: OwnReadsDependencies): OwnReads {
  const waiting = new Map<string, OwnRead>();
  const done = new Map<string, string>();
  const failures = new Map<string, number>();
  let isReading = false;

  const readAll = async () => {
    if (isReading) return;
    isReading = true;
    for (let next = newest(waiting); next !== undefined && !signal.aborted; next = newest(waiting)) {
      if (isUrgent()) {
        await wait(URGENT_PAUSE_MS).catch(() => undefined);
        continue;
      }
      waiting.delete(next.key);
      if (!mayRead()) continue;
      const isRead = await next.run().catch(() => false);
      if (isRead) {
        failures.delete(next.key);
        keepNewest(done, next.key, next.version, MAX_DONE);
      } else void again(next);
    }
    isReading = false;
  };

  const again = async (read: OwnRead) => {
    const failed = (failures.get(read.key) ?? 0) + 1;
    failures.delete(read.key);
    if (failed >= TRIES) return;
    keepNewest(failures, read.key, failed, MAX_DONE);
    await wait(FIRST_PAUSE_MS * 2 ** failed).catch(() => undefined);
    if (signal.aborted || done.get(read.key) === read.version || waiting.has(read.key)) return;
    waiting.set(read.key, read);
    await readAll();
  };

  return {
    want(reads) {
      for (const read of reads) if (done.get(read.key) !== read.version) waiting.set(read.key, read);
      if (waiting.size > MAX_WAITING) {
        const kept = [...waiting.values()].toSorted((one, other) => other.at - one.at).slice(0, MAX_WAITING);
        waiting.clear();
        for (const read of kept) waiting.set(read.key, read);
      }
      if (!signal.aborted) void readAll();
    },
    covered(key) {
      const read = waiting.get(key);
      waiting.delete(key);
      if (read !== undefined) keepNewest(done, key, read.version, MAX_DONE);
    },
  };
}

function newest(waiting: ReadonlyMap<string, OwnRead>): OwnRead | undefined {
  let found: OwnRead | undefined;
  for (const read of waiting.values()) if (found === undefined || read.at > found.at) found = read;
  return found;
}
