import { describe, expect, it } from 'vitest';
import type { CrmCursor } from '../../../utils/crm/crm.ts';
import { CrmUnavailableError } from '../../../utils/crm/errors/crm-unavailable-error.ts';
import { byDefault, collect, live, memoryStore, scriptedCrm } from './fake-crm.ts';
import { json, type Seen } from './scripted-fetch.ts';

const NOW = '2026-11-23T12:00:00.000Z';

interface FakeContact {
  id: number;
  firstName: string;
  lastName: string;
  accountId: unknown;
  email: string | null;
  email2: string | null;
  email3: string | null;
  dateCreated: string | null;
  dateUpdated: string | null;
  dateDeleted: string | null;
  deleted: boolean;
}

function fakeContact(id: number, overrides: Partial<FakeContact> = {}): FakeContact {
  return {
    id,
    firstName: 'Person',
    lastName: String(id),
    accountId: { id: 3101, value: 'Acme' },
    email: `p${id}@acme.example.com`,
    email2: null,
    email3: null,
    dateCreated: '2026-01-01T00:00:00Z',
    dateUpdated: null,
    dateDeleted: null,
    deleted: false,
    ...overrides,
  };
}

const range = (count: number, from = 1) => Array.from({ length: count }, (_, i) => fakeContact(from + i));

/** The part of a list a request asks for, with a page size the server may bound. */
function pageOf<T>(rows: T[], { query, headers }: Seen, most = 1000): T[] {
  const count = Math.min(Number(headers.get('count') ?? 50), most);
  const page = Number(query.get('page') ?? 0);
  return rows.slice(page * count, (page + 1) * count);
}

function tenant(answer: (seen: Seen) => Response, store = memoryStore()) {
  return scriptedCrm((seen) => (seen.path === 'login' ? byDefault() : answer(seen)), { store });
}

async function contactsOf(answer: (seen: Seen) => Response, cursor: CrmCursor = {}) {
  const { crm, seen } = tenant(answer);
  const pages = await collect(crm.contacts(cursor, live()));
  return {
    pages,
    changed: pages.flatMap((page) => page.changed),
    removed: pages.flatMap((page) => page.removed),
    cursor: pages.at(-1)?.cursor,
    requests: seen.filter(({ path }) => path === 'contacts'),
  };
}

