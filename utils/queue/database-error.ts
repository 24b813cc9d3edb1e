import Dexie from 'dexie';

/** Whether the database failed, and not what was asked of it: closed under us, taken over by a newer version, full. */
export function isDatabaseError(error: unknown): boolean {
  return error instanceof Dexie.DexieError;
}
