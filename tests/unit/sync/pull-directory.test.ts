import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Crm, CrmCursor, DirectoryPage } from '../../../utils/crm/crm.ts';
import { CrmUnavailableError } from '../../../utils/crm/errors/crm-unavailable-error.ts';
import type { Company, Contact } from '../../../utils/model/directory.ts';
import type { DirectoryPart, DirectoryState, DirectoryStore } from '../../../utils/model/directory-store.ts';
import { createDirectoryPull, type DirectoryPullOptions } from '../../../utils/sync/pull-directory.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const quietLog = { error: () => {}, info: () => {}, debug: () => {} };
const live = () => new AbortController().signal;

type Row = Company | Contact;
const idOf = (row: Row) => ('contactId' in row ? row.contactId : row.accountId);

/** A store in memory. */
function memoryStore() {
  const parts = {
    companies: { rows: new Map<number, Row & { round: number }>(), state: null as DirectoryState | null },
    contacts: { rows: new Map<number, Row & { round: number }>(), state: null as DirectoryState | null },
  };
  let largest = 0;
  const commit = async (change: () => void): Promise<void> => change();
  const store: DirectoryStore = {
    readState: async (part) => parts[part].state,
    savePage: (part, page, state) =>
      commit(() => {
        largest = Math.max(largest, page.changed.length);
        for (const row of page.changed as readonly Row[])
          parts[part].rows.set(idOf(row), { ...row, round: state.round });
        for (const id of page.removed) parts[part].rows.delete(id);
        parts[part].state = structuredClone(state);
      }),
    finishFullRead: (part, state) =>
      commit(() => {
        for (const [id, row] of parts[part].rows) if (row.round !== state.round) parts[part].rows.delete(id);
        parts[part].state = structuredClone(state);
      }),
    clear: () =>
      commit(() => {
        for (const part of Object.values(parts)) {
          part.rows.clear();
          part.state = null;
        }
      }),
  };
  return {
    store,
    ids: (part: DirectoryPart) => [...parts[part].rows.keys()].sort((a, b) => a - b),
    parts,
    largest: () => largest,
  };
}

interface Change {
  id: number;
  at: number;
  gone: boolean;
}

/**
 * A CRM of numbered records and numbered changes, read in pages of `size`; the cursor works as the real client's does.
 * A record in `vanished` is gone without a trace, as one the key may no longer see.
 */
function fakeCrm(size = 3) {
  const records = { companies: new Map<number, Change>(), contacts: new Map<number, Change>() };
  let clock = 0;
  const reads: string[] = [];
  const hooks = { beforePage: (_part: DirectoryPart, _page: number) => {} };

  async function* read<T>(
    part: DirectoryPart,
    cursor: CrmCursor,
    toRow: (id: number) => T,
  ): AsyncGenerator<DirectoryPage<T>> {
    const since = Number(cursor.since ?? -1);
    const startedAt = cursor.under?.startedAt ?? String(clock);
    reads.push(`${part} ${cursor.since === undefined ? 'full' : 'delta'} from page ${cursor.under?.page ?? 0}`);
    for (let page = cursor.under?.page ?? 0; ; page++) {
      hooks.beforePage(part, page);
      // Newest ids first, so that a new record moves the others to later pages.
      const all = [...records[part].values()].filter(({ at }) => at >= since).sort((a, b) => b.id - a.id);
      const slice = all.slice(page * size, (page + 1) * size);
      const last = slice.length < size;
      yield {
        changed: slice.filter(({ gone }) => !gone).map(({ id }) => toRow(id)),
        removed: slice.filter(({ gone }) => gone).map(({ id }) => id),
        cursor: last
          ? { since: startedAt }
          : {
              ...(cursor.since === undefined ? {} : { since: cursor.since }),
              under: { page: page + 1, count: size, startedAt },
            },
      };
      if (last) return;
    }
  }

  const crm: Pick<Crm, 'companies' | 'contacts'> = {
    companies: (cursor) =>
      read(
        'companies',
        cursor,
        (id): Company => ({ accountId: id, name: `C${id}`, emails: [], domains: [`c${id}.example`] }),
      ),
    contacts: (cursor) =>
      read('contacts', cursor, (id): Contact => ({ contactId: id, accountId: 1, name: `P${id}`, emails: [] })),
  };
  return {
    crm,
    reads,
    hooks,
    put: (part: DirectoryPart, id: number) => records[part].set(id, { id, at: ++clock, gone: false }),
    remove: (part: DirectoryPart, id: number) => records[part].set(id, { id, at: ++clock, gone: true }),
    vanish: (part: DirectoryPart, id: number) => records[part].delete(id),
    ids: (part: DirectoryPart) =>
      [...records[part].values()]
        .filter(({ gone }) => !gone)
        .map(({ id }) => id)
        .sort((a, b) => a - b),
  };
}

