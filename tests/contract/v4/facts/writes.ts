import { all, expecting, type Fact, type Grade, unknown, type Verdict } from '../fact.ts';
import { type Ground, ground, type Made, make } from '../made-records.ts';
import type { Json, V4 } from '../v4-client.ts';

const about = 'writes';

/** A fact that is tried on a record of its own or one shared by several facts. */
function onMade(
  resource: string,
  words: string,
  grade: Grade,
  check: (made: Made, v4: V4) => Promise<Verdict>,
  own = false,
): Fact {
  return {
    about: resource,
    words,
    grade,
    writes: true,
    async check(v4) {
      const made = await (own ? make(v4, resource) : v4.once(`made ${resource}`, () => make(v4, resource)));
      return 'id' in made ? check(made, v4) : unknown(made.why);
    },
  };
}

const read = async (v4: V4, resource: string, id: number): Promise<Json> => (await v4.get(`/${resource}/${id}`)).body;
const wordsOf = (body: Json): unknown => body?.Message ?? body?.message;

/** Fields a create must have: leaving one out is refused. */
const required: Record<string, string> = {
  accounts: 'name salesRepId1 branchId',
  contacts: 'accountId firstName lastName salesRepId',
  activities: 'accountId typeId salesRepId date',
};

const requirements = Object.entries(required).flatMap(([resource, fields]) =>
  fields.split(' ').map(
    (field): Fact => ({
      about: resource,
      words: `none is made without ${field}`,
      grade: 'documented',
      writes: true,
      async check(v4) {
        const given = await ground(v4);
        if (typeof given === 'string') return unknown(given);
        const made = await make(v4, resource, { [field]: undefined });
        return expecting(!('id' in made), 'it was made all the same');
      },
    }),
  ),
);