describe('a whole read', () => {
  it.each([0, 1, 49, 199, 200, 201, 400, 1000])('takes each of %i records once', async (count) => {
    const rows = range(count);
    const { changed } = await contactsOf((seen) => json(pageOf(rows, seen)));
    expect(changed.map((contact) => contact.contactId)).toEqual(rows.map(({ id }) => id));
  });

  it.each([50, 60, 100])('is whole on a server that gives no more than %i rows a page', async (most) => {
    const rows = range(230);
    const { changed } = await contactsOf((seen) => json(pageOf(rows, seen, most)));
    expect(changed).toHaveLength(230);
  });

  it('asks by zero-based page, by both names of the page size, in the order of ids', async () => {
    const { requests } = await contactsOf((seen) => json(pageOf(range(250), seen)));
    expect(requests.map(({ rawQuery }) => rawQuery)).toEqual(['?order=id&page=0', '?order=id&page=1']);
    for (const { headers } of requests) {
      expect([headers.get('count'), headers.get('x-fm-entity-count')]).toEqual(['200', '200']);
    }
  });

  it('does without an order on a server that refuses it, and remembers that', async () => {
    const rows = range(250);
    const { crm, seen } = tenant((request) =>
      request.query.has('order') ? json({ code: 901, error: 'Internal data Error' }, 400) : json(pageOf(rows, request)),
    );
    expect((await collect(crm.contacts({}, live()))).flatMap(({ changed }) => changed)).toHaveLength(250);
    expect((await collect(crm.contacts({}, live()))).flatMap(({ changed }) => changed)).toHaveLength(250);
    expect(seen.filter(({ query }) => query.has('order'))).toHaveLength(1);
  });

  it('hands over deleted records, and those without a company, as removed', async () => {
    const { changed, removed } = await contactsOf(() =>
      json([
        fakeContact(1),
        fakeContact(2, { deleted: true, dateDeleted: '2026-02-01T00:00:00Z' }),
        fakeContact(3, { accountId: null }),
        fakeContact(4, { accountId: -1 }),
      ]),
    );
    expect(changed.map(({ contactId }) => contactId)).toEqual([1]);
    expect(removed).toEqual([2, 3, 4]);
  });

  it('leaves out a row it cannot read and takes the others', async () => {
    const { changed } = await contactsOf(() => json([fakeContact(1), null, { id: 'x' }, 'text', fakeContact(2)]));
    expect(changed).toHaveLength(2);
  });

  it.each([
    ['rows of something else', [{ name: 'x' }, { name: 'y' }]],
    ['an object', { data: [] }],
    ['a text', 'no'],
    ['null', null],
  ])('ends in CrmUnavailableError over %s', async (_, answer) => {
    await expect(contactsOf(() => json(answer))).rejects.toBeInstanceOf(CrmUnavailableError);
  });

  it('ends in CrmUnavailableError on a server that repeats one full page for ever', async () => {
    await expect(contactsOf(() => json(range(200)))).rejects.toBeInstanceOf(CrmUnavailableError);
  });

  it('ends with the highest time of a change as watermark', async () => {
    const { cursor } = await contactsOf(() =>
      json([
        fakeContact(1, { dateCreated: '2026-03-01T10:00:00.5Z' }),
        fakeContact(2, { dateUpdated: '2026-05-01T10:00:00Z' }),
        fakeContact(3, { deleted: true, dateDeleted: '2026-04-01T10:00:00Z' }),
      ]),
    );
    expect(cursor).toEqual({ since: '2026-05-01T10:00:00.000Z' });
  });

  it.each([
    ['by the server’s clock', { date: 'Mon, 23 Nov 2026 11:00:00 GMT' }, '2026-11-23T11:00:00.000Z'],
    ['by our clock where the server shows none', {}, NOW],
  ])(
    'has no watermark after it began, %s: what changes behind the reader is found next time',
    async (_, headers, since) => {
      const rows = [fakeContact(1, { dateUpdated: '2099-01-01T00:00:00Z' })];
      const { cursor } = await contactsOf(() => json(rows, 200, headers as Record<string, string>));
      expect(cursor).toEqual({ since });
    },
  );

  it('goes on at the page it was stopped at, without asking for the pages before', async () => {
    const rows = range(1000);
    const first = tenant((seen) => json(pageOf(rows, seen)));
    let cursor: CrmCursor = {};
    let read = 0;
    for await (const page of first.crm.contacts({}, live())) {
      cursor = page.cursor;
      read += page.changed.length;
      if (read === 600) break;
    }
    const rest = await contactsOf((seen) => json(pageOf(rows, seen)), cursor);
    expect(rest.changed.map(({ contactId }) => contactId)).toEqual(rows.slice(600).map(({ id }) => id));
    expect(rest.requests[0]?.query.get('page')).toBe('3');
    expect(rest.cursor).toEqual({ since: '2026-01-01T00:00:00.000Z' });
  });

  it('starts over when it was stopped with another page size', async () => {
    const { requests } = await contactsOf((seen) => json(pageOf(range(10), seen)), {
      under: { page: 7, count: 50, startedAt: NOW },
    });
    expect(requests[0]?.query.get('page')).toBe('0');
  });
});

