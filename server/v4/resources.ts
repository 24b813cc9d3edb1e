import type { Kysely } from 'kysely';
import { extensionOf, toSafeFileName } from '../store/file-name.ts';
import { type Condition, createRecords, type Records } from '../store/records.ts';
import type { Database, EntityTable, Row } from '../store/tables.ts';
import type { V4Choices } from './choices.ts';
import type { Entity } from './entity.ts';
import { loadLabels } from './labels.ts';
import type { ListQuery } from './list-query.ts';
import { type ParsedBody, parseBody } from './parse-body.ts';
import { toRecord } from './serialise.ts';
import type { SignedAddresses } from './signed-address.ts';
import { badRequest, notExist } from './v4-error.ts';

/** A record made, or found by its `extId`. */
interface Created {
  id: number;
  /** Attachments of an e-mail, in the order of its body. */
  attachments: { id: number; name: string }[];
}

export interface ResourceDeps {
  db: Kysely<Database>;
  choices: V4Choices;
  addresses: SignedAddresses;
  now: () => number;
}

type JsonRecord = Record<string, unknown>;

/** What v4 does with any entity, without HTTP. `actor` is the user of the key. */
export interface Resources {
  list(entity: Entity, query: ListQuery, origin: string, more?: Condition[]): Promise<JsonRecord[]>;
  get(entity: Entity, id: number, language: string, origin: string): Promise<JsonRecord>;
  /** @param more Columns that come from the path, such as the company of a document. */
  create(entity: Entity, body: unknown, actor: number, more?: Row): Promise<Created>;
  update(entity: Entity, id: number, body: unknown, actor: number): Promise<void>;
  remove(entity: Entity, id: number, actor: number): Promise<void>;
  /** Whether a record that is not deleted has this id. */
  exists(table: EntityTable, id: number): Promise<boolean>;
}

export function createResources({ db, choices, addresses, now }: ResourceDeps): Resources {
  const records = createRecords(db, now);

  async function attachmentsOf(emailIds: readonly number[], within: Kysely<Database> = db) {
    if (emailIds.length === 0) return [];
    return within
      .selectFrom('emailAttachments')
      .select(['id', 'emailId', 'name'])
      .where('emailId', 'in', [...emailIds])
      .orderBy('position')
      .execute();
  }

  async function toRecords(
    entity: Entity,
    rows: readonly Row[],
    language: string,
    origin: string,
  ): Promise<JsonRecord[]> {
    const label = await loadLabels(records, entity, rows, language);
    const attachments = entity.table === 'emails' ? await attachmentsOf(rows.map((row) => Number(row.id))) : [];
    const byEmail = Map.groupBy(attachments, (attachment) => attachment.emailId);
    const context = {
      choices,
      label,
      attachments: (emailId: number) => byEmail.get(emailId) ?? [],
      link: (documentId: number) => `${origin}/downloads/${addresses.create('get-document', documentId)}`,
    };
    return rows.map((row) => toRecord(entity, row, context));
  }

  async function existing(table: EntityTable, id: number): Promise<Row> {
    const row = await records.get(table, id);
    if (!row) throw notExist();
    return row;
  }

  async function checkReferences(references: ParsedBody['references']): Promise<void> {
    for (const { field, table, id } of references) {
      const row = await records.get(table, id);
      if (!row || (row.deleted === 1 && choices.deletedReferences === 'refuse')) {
        throw badRequest(`${field}: ${id} does not exist`);
      }
    }
  }

  async function changeable(entity: Entity, id: number): Promise<Row> {
    const row = await existing(entity.table, id);
    if (row.deleted === 1) throw notExist();
    if (row.readOnly === 1) throw badRequest('the record is read-only');
    return row;
  }

  async function findByExtId(within: Records, table: EntityTable, extId: string): Promise<number | undefined> {
    const [row] = await within.list(table, {
      where: [(eb) => eb('extId', '=', extId), (eb) => eb('deleted', '=', 0)],
      limit: 1,
    });
    return row && Number(row.id);
  }

  return {
    async list(entity, query, origin, more = []) {
      const rows = await records.list(entity.table, { ...query, where: [...query.where, ...more] });
      return toRecords(entity, rows, query.language, origin);
    },

    async get(entity, id, language, origin) {
      const [record] = await toRecords(entity, [await existing(entity.table, id)], language, origin);
      if (!record) throw notExist();
      return record;
    },

    async create(entity, body, actor, more = {}) {
      const parsed = parseBody(entity, body, 'create', choices);
      await checkReferences(parsed.references);
      const values: Row = { ...parsed.values, ...more };
      if (entity.table === 'documents') {
        values.name = toSafeFileName(String(values.name));
        values.extension = extensionOf(values.name);
      }
      if (entity.table === 'emails') values.date ??= new Date(now()).toISOString();
      const extId = typeof values.extId === 'string' && values.extId !== '' ? values.extId : undefined;
      const key = choices.idempotentCreate ? extId : undefined;

      return records.transaction(async (within, inner) => {
        const known = key === undefined ? undefined : await findByExtId(within, entity.table, key);
        const { id, created } =
          known === undefined
            ? await within.insert(entity.table, { ...values, extKey: key ?? null }, actor)
            : { id: known, created: false };
        if (created && parsed.attachments.length > 0) {
          const rows = parsed.attachments.map(({ name, size }, position) => ({
            emailId: id,
            position,
            name: toSafeFileName(name),
            size,
            fileKey: null,
          }));
          await inner.insertInto('emailAttachments').values(rows).execute();
        }
        const attachments = parsed.attachments.length > 0 ? await attachmentsOf([id], inner) : [];
        return { id, attachments };
      });
    },

    async update(entity, id, body, actor) {
      await changeable(entity, id);
      const parsed = parseBody(entity, body, 'update', choices);
      await checkReferences(parsed.references);
      const { extId } = parsed.values;
      const values: Row = { ...parsed.values };
      if (extId !== undefined && choices.idempotentCreate) {
        const holder = typeof extId === 'string' ? await findByExtId(records, entity.table, extId) : undefined;
        if (holder !== undefined && holder !== id) throw badRequest('extId is taken');
        values.extKey = extId === '' ? null : extId;
      }
      await records.update(entity.table, id, values, actor);
    },

    async remove(entity, id, actor) {
      await changeable(entity, id);
      await records.softDelete(entity.table, id, actor);
    },

    async exists(table, id) {
      const row = await records.get(table, id);
      return row !== undefined && row.deleted !== 1;
    },
  };
}
