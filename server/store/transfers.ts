import type { Kysely } from 'kysely';
import { type NewChange, writeChanges } from './changes.ts';
import type { Files, StoredFile } from './files.ts';
import type { Database } from './tables.ts';

type TransferTarget = 'documents' | 'emailAttachments';

export interface OpenedFile {
  name: string;
  size: number;
  stream: ReadableStream<Uint8Array>;
}

/** Joins bytes with the rows they belong to. */
export interface Transfers {
  /**
   * Keeps the bytes. A second upload takes the place of a document's first; of an attachment the first stays, as e-mails
   * never change. False when there is no such row. It is noted as an update of the document or e-mail by `actor`, the user
   * of the upload address; `dateUpdated` stays as it is.
   */
  put(
    target: TransferTarget,
    id: number,
    bytes: ReadableStream<Uint8Array> | null,
    actor: number | null,
    /** Writes within the same transaction. */
    note?: (within: Kysely<Database>) => Promise<void>,
  ): Promise<boolean>;
  /** Undefined when there is no such row or its bytes have not arrived. */
  get(target: TransferTarget, id: number): Promise<OpenedFile | undefined>;
}

/**
 * @param maxBytes Largest file; a larger one is refused with `FileTooLargeError`.
 * @param now Ms since the epoch.
 */
export function createTransfers(deps: {
  db: Kysely<Database>;
  files: Files;
  maxBytes: number;
  now: () => number;
  /** A fault for the operator, which is none of the request. */
  onFault?: (error: unknown) => void;
}): Transfers {
  const { files, maxBytes } = deps;
  // Both tables have these columns; the wide type lets one query serve both.
  const db = deps.db as unknown as Kysely<
    Record<TransferTarget, { id: number; name: string; size: number | null; fileKey: string | null }>
  >;
  const find = (target: TransferTarget, id: number) =>
    db.selectFrom(target).select(['name', 'fileKey']).where('id', '=', id).executeTakeFirst();

  /** The record that the bytes belong to. */
  async function recordOf(
    within: Kysely<Database>,
    target: TransferTarget,
    id: number,
  ): Promise<Pick<NewChange, 'table' | 'recordId'>> {
    if (target === 'documents') return { table: 'documents', recordId: id };
    const { emailId } = await within
      .selectFrom('emailAttachments')
      .select('emailId')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return { table: 'emails', recordId: emailId };
  }

  return {
    async put(target, id, bytes, actor, note) {
      const row = await find(target, id);
      if (!row) {
        await bytes?.cancel();
        return false;
      }
      const { key, size }: StoredFile = await files.save(bytes, maxBytes);
      const isKept = await deps.db.transaction().execute(async (inner) => {
        const within = inner as unknown as typeof db;
        const update = within.updateTable(target).set({ fileKey: key, size }).where('id', '=', id);
        // E-mails never change, their attachments neither: only a document's bytes are replaced.
        const { numUpdatedRows } = await (target === 'documents'
          ? update
          : update.where('fileKey', 'is', null)
        ).executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await note?.(inner);
        const change: NewChange = { ...(await recordOf(inner, target, id)), action: 'update', actor };
        await writeChanges(inner, [change], new Date(deps.now()).toISOString());
        return true;
      });
      const unused = isKept ? row.fileKey : key;
      // What was kept is kept, whether or not the other can be removed now.
      if (unused !== null) await files.remove(unused).catch((error) => deps.onFault?.(error));
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
