import type { z } from 'zod';
import { CrmRejectedError } from './errors/crm-rejected-error.ts';
import { CrmUnavailableError } from './errors/crm-unavailable-error.ts';
import type { HttpAnswer, HttpCall } from './sage-http.ts';
import { toQuery } from './where.ts';

/** Rows asked for a page. 50 is what v4 gives unasked; its maximum is not documented. */
export const PAGE_ROWS = 200;
/** The smallest page size met anywhere: fewer rows than this are the end. */
const SMALLEST_PAGE = 50;
/** Two million rows at 200 a page. Only a server that turns in circles gets there. */
const MAX_PAGES = 10_000;

export interface ListQuery<R> {
  resource: string;
  where?: string;
  order?: string;
  schema: z.ZodType<{ rows: R[]; received: number }>;
  signal: AbortSignal;
  /** Zero-based; default 0. */
  startPage?: number;
  count?: number;
}

export interface ListPage<R> {
  rows: R[];
  page: number;
  /** Whether this was the last page. */
  last: boolean;
  serverTime: number | undefined;
}

type Send = <T>(call: HttpCall<T>) => Promise<HttpAnswer<T>>;

/**
 * Pages of a list, zero-based. It ends at an empty page, at one with fewer rows than the smallest page size known, or
 * at one shorter than a page before it. A page shorter than asked for is not enough: the server may allow fewer rows
 * than we ask for.
 *
 * @throws CrmUnavailableError when the server gives the same full page twice, since it then ignores `page`
 */
export async function* readPages<R extends { id: number }>(
  send: Send,
  { resource, where, order, schema, signal, startPage = 0, count = PAGE_ROWS }: ListQuery<R>,
): AsyncGenerator<ListPage<R>, void, undefined> {
  let largest = 0;
  let before = '';
  for (let page = startPage; page < MAX_PAGES; page++) {
    const { data, serverTime } = await send({
      method: 'get',
      path: resource,
      query: toQuery({ where, order, page }),
      // Portal and examples disagree on the name; the other one is ignored.
      headers: { Count: String(count), 'X-FM-Entity-Count': String(count) },
      schema,
      signal,
    });
    const { rows, received } = data;
    const ids = rows.map((row) => row.id).join();
    if (received > 0 && ids === before) throw new CrmUnavailableError('The CRM repeats one page of a list', false);
    before = ids;
    const last = received < SMALLEST_PAGE || received < largest;
    largest = Math.max(largest, received);
    yield { rows, page, last, serverTime };
    if (last) return;
  }
}

/** v4's number for a query it cannot run: a `where` or `order` it does not know. */
const BAD_QUERY = 901;

/** Whether the server refused how it was asked, so that asking in another way may help. */
export function isBadQuery(error: unknown): boolean {
  return (
    error instanceof CrmRejectedError && (error.code === BAD_QUERY || (error.status === 400 && error.code !== 910))
  );
}
