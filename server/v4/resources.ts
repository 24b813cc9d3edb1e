import type { Kysely } from 'kysely';
import { type GuardedRecords, guardRecords } from '../access/guard-records.ts';
import { hideReferences } from '../access/hide-references.ts';
import type { Viewer } from '../access/viewer.ts';
import { isGuarded } from '../access/visible.ts';
import { extensionOf, toSafeFileName } from '../store/file-name.ts';
import { lockRow } from '../store/lock-row.ts';
import { type Condition, createRecords, type Witness } from '../store/records.ts';
import type { Database, EntityTable, Row } from '../store/tables.ts';
import type { V4Choices } from './choices.ts';
import type { Entity } from './entity.ts';
import { findByExtId, freeKey, toPrivateKey } from './ext-key.ts';
import { loadLabels } from './labels.ts';
import type { ListQuery } from './list-query.ts';
import { createPageScale } from './list-weight.ts';
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
  /** Who asks: what the rules of access deny is as if it were not there. The server itself when absent. */
  viewer?: Viewer;
  /** Told of every write, in the same transaction. */
  witness?: Witness;
  /** Told of a record that was asked for and is not there for this user. */
  onDenied?: (table: EntityTable, id: number) => Promise<void>;
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

export function createResources(deps: ResourceDeps): Resources {
  const { db, choices, addresses, now, viewer } = deps;
  const everything = createRecords(db, now, deps.witness);
  const records = guardRecords(everything, viewer);

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
    found: readonly Row[],
    language: string,
    origin: string,
  ): Promise<JsonRecord[]> {
    const rows = viewer && !viewer.seesAll ? await hideReferences(records, entity, found) : found;
    const label = await loadLabels(records, entity, rows, language);
    const attachments = entity.table === 'emails' ? await attachmentsOf(rows.map((row) => Number(row.id))) : [];
    const byEmail = Map.groupBy(attachments, (attachment) => attachment.emailId);
    const context = {
      choices,
      label,
      attachments: (emailId: number) => byEmail.get(emailId) ?? [],
      link: (documentId: number) =>
        `${origin}/downloads/${addresses.create('get-document', documentId, viewer?.userId ?? 0)}`,
    };
    return rows.map((row) => toRecord(entity, row, context));
  }

  /** Noted whether the record is there or not, so that the time it takes does not tell. */
  async function denied(table: EntityTable, id: number): Promise<void> {
    if (viewer && !viewer.seesAll && isGuarded(table)) await deps.onDenied?.(table, id);
  }

  async function existing(table: EntityTable, id: number): Promise<Row> {
    const row = await records.get(table, id);
    if (row) return row;
    await denied(table, id);
    throw notExist();
  }

  async function checkReferences(references: ParsedBody['references']): Promise<void> {
    for (const { field, table, id } of references) {
      const row = await records.get(table, id);
      if (!row) await denied(table, id);
      if (!row || (row.deleted === 1 && choices.deletedReferences === 'refuse')) {
        throw badRequest(`${field}: ${id} does not exist`);
      }
    }
  }

  async function changeable(entity: Entity, id: number): Promise<Row> {
    const row = await existing(entity.table, id);
    if (!(await records.mayChange(entity.table, id))) {
      await deps.onDenied?.(entity.table, id);
      throw badRequest('the record may be changed by its owners and those above them only');
    }
    if (row.deleted === 1) throw notExist();
    if (row.readOnly === 1) throw badRequest('the record is read-only');
    return row;
  }

  /** Fields that must fit together are judged in the transaction that writes them: two changes at once cannot pass each other by. */
  async function updateComplete(entity: Entity, id: number, written: Row, actor: number): Promise<void> {
    await records.transaction(async (within, inner) => {
      await lockRow(inner, entity.table, id);
      const kept = await within.get(entity.table, id);
      if (!kept) throw notExist();
      const follows = await entity.complete?.({ written, kept, records: within, actor });
      await within.update(entity.table, id, { ...written, ...follows }, actor);
    });
  }

  /** What the body leaves without naming it: a reference the user cannot see reads as none, and writing that back keeps it. */
  async function keepHidden(entity: Entity, kept: Row, values: Row): Promise<void> {
    if (!viewer || viewer.seesAll) return;
    const [seen] = await hideReferences(records, entity, [kept]);
    for (const name of Object.keys(values)) {
      if (values[name] === null && kept[name] !== null && seen?.[name] === null) delete values[name];
    }
  }

  /** A record of its own for a new `extId`; a repeat finds the first, and one hidden from the user neither helps nor hinders. */
  async function insertOnce(
    within: GuardedRecords,
    table: EntityTable,
    values: Row,
    key: string | undefined,
    actor: number,
  ) {
    const known = key === undefined ? undefined : await findByExtId(within, table, key);
    if (known !== undefined) return { id: known, created: false };
    const made = await within.insert(table, { ...values, extKey: key ?? null }, actor);
    if (made.created || key === undefined || (await within.get(table, made.id))) return made;
    return within.insert(table, { ...values, extKey: toPrivateKey(key, actor) }, actor);
  }

  return {
    async list(entity, query, origin, more = []) {
      const where = [...query.where, ...more];
      const { step, weigh } = createPageScale(entity, query.limit);
      const page: JsonRecord[] = [];
      for (let at = 0; at < query.limit; at += step) {
        const limit = Math.min(step, query.limit - at);
        const rows = await records.list(entity.table, { ...query, where, offset: query.offset + at, limit });
        const found = await toRecords(entity, rows, query.language, origin);
        weigh(found);
        page.push(...found);
        if (rows.length < limit) break;
      }
      return page;
    },

    async get(entity, id, language, origin) {
      const [record] = await toRecords(entity, [await existing(entity.table, id)], language, origin);
      if (!record) throw notExist();
      return record;
    },

    async create(entity, body, actor, more = {}) {
      const parsed = parseBody(entity, body, 'create', choices);
      if (viewer && !viewer.seesAll && !isGuarded(entity.table)) throw badRequest('for administrators only');
      await checkReferences(parsed.references);
      const follows = await entity.complete?.({ written: parsed.values, kept: undefined, records, actor });
      const values: Row = { ...parsed.values, ...follows, ...more };
      if (entity.table === 'documents') {
        values.name = toSafeFileName(String(values.name));
        values.extension = extensionOf(values.name);
      }
      if (entity.table === 'emails') values.date ??= new Date(now()).toISOString();
      const extId = typeof values.extId === 'string' && values.extId !== '' ? values.extId : undefined;
      const key = choices.idempotentCreate ? extId : undefined;

      return records.transaction(async (within, inner) => {
        const { id, created } = await insertOnce(within, entity.table, values, key, actor);
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
      const kept = await changeable(entity, id);
      const parsed = parseBody(entity, body, 'update', choices);
      await checkReferences(parsed.references);
      const { extId } = parsed.values;
      const values: Row = { ...parsed.values };
      if (extId !== undefined && choices.idempotentCreate) {
        values.extKey =
          typeof extId === 'string' && extId !== ''
            ? await freeKey(everything, entity.table, { extId, id, actor })
            : null;
        // Looked for after the key: one who took it meanwhile is then seen here, or by the unique index.
        const holder = typeof extId === 'string' ? await findByExtId(records, entity.table, extId) : undefined;
        if (holder !== undefined && holder !== id) throw badRequest('extId is taken');
      }
      await keepHidden(entity, kept, values);
      if (entity.complete) await updateComplete(entity, id, values, actor);
      else await records.update(entity.table, id, values, actor);
    },

    async remove(entity, id, actor) {
      await changeable(entity, id);
      await records.softDelete(entity.table, id, actor);
    },

    async exists(table, id) {
      const row = await records.get(table, id);
      if (!row) await denied(table, id);
      return row !== undefined && row.deleted !== 1;
    },
  };
}
