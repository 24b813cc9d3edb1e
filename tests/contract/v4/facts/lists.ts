import { expecting, type Fact, holds, unknown, type Verdict } from '../fact.ts';
import type { Json, V4 } from '../v4-client.ts';

const about = 'lists';
/** A list that every tenant has, with more than one record in most. */
const ids = (body: Json): unknown[] | undefined => (Array.isArray(body) ? body.map(({ id }: Json) => id) : undefined);
const same = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);
const contactIds = async (v4: V4, query: string, headers = {}) =>
  ids((await v4.get(`/contacts${query}`, headers)).body);

/** Checks with the ids of the first contacts, where there are at least three. */
async function withContacts(v4: V4, check: (first: unknown[]) => Promise<Verdict>): Promise<Verdict> {
  const first = ids(await v4.sample('contacts'));
  return first && first.length >= 3 ? check(first) : unknown('there are fewer than three contacts');
}

const countBy = (header: string) => (v4: V4) =>
  withContacts(v4, async () => {
    const found = await contactIds(v4, '', { [header]: '2' });
    return expecting(found?.length === 2, `${header}: 2 gave ${found?.length ?? 'no list'}`);
  });

async function inOrder(v4: V4, resource: string, attribute: string): Promise<Verdict> {
  const { status, body } = await v4.get(`/${resource}?order=${attribute}`);
  if (status !== 200 || !Array.isArray(body)) return expecting(false, `answered ${status}`);
  const moments = body.map((record: Json) => Date.parse(record[attribute])).filter((at) => !Number.isNaN(at));
  if (new Set(moments).size < 2) return unknown('the records are all of one moment');
  return expecting(
    moments.every((at, place) => place === 0 || at <= (moments[place - 1] ?? 0)),
    'they are not descending',
  );
}

export const listFacts: readonly Fact[] = [
  {
    about,
    words: 'are bare arrays',
    grade: 'documented',
    async check(v4) {
      const { status, body } = await v4.get('/contacts');
      return expecting(status === 200 && Array.isArray(body), `answered ${status}, ${typeof body}`);
    },
  },
  {
    about,
    words: 'every record has a whole number as id, unique within its resource',
    grade: 'documented',
    async check(v4) {
      for (const resource of ['users', 'accounts', 'contacts', 'activities', 'emails', 'activityTypes']) {
        const found = ids(await v4.sample(resource)) ?? [];
        if (!found.every(Number.isInteger)) return expecting(false, `${resource} has an id that is none`);
        if (new Set(found).size < found.length) return expecting(false, `${resource} has an id twice`);
      }
      return holds;
    },
  },
  {
    about,
    words: 'hold 50 records unless told',
    grade: 'documented',
    async check(v4) {
      for (const resource of ['contacts', 'accounts', 'activities', 'countries']) {
        const length = ids((await v4.get(`/${resource}`)).body)?.length ?? 0;
        if (length > 50) return expecting(false, `${resource} gave ${length}`);
        if (length === 50) return holds;
      }
      return unknown('no list has so many');
    },
  },
  {
    about,
    words: 'the header Count or X-FM-Entity-Count sets how many records a page has',
    grade: 'documented',
    check: (v4) =>
      withContacts(v4, async () => {
        const found = await contactIds(v4, '', { Count: '2', 'X-FM-Entity-Count': '2' });
        return expecting(found?.length === 2, `gave ${found?.length ?? 'no list'}`);
      }),
  },
  { about, words: 'the header Count does so alone', grade: 'seen', check: countBy('Count') },
  {
    about,
    words: 'the header X-FM-Entity-Count does so alone',
    grade: 'inferred',
    check: countBy('X-FM-Entity-Count'),
  },
  {
    about,
    words: 'pages count from 0, which is the first',
    grade: 'documented',
    check: (v4) =>
      withContacts(v4, async (first) => {
        const found = await contactIds(v4, '?page=0', { Count: '50', 'X-FM-Entity-Count': '50' });
        return expecting(same(found, first), 'page 0 is another than the first');
      }),
  },
  {
    about,
    words: 'the next page goes on where the last ended',
    grade: 'documented',
    check: (v4) =>
      withContacts(v4, async (first) => {
        const one = { Count: '1', 'X-FM-Entity-Count': '1' };
        const pages = [await contactIds(v4, '?page=0', one), await contactIds(v4, '?page=1', one)];
        return expecting(same(pages, [first.slice(0, 1), first.slice(1, 2)]), `gave ${JSON.stringify(pages)}`);
      }),
  },
  {
    about,
    words: 'a page past the end is answered 200 with an empty array',
    grade: 'seen',
    async check(v4) {
      const { status, body } = await v4.get('/contacts?page=1000000');
      return expecting(status === 200 && same(body, []), `answered ${status}`);
    },
  },
  {
    about,
    words: 'order=dateCreated puts the newest first',
    grade: 'documented',
    async check(v4) {
      for (const resource of ['contacts', 'accounts', 'activities', 'emails']) {
        const verdict = await inOrder(v4, resource, 'dateCreated');
        if (verdict.kind !== 'unknown') return verdict;
      }
      return unknown('no list has records of two moments');
    },
  },
  ...['en', 'es', 'pt', 'it', 'fr', 'de', 'ru'].map(
    (language): Fact => ({
      about,
      words: `lang=${language} is taken`,
      grade: 'documented',
      async check(v4) {
        const { status } = await v4.get(`/branches?lang=${language}`);
        return expecting(status === 200, `answered ${status}`);
      },
    }),
  ),
  {
    about,
    words: 'lang is taken in capitals',
    grade: 'seen',
    async check(v4) {
      const { status } = await v4.get('/branches?lang=EN');
      return expecting(status === 200, `answered ${status}`);
    },
  },
  ...['*/*', 'application/json'].map(
    (accept): Fact => ({
      about,
      words: `Accept: ${accept} is answered`,
      grade: 'documented',
      async check(v4) {
        const { status } = await v4.get('/branches', { Accept: accept });
        return expecting(status === 200, `answered ${status}`);
      },
    }),
  ),
  ...['0', '1'].map(
    (value): Fact => ({
      about,
      words: `ExtraFieldDescription: ${value} is answered`,
      grade: 'documented',
      async check(v4) {
        const { status } = await v4.get('/contacts', { ExtraFieldDescription: value });
        return expecting(status === 200, `answered ${status}`);
      },
    }),
  ),
  ...['users', 'accounts', 'contacts', 'activities', 'emails', 'opportunities', 'calendar', 'documents'].map(
    (resource): Fact => ({
      about: resource,
      words: 'every record carries dateCreated, dateUpdated, dateDeleted and deleted',
      grade: 'documented',
      async check(v4) {
        const records = await v4.sample(resource);
        if (!records?.length) return unknown('there is no record to look at');
        const missing = ['dateCreated', 'dateUpdated', 'dateDeleted', 'deleted'].find((name) => !(name in records[0]));
        return expecting(missing === undefined, `${missing} is missing`);
      },
    }),
  ),
];