describe('a read of changes', () => {
  const SINCE = { since: '2026-05-01T10:00:00.000Z' };

  it('asks for what was created, updated or deleted, two minutes earlier', async () => {
    const { requests, cursor } = await contactsOf(() => json([]), SINCE);
    expect(requests.map(({ query }) => query.get('where'))).toEqual([
      "dateCreated>'2026-05-01 09:58:00' OR dateUpdated>'2026-05-01 09:58:00' OR dateDeleted>'2026-05-01 09:58:00'",
    ]);
    expect(requests[0]?.rawQuery).toContain('where=dateCreated%3E%272026-05-01%2009%3A58%3A00%27%20OR%20');
    expect(cursor).toEqual(SINCE);
  });

  it('never sets the watermark back', async () => {
    const { cursor } = await contactsOf(() => json([fakeContact(1, { dateUpdated: '2026-05-01T09:59:00Z' })]), SINCE);
    expect(cursor).toEqual(SINCE);
  });

  it('tries the other form of a time on a server that refuses the first, and remembers it', async () => {
    const store = memoryStore();
    const answer = (seen: Seen) =>
      seen.query.get('where')?.includes('T09:58:00Z') ? json([fakeContact(1)]) : json({ code: 901, error: 'x' }, 400);
    const first = tenant(answer, store);
    expect((await collect(first.crm.contacts(SINCE, live()))).flatMap(({ changed }) => changed)).toHaveLength(1);
    const second = tenant(answer, store);
    await collect(second.crm.contacts(SINCE, live()));
    expect(second.seen.map(({ query }) => query.get('where'))).toEqual([
      "dateCreated>'2026-05-01T09:58:00Z' OR dateUpdated>'2026-05-01T09:58:00Z' OR dateDeleted>'2026-05-01T09:58:00Z'",
    ]);
  });

  /** A server that knows `order` by time, newest first, and no `where`. */
  function orderOnly(rows: FakeContact[], nulls: 'first' | 'last') {
    return (seen: Seen) => {
      if (seen.query.has('where')) return json({ code: 901, error: 'x' }, 400);
      const order = (seen.query.get('order') ?? 'id') as 'dateCreated';
      const sorted = [...rows].sort((a, b) => {
        const [x, y] = [a[order] ?? '', b[order] ?? ''];
        if (x === '' || y === '') return (nulls === 'first' ? 1 : -1) * (Number(x !== '') - Number(y !== ''));
        return x < y ? 1 : -1;
      });
      return json(pageOf(sorted, seen));
    };
  }

  it.each(['first', 'last'] as const)(
    'reads newest first where `where` is refused, empty times sorted %s',
    async (nulls) => {
      const rows = [
        ...range(900).map((row) => ({ ...row, dateUpdated: row.id % 2 ? '2026-02-01T00:00:00Z' : null })),
        fakeContact(2001, { dateCreated: '2026-06-01T00:00:00Z' }),
        fakeContact(2002, { dateUpdated: '2026-07-01T00:00:00Z' }),
        fakeContact(2003, { deleted: true, dateDeleted: '2026-08-01T00:00:00Z' }),
      ];
      const { changed, removed, cursor } = await contactsOf(orderOnly(rows, nulls), SINCE);
      expect(new Set(changed.map(({ contactId }) => contactId))).toEqual(new Set([2001, 2002]));
      expect(new Set(removed)).toEqual(new Set([2003]));
      expect(cursor).toEqual({ since: '2026-08-01T00:00:00.000Z' });
    },
  );

  it('reads everything where neither `where` nor `order` is known', async () => {
    const rows = [...range(300), fakeContact(2001, { dateUpdated: '2026-07-01T00:00:00Z' })];
    const { changed, cursor } = await contactsOf(
      (seen) =>
        seen.query.has('where') || seen.query.has('order') ? json({ error: 'bad' }, 400) : json(pageOf(rows, seen)),
      SINCE,
    );
    expect(changed).toHaveLength(301);
    expect(cursor).toEqual({ since: '2026-07-01T00:00:00.000Z' });
  });

  it('does not take a fault of the server for a refusal of the query', async () => {
    const { crm, seen } = tenant(() => json({}, 500));
    await expect(collect(crm.contacts(SINCE, live()))).rejects.toBeInstanceOf(CrmUnavailableError);
    expect(new Set(seen.slice(1).map(({ rawQuery }) => rawQuery)).size).toBe(1);
  });
});

describe('records of the directory', () => {
  it('hold the addresses of a contact, all three, normalised and each once', async () => {
    const { changed } = await contactsOf(() =>
      json([
        fakeContact(1, {
          firstName: ' Omar ',
          lastName: '',
          email: 'Omar@ACME.example.com ',
          email2: 'omar@acme.example.com; o.haddad@example.org',
          email3: 'Omar <omar@home.example.net>',
        }),
        fakeContact(2, { email: 'n/a', email2: '-', email3: '' }),
      ]),
    );
    expect(changed).toEqual([
      {
        contactId: 1,
        accountId: 3101,
        name: 'Omar',
        emails: ['omar@acme.example.com', 'o.haddad@example.org', 'omar@home.example.net'],
      },
      { contactId: 2, accountId: 3101, name: 'Person 2', emails: [] },
    ]);
  });

  it.each([
    ['www.acme.com', ['acme.com']],
    ['HTTPS://Shop.Acme.co.uk:8443/path?x#y', ['acme.co.uk']],
    ['http:/acme.com', ['acme.com']],
    ['//acme.com/', ['acme.com']],
    ['acme.com, acme.es', ['acme.com']],
    ['https://münchen-tools.de', ['xn--mnchen-tools-dlb.de']],
    ['acme.wixsite.com', ['acme.wixsite.com']],
    ['facebook.com/acme', []],
    ['https://www.linkedin.com/company/acme', []],
    ['192.168.0.1', []],
    ['localhost', []],
    ['n/a', []],
    ['none yet', []],
    ['co.uk', []],
    ['http://[::1', []],
    ['', []],
    [null, []],
  ])('hold the registrable domain of the website %j', async (website, domains) => {
    const { crm } = tenant(() => json([{ id: 1, name: 'Acme', email: null, website }]));
    const pages = await collect(crm.companies({}, live()));
    expect(pages.flatMap(({ changed }) => changed)).toEqual([{ accountId: 1, name: 'Acme', emails: [], domains }]);
  });

  it('hold the address of a company and its domain', async () => {
    const { crm } = tenant(() => json([{ id: '7', name: null, email: 'Info@mail.Acme.com', website: 'acme.com' }]));
    const pages = await collect(crm.companies({}, live()));
    expect(pages[0]?.changed).toEqual([
      { accountId: 7, name: '', emails: ['info@mail.acme.com'], domains: ['acme.com'] },
    ]);
  });
});
