import type { Kysely } from 'kysely';
import type { Files, StoredFile } from './files.ts';
import type { Database } from './tables.ts';

type TransferTarget = 'documents' | 'emailAttachments';

export interface OpenedFile {
  name: string;
  size: number;
  stream: ReadableStream<Uint8Array>;
}

/** Joins bytes on disk with the rows they belong to. */
export interface Transfers {
  /** Keeps the bytes; a second upload takes the place of the first. False when there is no such row. */
  put(target: TransferTarget, id: number, bytes: ReadableStream<Uint8Array> | null): Promise<boolean>;
  /** Undefined when there is no such row or its bytes have not arrived. */
  get(target: TransferTarget, id: number): Promise<OpenedFile | undefined>;
}

/** @param maxBytes Largest file; a larger one is refused with `FileTooLargeError`. */
export function createTransfers(deps: { db: Kysely<Database>; files: Files; maxBytes: number }): Transfers {
  const { files, maxBytes } = deps;
  // Both tables have these columns; the wide type lets one query serve both.
  const db = deps.db as unknown as Kysely<
    Record<TransferTarget, { id: number; name: string; size: number | null; fileKey: string | null }>
  >;
  const find = (target: TransferTarget, id: number) =>
    db.selectFrom(target).select(['name', 'fileKey']).where('id', '=', id).executeTakeFirst();

  return {
    async put(target, id, bytes) {
      const row = await find(target, id);
      if (!row) {
        await bytes?.cancel();
        return false;
      }
      const { key, size }: StoredFile = await files.save(bytes, maxBytes);
      await db.updateTable(target).set({ fileKey: key, size }).where('id', '=', id).execute();
      if (row.fileKey !== null) await files.remove(row.fileKey);
      return true;
    },

    async get(target, id) {
      const row = await find(target, id);
      if (row?.fileKey == null) return undefined;
      const file = await files.open(row.fileKey);
      return file && { name: row.name, ...file };
    },
  };
}
