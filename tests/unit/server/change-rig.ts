import type { RunningServer } from '../../../server/start-server.ts';
import { lastChangeId, writeChanges } from '../../../server/store/changes.ts';
import { openDatabase } from '../../../server/store/open-database.ts';
import type { Entry } from './change-client.ts';
import { onEnd } from './endings.ts';
import type { TestClient } from './support.ts';
import { placeOf } from './test-database.ts';

export const path = '/tandem/changes';
export const upTo = (last: number, first: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
export const cursors = (changes: readonly Entry[]) => changes.map(({ cursor }) => cursor);
export const cursorNow = async (client: TestClient): Promise<number> => (await client.get(path)).body.cursor;
export const touch = (client: TestClient, id = 1) => client.call('PUT', `/accounts/${id}`, { city: 'Oslo' });

/** Who may hear of what is tried elsewhere. */
export const openToAll = { choices: { hierarchy: 'ignored' } } as const;

/** Writes to the log past the server, as another process would. */
export async function openLog(server: RunningServer) {
  const db = await openDatabase(placeOf(server.dataDir));
  onEnd('test', () => db.destroy());
  const change = { table: 'accounts', recordId: 1, action: 'update', actor: 1 } as const;
  return {
    last: () => lastChangeId(db),
    write: (count: number, at = Date.now()) =>
      db.transaction().execute((inner) => writeChanges(inner, Array(count).fill(change), new Date(at).toISOString())),
    removeUpTo: (id: number) => db.deleteFrom('changes').where('id', '<=', id).execute(),
  };
}
