import type { QueueDatabase } from './database.ts';

/** Adds to the counters of rules. All that is ever kept of a message that is not logged. */
export async function countRules(db: QueueDatabase, rules: readonly string[]): Promise<void> {
  if (rules.length === 0) return;
  await db.transaction('rw', db.counters, async () => {
    const added = new Map<string, number>();
    for (const rule of rules) added.set(rule, (added.get(rule) ?? 0) + 1);
    const names = [...added.keys()];
    const known = await db.counters.bulkGet(names);
    await db.counters.bulkPut(
      names.map((rule, i) => ({ rule, count: (known[i]?.count ?? 0) + (added.get(rule) ?? 0) })),
    );
  });
}

/** How many messages each rule kept out of the CRM, or let in. */
export async function readCounters(db: QueueDatabase): Promise<ReadonlyMap<string, number>> {
  return new Map((await db.counters.toArray()).map(({ rule, count }) => [rule, count]));
}