function pullOver(
  server: ReturnType<typeof fakeCrm>,
  held: ReturnType<typeof memoryStore>,
  overrides: Partial<DirectoryPullOptions> = {},
) {
  return createDirectoryPull({
    crm: server.crm,
    store: held.store,
    source: 'https://crm.example.com public',
    toIndexedCompany: (company) => company,
    toIndexedContact: (contact) => contact,
    now: () => 0,
    log: quietLog,
    ...overrides,
  });
}

function filled(companies: number, contacts: number, size?: number) {
  const server = fakeCrm(size);
  for (let id = 1; id <= companies; id++) server.put('companies', id);
  for (let id = 1; id <= contacts; id++) server.put('contacts', id);
  return server;
}

describe('the first pull', () => {
  it('takes everything, companies before contacts, and counts it', async () => {
    const server = filled(4, 7);
    const held = memoryStore();
    expect(await pullOver(server, held).pull(live())).toEqual({
      companies: { changed: 4, removed: 0 },
      contacts: { changed: 7, removed: 0 },
    });
    expect(held.ids('companies')).toEqual(server.ids('companies'));
    expect(held.ids('contacts')).toEqual(server.ids('contacts'));
    expect(server.reads).toEqual(['companies full from page 0', 'contacts full from page 0']);
    expect(held.parts.contacts.state).toMatchObject({ complete: true, round: 1, fullReadAt: 0, readAt: 0 });
  });

  it('keeps records in the form they are looked up in', async () => {
    const held = memoryStore();
    await pullOver(filled(1, 1), held, {
      toIndexedCompany: (company) => ({ ...company, domains: [] }),
      toIndexedContact: (contact) => ({ ...contact, emails: ['key@example.com'] }),
    }).pull(live());
    expect(held.parts.companies.rows.get(1)).toMatchObject({ domains: [] });
    expect(held.parts.contacts.rows.get(1)).toMatchObject({ emails: ['key@example.com'] });
  });

  it('is not complete until it has come to its end, and goes on where it stopped', async () => {
    const server = filled(1, 10);
    const held = memoryStore();
    server.hooks.beforePage = (part, page) => {
      if (part === 'contacts' && page === 2) throw new CrmUnavailableError('away', false);
    };
    await expect(pullOver(server, held).pull(live())).rejects.toBeInstanceOf(CrmUnavailableError);
    expect(held.parts.contacts.state?.complete).toBe(false);
    expect(held.ids('contacts')).toHaveLength(6);
    server.hooks.beforePage = () => {};
    await pullOver(server, held).pull(live());
    expect(server.reads.at(-1)).toBe('contacts full from page 2');
    expect(held.ids('contacts')).toEqual(server.ids('contacts'));
  });
});

