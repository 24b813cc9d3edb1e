import type { Kysely } from 'kysely';
import type { Database } from '../store/tables.ts';
import { type ChangeFeed, createChangeFeed } from './change-feed.ts';
import { createListeners, type ListenerLimits, type Listeners } from './listeners.ts';
import { startRetention } from './retention.ts';

export interface ChangeLimits extends ListenerLimits {
  /** Something is sent to every stream at least this often. */
  heartbeatMs: number;
  /** How often the log is looked at for what other processes wrote. */
  pollMs: number;
}

export const defaultChangeLimits: Readonly<ChangeLimits> = {
  perKey: 10,
  total: 1_000,
  stalledMs: 60_000,
  heartbeatMs: 25_000,
  pollMs: 500,
};

/** The log of changes while the server runs: who listens, and what is kept. */
export interface OpenChanges {
  feed: ChangeFeed;
  listeners: Listeners;
  limits: ChangeLimits;
  /** Begins to remove what is too old. */
  start(): void;
  /** Ends streams and waiting requests, so that the server can close; nothing touches the database afterwards. */
  close(): Promise<void>;
}

/** @param now Ms since the epoch. */
export function openChanges(deps: {
  db: Kysely<Database>;
  now: () => number;
  limits?: Partial<ChangeLimits> | undefined;
  onFault: (error: unknown) => void;
}): OpenChanges {
  const limits = { ...defaultChangeLimits, ...deps.limits };
  const feed = createChangeFeed({ db: deps.db, pollMs: limits.pollMs, onFault: deps.onFault });
  const listeners = createListeners(limits);
  let retention: { stop(): Promise<void> } | undefined;
  return {
    feed,
    listeners,
    limits,
    start() {
      retention ??= startRetention(deps);
    },
    async close() {
      listeners.close();
      await Promise.all([feed.close(), retention?.stop()]);
    },
  };
}
