import type { z } from 'zod';

/** A kind of background work: what it is told, and how often it is tried. */
export interface JobKind<Payload> {
  name: string;
  payload: z.ZodType<Payload>;
  /** Attempts in all, the first included. After the last one the job is kept as failed, with its reason. */
  maxAttempts: number;
  /** Wait after the first failure, in ms; it doubles with each further one up to `maxMs`, and is shortened at random by up to half. */
  backoff: { firstMs: number; maxMs: number };
  /** Longest attempt, in ms. Its signal is then aborted, and it counts as failed. */
  timeoutMs: number;
}

/** One try at a job. */
export interface Attempt {
  /** From 1. */
  number: number;
  isLast: boolean;
  /** Aborted when the time is over or the server stops. */
  signal: AbortSignal;
}

interface AddOptions {
  /** Not before this moment, in ms since the epoch; at once when absent. */
  runAt?: number;
  /** While a job of this kind with this key waits, runs or is to be tried again, no second one is added. */
  key?: string;
}

/**
 * Work done apart from any request. A job that was added is done at least once: it survives a crash, and one whose
 * process died is taken up by another. So whatever a job does must bear being done twice.
 */
export interface Jobs {
  /** Names who does jobs of this kind. To be called before `start`. */
  handle<Payload>(kind: JobKind<Payload>, run: (payload: Payload, attempt: Attempt) => Promise<void>): void;
  /** False when there is an unfinished job with the key. The job is stored when this resolves. */
  add<Payload>(kind: JobKind<Payload>, payload: Payload, options?: AddOptions): Promise<boolean>;
  /** Begins to do jobs. To be awaited before any is added. */
  start(): Promise<void>;
  /** Takes up no more; running jobs have a few seconds to finish, then they go back to be done by the next process. */
  stop(): Promise<void>;
}
