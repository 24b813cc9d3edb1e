import { createSageCrm, type SageCrmOptions } from '../../../utils/crm/sage-crm.ts';
import type { SessionRecord } from '../../../utils/crm/session-memory.ts';
import { BASE, json, type Script, scriptedFetch } from './scripted-fetch.ts';

export const live = () => new AbortController().signal;

/** A store in memory, with what was last kept. */
export function memoryStore() {
  const held: { record: unknown } = { record: null };
  return {
    held,
    get: async () => held.record,
    set: async (record: SessionRecord) => {
      held.record = structuredClone(record);
    },
    clear: async () => {
      held.record = null;
    },
  };
}

export const quietLog = { error: () => {}, info: () => {}, debug: () => {} };

/** A client over a script. `POST /login` gives `token-1`, `token-2` … unless the script answers it. */
export function scriptedCrm(script: Script, overrides: Partial<SageCrmOptions> = {}) {
  let logins = 0;
  const server = scriptedFetch(async (seen, signal) => {
    const answer = await script(seen, signal);
    if (seen.path !== 'login' || answer.status !== 599) return answer;
    logins += 1;
    return json({ token: `token-${logins}` });
  });
  const store = memoryStore();
  const crm = createSageCrm({
    baseUrl: BASE,
    fetch: server.fetch,
    credentials: async () => ({ publicKey: 'public', privateKey: 'private' }),
    store,
    limiter: { take: async () => {}, answered: () => {} },
    now: () => Date.UTC(2026, 10, 23, 12),
    random: () => 0.5,
    readRetryDelayMs: 0,
    log: quietLog,
    ...overrides,
  });
  return { crm, store, seen: server.seen };
}

/** Leaves the answer to the default of {@link scriptedCrm}; for any other path a fault the test notices. */
export const byDefault = () => new Response('not scripted', { status: 599 });

export async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}
