import type { QueueDatabase } from './database.ts';
import type { TroubleRow } from './rows.ts';

/** Longest outline kept. */
const MAX_OUTLINE = 2000;

export type Trouble = Pick<TroubleRow, 'kind' | 'what' | 'outline'>;

/** Notes that something is wrong; the same trouble again is counted, not repeated. */
export function noteTrouble(db: QueueDatabase, trouble: Trouble, now: number): Promise<void> {
  const id = `${trouble.kind}:${trouble.what}`;
  return db.transaction('rw', db.troubles, async () => {
    const known = await db.troubles.get(id);
    await db.troubles.put({
      id,
      kind: trouble.kind,
      what: trouble.what,
      count: (known?.count ?? 0) + 1,
      firstAt: known?.firstAt ?? now,
      lastAt: now,
      ...(trouble.outline === undefined ? {} : { outline: trouble.outline.slice(0, MAX_OUTLINE) }),
    });
  });
}

/** Forgets troubles of a kind whose names begin so: what they told of is over. */
export async function forgetTroubles(db: QueueDatabase, kind: TroubleRow['kind'], whatStart: string): Promise<void> {
  await db.troubles.filter((row) => row.kind === kind && row.what.startsWith(whatStart)).delete();
}