function cycle(resource: string, changed: Json): Fact[] {
  const [field = ''] = Object.keys(changed);
  return [
    onMade(resource, 'a create is answered 200 with "entity created" and the id', 'documented', async ({ answer }) =>
      expecting(
        answer.status === 200 && wordsOf(answer.body) === 'entity created' && Number.isInteger(answer.body.id),
        `answered ${answer.status} ${wordsOf(answer.body)}`,
      ),
    ),
    onMade(
      resource,
      'dateUpdated is null until the first change',
      'documented',
      async ({ id }, v4) => {
        const { dateUpdated } = await read(v4, resource, id);
        return expecting(dateUpdated === null, 'it has one');
      },
      true,
    ),
    onMade(
      resource,
      'a reference written as the bare id reads as {id, value}',
      'documented',
      async ({ id, body }, v4) => {
        const record = await read(v4, resource, id);
        const name = resource === 'accounts' ? 'salesRepId1' : 'salesRepId';
        return expecting(record[name]?.id === body[name], `${name} reads otherwise`);
      },
    ),
    onMade(
      resource,
      'a PUT changes what it holds, leaves the rest and is answered "entity updated"',
      'documented',
      async ({ id }, v4) => {
        const before = await read(v4, resource, id);
        const { status, body } = await v4.call('PUT', `/${resource}/${id}`, { body: changed });
        const after = await read(v4, resource, id);
        const touched = [field, 'dateUpdated', 'salesRepIdUpdated'];
        const rest = Object.keys(before).filter((name) => !touched.includes(name));
        const lost = rest.find((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
        return all([
          expecting(status === 200 && wordsOf(body) === 'entity updated', `answered ${status} ${wordsOf(body)}`),
          expecting(after[field] === changed[field], `${field} was not changed`),
          expecting(lost === undefined, `${lost} was changed too`),
          expecting(after.dateUpdated !== null, 'dateUpdated is still null'),
        ]);
      },
      true,
    ),
    onMade(
      resource,
      'a DELETE is answered "entity deleted"; the record stays, with deleted and dateDeleted',
      'documented',
      async ({ id }, v4) => {
        const { status, body } = await v4.call('DELETE', `/${resource}/${id}`);
        const record = await read(v4, resource, id);
        return all([
          expecting(status === 200 && wordsOf(body) === 'entity deleted', `answered ${status} ${wordsOf(body)}`),
          expecting(record?.deleted === true && record.dateDeleted !== null, 'it is not marked as deleted'),
        ]);
      },
      true,
    ),
    onMade(
      resource,
      'lists contain deleted records',
      'documented',
      async ({ id }, v4) => {
        await v4.call('DELETE', `/${resource}/${id}`);
        const { body } = await v4.get(`/${resource}?where=${encodeURIComponent(`id=${id}`)}`);
        return expecting(
          Array.isArray(body) && body.some((record: Json) => record.id === id),
          'the list leaves it out',
        );
      },
      true,
    ),
  ];
}

async function createdWith(v4: V4, resource: string, change: (given: Ground) => Json): Promise<Made | string> {
  const given = await ground(v4);
  if (typeof given === 'string') return given;
  const made = await make(v4, resource, change(given));
  return 'id' in made ? made : made.why;
}

export const writeFacts: readonly Fact[] = [
  ...requirements,
  ...cycle('accounts', { phone: '+46 555 020' }),
  ...cycle('contacts', { phone1: '+46 555 021' }),
  ...cycle('activities', { comment: 'Conformance, changed' }),
  ...cycle('calendar', { comment: 'Conformance, changed' }),
  onMade('activities', 'a date written as yyyy-MM-dd HH:mm:ss is taken', 'seen', async ({ id }, v4) => {
    const { date } = await read(v4, 'activities', id);
    return expecting(typeof date === 'string', 'it reads as nothing');
  }),
  onMade('calendar', 'startDate is written and read as yy/MM/dd, startHour as HH:mm', 'seen', async ({ id }, v4) => {
    const { startDate, startHour } = await read(v4, 'calendar', id);
    return expecting(startDate === '30/05/16' && startHour === '09:30', `they read ${startDate} ${startHour}`);
  }),
  {
    about: 'emails',
    words: 'one is made and read again as it was written',
    grade: 'documented',
    writes: true,
    async check(v4) {
      const made = await createdWith(v4, 'emails', () => ({}));
      if (typeof made === 'string') return unknown(made);
      const { subject, body, type, emailFrom } = await read(v4, 'emails', made.id);
      const written = [made.body.subject, made.body.body, made.body.type, made.body.emailFrom];
      return expecting(
        JSON.stringify([subject, body, type, emailFrom]) === JSON.stringify(written),
        'it reads otherwise',
      );
    },
  },
  {
    about: 'emails',
    words: 'more than 4000 characters of text are refused',
    grade: 'inferred',
    writes: true,
    async check(v4) {
      const made = await createdWith(v4, 'emails', () => ({ body: 'x'.repeat(4_001) }));
      if (typeof made !== 'string') return expecting(false, 'they are taken');
      return expecting(made.startsWith('answered 400'), made);
    },
  },
  {
    about: 'documents',
    words: 'one is announced, and its bytes are PUT to the locator without the session key',
    grade: 'documented',
    writes: true,
    async check(v4) {
      const made = await v4.once('made documents', () => make(v4, 'documents'));
      if (!('id' in made)) return unknown(made.why);
      const { locator } = made.answer.body;
      if (typeof locator !== 'string') return expecting(false, 'there is no locator');
      const headers = { 'Content-Type': 'application/octet-stream' };
      const { status } = await fetch(locator, { method: 'PUT', headers, body: 'Conformance' });
      return expecting(status === 200, `the upload was answered ${status}`);
    },
  },
  {
    about: 'documents',
    words: 'the id of a new one is a text',
    grade: 'seen',
    writes: true,
    async check(v4) {
      const made = await v4.once('made documents', () => make(v4, 'documents'));
      return 'id' in made ? expecting(typeof made.answer.body.id === 'string', 'it is none') : unknown(made.why);
    },
  },
  onMade('calls', 'a create is answered with the record', 'documented', async ({ answer, body }) =>
    expecting(answer.body.phone === body.phone && 'dateCreated' in answer.body, 'it is no record'),
  ),
  onMade(
    'calls',
    'a DELETE is answered "Call deleted"',
    'seen',
    async ({ id }, v4) => {
      const { body } = await v4.call('DELETE', `/calls/${id}`);
      return expecting(wordsOf(body) === 'Call deleted', `answered ${wordsOf(body)}`);
    },
    true,
  ),
  {
    about: 'hooks',
    words: 'a create is answered with the whole hook',
    grade: 'documented',
    writes: true,
    async check(v4) {
      const made = await v4.once('made hooks', () => make(v4, 'hooks'));
      if (!('id' in made)) return unknown(made.why);
      const missing = ['name', 'action', 'entity', 'url'].find((name) => made.answer.body[name] !== made.body[name]);
      return expecting(missing === undefined, `${missing} is not as it was written`);
    },
  },
  {
    about,
    words: 'what a key writes is marked as written by its user',
    grade: 'inferred',
    writes: true,
    async check(v4) {
      const made = await v4.once('made contacts', () => make(v4, 'contacts'));
      if (!('id' in made)) return unknown(made.why);
      const { salesRepIdCreated } = await read(v4, 'contacts', made.id);
      return expecting(Number.isInteger(salesRepIdCreated), 'it is marked as nobody’s');
    },
  },
];
