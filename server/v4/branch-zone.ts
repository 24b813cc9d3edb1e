import type { Records } from '../store/records.ts';
import type { Cell, Row } from '../store/tables.ts';

/** A time zone of the tenant's list. */
export interface BranchZone {
  /** Id in the list; null when no branch has a zone. */
  id: number | null;
  /** IANA name. */
  name: string;
}

/**
 * The zone wall times are read in: that of the branch, else of the branch of the owner, else of the default branch, else UTC.
 * The documentation does not say which; a branch is the one thing that carries a zone.
 */
export async function findBranchZone(
  records: Pick<Records, 'get' | 'list'>,
  { branchId, salesRepId }: { branchId?: Cell | undefined; salesRepId?: Cell | undefined },
): Promise<BranchZone> {
  const find = async (table: 'branches' | 'users' | 'timezones', id: Cell | undefined) =>
    typeof id === 'number' ? records.get(table, id) : undefined;
  const zoneOf = async (branch: Row | undefined): Promise<BranchZone | undefined> => {
    const zone = await find('timezones', branch?.timeZoneId);
    return typeof zone?.idIanaZone === 'string' ? { id: Number(zone.id), name: zone.idIanaZone } : undefined;
  };
  const standard = async () =>
    (await records.list('branches', { where: [(eb) => eb('default', '=', 1)], limit: 1 }))[0];

  return (
    (await zoneOf(await find('branches', branchId))) ??
    (await zoneOf(await find('branches', (await find('users', salesRepId))?.branches))) ??
    (await zoneOf(await standard())) ?? { id: null, name: 'UTC' }
  );
}
