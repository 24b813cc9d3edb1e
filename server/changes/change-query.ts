import { badRequest } from '../v4/v4-error.ts';

/** Longest wait of one request, in seconds. */
const MAX_WAIT_SECONDS = 60;

export interface ChangeQuery {
  /** Number of the last change the client has, or `now` for those still to come. */
  since: number | 'now';
  /** How long to wait for a change when there is none yet. */
  waitSeconds: number;
  /** Names of the resources to hear of; all when absent. */
  entities: ReadonlySet<string> | undefined;
}

const parameters = ['since', 'wait', 'entities'];

/**
 * Reads what to hear of, and from where. `Last-Event-ID` goes before `since`: a browser that connects again repeats its first
 * address, and adds the header.
 *
 * @param known Names of the resources there are.
 * @throws `V4Error` 400
 */
export function parseChangeQuery(
  query: URLSearchParams,
  headers: Pick<Headers, 'get'>,
  known: ReadonlySet<string>,
): ChangeQuery {
  for (const name of query.keys()) if (!parameters.includes(name)) throw badRequest(`${name} is not a parameter here`);
  const entities = query
    .get('entities')
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  for (const name of entities ?? []) if (!known.has(name)) throw badRequest(`entities: there is no ${name}`);
  if (entities?.length === 0) throw badRequest('entities is empty');
  return {
    since: parseSince(headers.get('Last-Event-ID') || query.get('since')),
    waitSeconds: parseWait(query.get('wait')),
    entities: entities && new Set(entities),
  };
}

function parseSince(text: string | null): number | 'now' {
  if (text === null || text === 'now') return 'now';
  if (!/^\d{1,10}$/.test(text)) throw badRequest('since must be the number of a change, or now');
  return Number(text);
}

function parseWait(text: string | null): number {
  if (text === null) return 0;
  if (!/^\d{1,2}$/.test(text) || Number(text) > MAX_WAIT_SECONDS) {
    throw badRequest(`wait must be seconds, from 0 to ${MAX_WAIT_SECONDS}`);
  }
  return Number(text);
}
