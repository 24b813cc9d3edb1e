import type { Records } from '../store/records.ts';
import type { EntityTable } from '../store/tables.ts';

/** Longer than any `extId`, so that no client can write one that looks like a private key. */
const PRIVATE_PREFIX_LENGTH = 200;

/**
 * The key of an `extId` whose plain key a record holds that the actor may not see. The two records then stand side by side, as
 * if neither knew of the other, and the actor's own repeats still meet in one.
 */
export const toPrivateKey = (extId: string, actor: number): string =>
  `${`user ${actor} `.padEnd(PRIVATE_PREFIX_LENGTH, '·')}${extId}`;

/** The record with the `extId` among those these records show; deleted ones do not count. */
export async function findByExtId(
  records: Pick<Records, 'list'>,
  table: EntityTable,
  extId: string,
): Promise<number | undefined> {
  const [row] = await records.list(table, {
    where: [(eb) => eb('extId', '=', extId), (eb) => eb('deleted', '=', 0)],
    limit: 1,
  });
  return row && Number(row.id);
}

/** The key for a record that takes this `extId`: the plain one, unless another record holds it. */
export async function freeKey(
  everything: Pick<Records, 'count'>,
  table: EntityTable,
  { extId, id, actor }: { extId: string; id: number; actor: number },
): Promise<string> {
  const taken = await everything.count(table, [(eb) => eb('extKey', '=', extId), (eb) => eb('id', '<>', id)]);
  return taken > 0 ? toPrivateKey(extId, actor) : extId;
}
