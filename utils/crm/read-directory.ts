import type { CrmCursor, DirectoryPage } from './crm.ts';
import { isBadQuery, type ListPage, type ListQuery, PAGE_ROWS } from './list-reader.ts';
import type { DeltaForm, SessionMemory } from './session-memory.ts';
import { changedSince } from './where.ts';
import type { Audit } from './wire/lenient.ts';

/** Clocks of several servers, and writes that commit late, lie within this. */
const OVERLAP_MS = 2 * 60 * 1000;

const FORMS: readonly DeltaForm[] = ['where-spaced', 'where-iso', 'newest-first', 'everything'];
/** Each finds one kind of change; a row whose value is null sorts somewhere unknown and is found by another. */
const NEWEST_FIRST = ['dateCreated', 'dateUpdated', 'dateDeleted'] as const;

type Row = Audit & { id: number };

export interface DirectoryRead<R extends Row, T> {
  resource: string;
  schema: ListQuery<R>['schema'];
  /** Null for a record the directory has no use for. */
  convert(row: R): T | null;
}

export interface DirectoryReaderParts {
  pages<R extends Row>(query: ListQuery<R>): AsyncGenerator<ListPage<R>, void, undefined>;
  memory: SessionMemory;
  now(): number;
}

/**
 * Reads a list whole, or what changed in it since the cursor, page by page and in bounded memory.
 *
 * A whole read is ordered by id: of all attributes only the id is unique and never changes, so a record made meanwhile
 * moves others to a later page (they come twice), never past the reader. The cursor carries the page, so that a read
 * stopped on page 700 goes on there. The next watermark is the highest time seen, but not after the read began: a
 * record changed after its page was read must be found by the next read.
 */
export function createDirectoryReader({ pages, memory, now }: DirectoryReaderParts) {
  /** Pages in the steadiest order the tenant takes. */
  async function* inOrder<R extends Row>(query: ListQuery<R>): AsyncGenerator<ListPage<R>> {
    const unordered = (await memory.read()).unordered ?? [];
    if (unordered.includes(query.resource)) return yield* pages(query);
    let began = false;
    try {
      for await (const page of pages({ ...query, order: 'id' })) {
        began = true;
        yield page;
      }
    } catch (error) {
      if (began || !isBadQuery(error)) throw error;
      // Perhaps it is the `where` that is refused: only an answer without the order proves that it was the order.
      for await (const page of pages(query)) {
        if (!began) await memory.update({ unordered: [...unordered, query.resource] });
        began = true;
        yield page;
      }
    }
  }

  /** All pages sorted by one time, newest first, until everything on a page that has the time at all is old. */
  async function* newestFirst<R extends Row>(query: ListQuery<R>, since: string): AsyncGenerator<ListPage<R>> {
    for (const order of NEWEST_FIRST) {
      for await (const page of pages({ ...query, order })) {
        const times = page.rows.map((row) => row[order]).filter((time) => time !== null);
        const rows = page.rows.filter((row) => (latestOf(row) ?? since) >= since);
        yield { ...page, rows, last: false };
        if (times.some((time) => time < since)) break;
      }
    }
  }

  async function* pagesOf<R extends Row>(query: ListQuery<R>, since: string, form: DeltaForm) {
    if (form === 'newest-first') return yield* newestFirst({ ...query, startPage: 0 }, since);
    if (form === 'everything') return yield* inOrder(query);
    return yield* inOrder({ ...query, where: changedSince(since, form === 'where-iso' ? 'iso' : 'spaced') });
  }

  /** What changed, in the first way of asking that the tenant takes; the way is remembered. */
  async function* delta<R extends Row>(query: ListQuery<R>, since: string): AsyncGenerator<ListPage<R>> {
    const known = (await memory.read()).deltaForms?.[query.resource];
    for (const form of FORMS.slice(known === undefined ? 0 : FORMS.indexOf(known))) {
      let began = false;
      try {
        for await (const page of pagesOf(query, since, form)) {
          if (!began && form !== known) {
            const { deltaForms } = await memory.read();
            await memory.update({ deltaForms: { ...deltaForms, [query.resource]: form } });
          }
          began = true;
          yield page;
        }
        return;
      } catch (error) {
        if (began || form === 'everything' || !isBadQuery(error)) throw error;
      }
    }
  }

  return async function* read<R extends Row, T>(
    { resource, schema, convert }: DirectoryRead<R, T>,
    cursor: CrmCursor,
    signal: AbortSignal,
  ): AsyncGenerator<DirectoryPage<T>, void, undefined> {
    const under = cursor.under?.count === PAGE_ROWS ? cursor.under : undefined;
    const query = { resource, schema, signal, count: PAGE_ROWS, startPage: under?.page ?? 0 };
    const source = cursor.since === undefined ? inOrder(query) : delta(query, earlier(cursor.since, OVERLAP_MS));
    let startedAt = under?.startedAt;
    let highest = under?.highest;
    let saidLast = false;
    for await (const page of source) {
      startedAt ??= new Date(page.serverTime ?? now()).toISOString();
      highest = page.rows.map(latestOf).reduce(laterOf, highest ?? null) ?? undefined;
      const next = { page: page.page + 1, count: PAGE_ROWS, startedAt, ...(highest === undefined ? {} : { highest }) };
      saidLast = page.last;
      yield {
        ...toChanges(page.rows, convert),
        cursor: page.last ? ended(cursor.since, next) : { ...sinceOf(cursor.since), under: next },
      };
    }
    if (startedAt !== undefined && !saidLast) {
      yield { changed: [], removed: [], cursor: ended(cursor.since, { startedAt, highest }) };
    }
  };
}

/** Deleted records stay in v4's lists with a mark; to the directory they are gone, and so are those of no use to it. */
function toChanges<R extends Row, T>(rows: readonly R[], convert: (row: R) => T | null) {
  const changed: T[] = [];
  const removed: number[] = [];
  for (const row of rows) {
    const converted = row.deleted ? null : convert(row);
    if (converted === null) removed.push(row.id);
    else changed.push(converted);
  }
  return { changed, removed };
}

function ended(since: string | undefined, read: { startedAt: string; highest?: string | undefined }): CrmCursor {
  const reached = read.highest === undefined || read.highest < read.startedAt ? read.highest : read.startedAt;
  return sinceOf(laterOf(since ?? null, reached ?? null) ?? undefined);
}

function sinceOf(since: string | undefined): CrmCursor {
  return since === undefined ? {} : { since };
}

function latestOf(row: Row): string | null {
  return [row.dateCreated, row.dateUpdated, row.dateDeleted].reduce(laterOf, null);
}

/** ISO texts of one length compare as text. */
function laterOf(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

function earlier(iso: string, byMs: number): string {
  return new Date(Math.max(0, Date.parse(iso) - byMs)).toISOString();
}
