import { z } from 'zod';
import type { Attempt, JobKind } from '../jobs/jobs.ts';
import type { EntityTable, Row } from '../store/tables.ts';
import type { V4Choices } from '../v4/choices.ts';
import type { HookCursors } from './hook-cursors.ts';
import { parseHookUrl } from './hook-url.ts';
import { postWebhook } from './post-webhook.ts';
import { signWebhook } from './sign-webhook.ts';

const HOUR_MS = 3_600_000;

/** Time for one exchange with a receiver. */
const POST_TIMEOUT_MS = 10_000;

/** Deliveries one job makes at most, so that one busy hook does not keep others waiting. */
const MAX_DELIVERIES = 20;

/** Changes older than this are given up together with a batch whose last attempt failed. */
const GIVE_UP_AFTER_MS = 24 * HOUR_MS;

/** Sends what waits for one hook. Its 20 attempts span about a day: from 10 s doubling up to 3 h apart. */
export const deliverHook: JobKind<{ hookId: number }> = {
  name: 'deliver-hook',
  payload: z.object({ hookId: z.int().positive() }),
  maxAttempts: 20,
  backoff: { firstMs: 10_000, maxMs: 3 * HOUR_MS },
  timeoutMs: (POST_TIMEOUT_MS + 2_000) * MAX_DELIVERIES,
};

export interface DeliverDeps {
  cursors: HookCursors;
  /** The row of a hook. */
  findHook: (id: number) => Promise<Row | undefined>;
  /** The table of what a hook listens to; undefined when this tenant has none. */
  tableOf: (entity: string) => EntityTable | undefined;
  /** Records in read shape, in the order of the ids, without those the hook's owner may not see. */
  readRecords: (hook: Row, ids: readonly number[]) => Promise<unknown[]>;
  choices: Pick<V4Choices, 'hookSecret'>;
  allowPrivate: boolean;
  now: () => number;
  /** A line for the operator. */
  onNotice: (text: string) => void;
}

/**
 * The work of {@link deliverHook}: one batch after the other, in the order of the changes. The cursor moves when the
 * receiver has answered, so a crash in between sends the same batch again, under the same id.
 */
export function createDeliverHook(deps: DeliverDeps) {
  const { cursors, now } = deps;

  async function send(hook: Row, records: unknown[], id: string, signal: AbortSignal): Promise<void> {
    const body = JSON.stringify(records);
    const secretKey = String(hook.secret_key);
    await postWebhook(
      {
        // Looked at anew: the switch may have been turned since the hook was made.
        target: parseHookUrl(String(hook.url), deps.allowPrivate),
        headers: {
          'Content-Type': 'application/json',
          'User-Agent': 'Tandem-CRM',
          ...signWebhook(secretKey, id, now(), body),
          ...(deps.choices.hookSecret === 'header' ? { 'X-Secret-Key': secretKey } : {}),
        },
        body,
      },
      signal,
      POST_TIMEOUT_MS,
    );
  }

  return async function run({ hookId }: { hookId: number }, attempt: Attempt): Promise<void> {
    for (let sent = 0; sent < MAX_DELIVERIES; sent += 1) {
      const hook = await deps.findHook(hookId);
      const table = hook && deps.tableOf(String(hook.entity));
      if (!hook || hook.deleted === 1 || !table) return;
      const batch = await cursors.nextBatch({ hookId, table, action: String(hook.action) });
      if (!batch) return;
      try {
        const records = await deps.readRecords(hook, batch.recordIds);
        if (records.length > 0) await send(hook, records, `hook-${hookId}-${batch.from}-${batch.to}`, attempt.signal);
      } catch (error) {
        if (attempt.signal.aborted) throw error;
        const since = await cursors.noteFailure(hookId, new Date(now()).toISOString());
        // What went out before shows that the receiver lives: this batch gets attempts of its own, by the next job.
        if (sent > 0) return;
        if (attempt.isLast) {
          const end = await cursors.giveUp(hookId, batch, new Date(now() - GIVE_UP_AFTER_MS).toISOString());
          const reason = error instanceof Error ? error.message : String(error);
          deps.onNotice(
            `Webhook ${hookId} fails since ${since}: changes ${batch.from + 1} to ${end} were given up (${reason})`,
          );
        }
        throw error;
      }
      await cursors.advance(hookId, batch);
    }
  };
}