describe('a later pull', () => {
  it('takes what changed and drops what was removed', async () => {
    const server = filled(2, 8);
    const held = memoryStore();
    const pull = pullOver(server, held);
    await pull.pull(live());
    server.put('contacts', 9);
    server.remove('contacts', 3);
    await pull.pull(live());
    expect(held.ids('contacts')).toEqual([1, 2, 4, 5, 6, 7, 8, 9]);
    expect(server.reads.slice(2)).toEqual(['companies delta from page 0', 'contacts delta from page 0']);
  });

  it('takes everything again after a week, and drops what vanished without a trace', async () => {
    const server = filled(2, 8);
    const held = memoryStore();
    let now = 0;
    const pull = pullOver(server, held, { now: () => now });
    await pull.pull(live());
    server.vanish('contacts', 5);
    now = 6 * DAY_MS;
    await pull.pull(live());
    expect(held.ids('contacts')).toContain(5);
    now = 7 * DAY_MS;
    await pull.pull(live());
    expect(held.ids('contacts')).not.toContain(5);
    expect(server.reads.slice(-2)).toEqual(['companies full from page 0', 'contacts full from page 0']);
  });

  it('keeps what is known while everything is taken again', async () => {
    const server = filled(2, 8);
    const held = memoryStore();
    let now = 0;
    const pull = pullOver(server, held, { now: () => now });
    await pull.pull(live());
    now = 8 * DAY_MS;
    server.hooks.beforePage = (part, page) => {
      if (part === 'contacts' && page === 1) throw new CrmUnavailableError('away', false);
    };
    await expect(pull.pull(live())).rejects.toThrow();
    expect(held.ids('contacts')).toEqual(server.ids('contacts'));
  });

  it('from another CRM begins with an empty directory', async () => {
    const held = memoryStore();
    await pullOver(filled(3, 9), held).pull(live());
    const other = filled(1, 2);
    await pullOver(other, held, { source: 'https://other.example.com public' }).pull(live());
    expect([held.ids('companies'), held.ids('contacts')]).toEqual([[1], [1, 2]]);
  });

  it('joins the one under way', async () => {
    const server = filled(2, 2);
    const pull = pullOver(server, memoryStore());
    const [one, two] = await Promise.all([pull.pull(live()), pull.pull(live())]);
    expect(one).toBe(two);
    expect(server.reads).toHaveLength(2);
  });
});

it('ends with the directory of the CRM, wherever it is killed and whatever changes meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ kill: fc.integer({ min: 1, max: 9 }), after: fc.boolean() }), { maxLength: 6 }),
      fc.array(fc.record({ id: fc.integer({ min: 1, max: 25 }), gone: fc.boolean() }), { maxLength: 30 }),
      async (kills, changes) => {
        const server = filled(3, 12);
        const queue = [...changes];
        server.hooks.beforePage = () => {
          const change = queue.shift();
          if (change) server[change.gone ? 'remove' : 'put']('contacts', change.id);
        };
        const held = memoryStore();
        for (const { kill, after } of kills) {
          const worker = killedAfter(held, kill, after);
          await pullOver(server, worker)
            .pull(live())
            .catch(() => undefined);
        }
        queue.length = 0;
        await pullOver(server, held).pull(live());
        await pullOver(server, held).pull(live());
        expect(held.ids('contacts')).toEqual(server.ids('contacts'));
        expect(held.ids('companies')).toEqual(server.ids('companies'));
        expect(held.parts.contacts.state?.complete).toBe(true);
      },
    ),
    { numRuns: 400 },
  );
});

/** The same rows under a new worker, which is killed `kill` commits later. */
function killedAfter(held: ReturnType<typeof memoryStore>, kill: number, after: boolean) {
  let left = kill;
  const dying = <A extends unknown[]>(commit: (...args: A) => Promise<void>) => {
    return async (...args: A): Promise<void> => {
      left -= 1;
      if (left === 0 && !after) throw new Error('killed');
      await commit(...args);
      if (left === 0) throw new Error('killed');
    };
  };
  const { store } = held;
  return {
    ...held,
    store: {
      readState: store.readState,
      savePage: dying(store.savePage) as DirectoryStore['savePage'],
      finishFullRead: dying(store.finishFullRead),
      clear: dying(store.clear),
    },
  };
}

it('holds one page at a time, however many contacts there are', async () => {
  const server = filled(1, 0);
  const held = memoryStore();
  const contacts = Array.from(
    { length: 100_000 },
    (_, i): Contact => ({ contactId: i + 1, accountId: 1, name: 'P', emails: [] }),
  );
  await pullOver(server, held, {
    crm: {
      companies: server.crm.companies,
      async *contacts() {
        for (let at = 0; at < contacts.length; at += 200) {
          const cursor = { under: { page: at / 200 + 1, count: 200, startedAt: '1' } };
          yield { changed: contacts.slice(at, at + 200), removed: [], cursor };
        }
        yield { changed: [], removed: [], cursor: { since: '1' } };
      },
    },
  }).pull(live());
  expect(held.ids('contacts')).toHaveLength(100_000);
  expect(held.largest()).toBe(200);
});
