import type { Kysely } from 'kysely';
import type { Jobs } from '../jobs/jobs.ts';
import { createPollingLoop } from '../jobs/polling-loop.ts';
import { lastChangeId } from '../store/changes.ts';
import { createRecords } from '../store/records.ts';
import type { Database } from '../store/tables.ts';
import type { V4Choices } from '../v4/choices.ts';
import type { HOOK_ENTITIES } from '../v4/entities/hooks.ts';
import type { Entity } from '../v4/entity.ts';
import type { Resources } from '../v4/resources.ts';
import { createDeliverHook, deliverHook } from './deliver-hook.ts';
import { createHookCursors } from './hook-cursors.ts';
import { createHookDispatcher } from './hook-dispatcher.ts';
import { createHookStore, type Hooks } from './hook-store.ts';

/** Ms between two looks at the log of changes. */
const LOOK_EVERY_MS = 1_000;

/** Resources by the names hooks have for them. */
const resourceOf: Record<(typeof HOOK_ENTITIES)[number], string> = {
  account: 'accounts',
  contact: 'contacts',
  opportunity: 'opportunities',
  activity: 'activities',
  calendar: 'calendar',
  salesorder: 'salesOrders',
};

export interface WebhookDeps {
  db: Kysely<Database>;
  entities: ReadonlyMap<string, Entity>;
  /** What the user of this id may read; undefined when they may nothing any more. */
  resourcesFor: (userId: number) => Promise<Pick<Resources, 'list'> | undefined>;
  jobs: Jobs;
  choices: V4Choices;
  /** Webhooks may lead into private networks and to this machine. */
  allowPrivate: boolean;
  now: () => number;
  /** A line for the operator. */
  onNotice: (text: string) => void;
  onFault: (error: unknown) => void;
}

export interface Webhooks {
  hooks: Hooks;
  /** Looks for changes once, now. */
  look(): Promise<void>;
  /** Begins to look for changes. What is found is delivered by the jobs. */
  start(): void;
  stop(): Promise<void>;
}

/** Joins the resource `hooks`, the look-out for changes, and the job that delivers. */
export function createWebhooks(deps: WebhookDeps): Webhooks {
  const { db, entities, jobs, choices, allowPrivate, now } = deps;
  const records = createRecords(db, now);
  const entityOf = (name: string) => entities.get(resourceOf[name as keyof typeof resourceOf]);
  const tableOf = (name: string) => entityOf(name)?.table;

  // Numbers of changes are seen in their order, so nothing turns up later below the last one.
  const horizon = () => lastChangeId(db);
  const cursors = createHookCursors(db, horizon);
  jobs.handle(
    deliverHook,
    createDeliverHook({
      cursors,
      findHook: (id) => records.get('hooks', id),
      tableOf,
      async readRecords(hook, ids) {
        const entity = entityOf(String(hook.entity));
        const resources = await deps.resourcesFor(Number(hook.user_created));
        if (!entity || !resources) return [];
        const query = { where: [], offset: 0, limit: ids.length, language: 'EN' };
        const found = await resources.list(entity, query, '', [(eb) => eb('id', 'in', [...ids])]);
        const byId = new Map(found.map((record) => [record.id, record]));
        return ids.flatMap((id) => byId.get(id) ?? []);
      },
      choices,
      allowPrivate,
      now,
      onNotice: deps.onNotice,
    }),
  );
  const look = createHookDispatcher({ cursors, jobs, tableOf, now });
  const loop = createPollingLoop({ everyMs: LOOK_EVERY_MS, turn: look, onFault: deps.onFault });

  return {
    hooks: createHookStore({ db, choices, allowPrivate, now, horizon }),
    look,
    start: () => loop.start(),
    stop: () => loop.stop(),
  };
}
