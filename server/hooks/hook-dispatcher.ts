import type { Jobs } from '../jobs/jobs.ts';
import type { EntityTable } from '../store/tables.ts';
import { deliverHook } from './deliver-hook.ts';
import type { HookCursors } from './hook-cursors.ts';

/** How long a delivery waits for further changes to go with it. */
const GATHER_MS = 1_000;

export interface DispatcherDeps {
  cursors: HookCursors;
  jobs: Pick<Jobs, 'add'>;
  tableOf: (entity: string) => EntityTable | undefined;
  now: () => number;
}

/**
 * One look at the log of changes: each hook for which something waits gets its job, unless it has one. A look writes
 * down nothing but that, so several processes may look at once, and a look that was cut short is made good by the next.
 */
export function createHookDispatcher({ cursors, jobs, tableOf, now }: DispatcherDeps): () => Promise<void> {
  return async () => {
    for (const { hookId, entity, action } of await cursors.lagging()) {
      const table = tableOf(entity);
      if (!table || !(await cursors.hasChanges({ hookId, table, action }))) continue;
      await jobs.add(deliverHook, { hookId }, { key: String(hookId), runAt: now() + GATHER_MS });
    }
  };
}
