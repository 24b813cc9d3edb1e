import { expecting, type Fact, type Grade, unknown } from '../fact.ts';
import type { Json, V4 } from '../v4-client.ts';

/** Resources the product reads or writes, and the lists their fields point to. */
const documented =
  'users userTypes roles accounts accountTypes accountStatuses accountSegments contacts contactTypes activities activityTypes emails documents documents/folders opportunities opportunityTypes opportunityStatuses branches countries currencies calendar timezones calls hooks entityOwners contactsEntities';

const resources = (v4: V4): Promise<Json> => v4.once('resources', async () => (await v4.get('/resources')).body);

/** What `/resources` says a resource can do; undefined where it does not name it. */
async function operationsOf(v4: V4, resource: string): Promise<Json> {
  const list: Json = await resources(v4);
  return Array.isArray(list)
    ? list.find(({ end_point }: Json) => String(end_point).replace(/^\/?v4\//, '') === resource)?.operations
    : undefined;
}

function canOrCannot(resource: string, operation: string, expected: boolean, grade: Grade): Fact {
  return {
    about: resource,
    words: `${operation} is ${expected ? '' : 'not '}among what it can do`,
    grade,
    async check(v4) {
      const operations = await operationsOf(v4, resource);
      if (operations === undefined) return unknown('/resources does not name it');
      return expecting(operations[operation] === expected, `/resources says ${operations[operation]}`);
    },
  };
}

/** A list below each record, tried on the first. */
function below(resource: string, path: string): Fact {
  return {
    about: resource,
    words: `each has /${path} below it`,
    grade: 'documented',
    async check(v4) {
      const [first] = (await v4.sample(resource)) ?? [];
      if (!first) return unknown('there is no record to look at');
      const { status, body } = await v4.get(`/${resource}/${first.id}/${path}`);
      return expecting(status === 200 && Array.isArray(body), `answered ${status}`);
    },
  };
}

const isBoolean = (value: unknown) => typeof value === 'boolean';

export const discoveryFacts: readonly Fact[] = [
  {
    about: 'resources',
    words: '/resources lists description, end_point, schema and the four operations of each resource',
    grade: 'documented',
    async check(v4) {
      const list: Json = await resources(v4);
      if (!Array.isArray(list) || list.length === 0) return expecting(false, 'it is no list');
      const wrong = list.find(
        ({ description, end_point, schema, operations }: Json) =>
          typeof description !== 'string' ||
          !/^\/?v4\/\w/.test(end_point) ||
          !/\/schema$/.test(schema) ||
          !['create', 'read', 'update', 'delete'].every((name) => isBoolean(operations?.[name])),
      );
      return expecting(wrong === undefined, `the entry ${JSON.stringify(wrong)} is not so`);
    },
  },
  ...documented.split(' ').map(
    (resource): Fact => ({
      about: resource,
      words: 'is a resource',
      grade: 'documented',
      async check(v4) {
        const { status } = await v4.once(`get ${resource}`, () => v4.get(`/${resource}`, { Count: '1' }));
        return expecting(status === 200, `answered ${status}`);
      },
    }),
  ),
  ...['users', 'accounts', 'contacts', 'activities', 'activityTypes', 'emails', 'calendar', 'opportunities'].map(
    (resource): Fact => ({
      about: resource,
      words: 'its schema gives each field a description, readOnly and type',
      grade: 'documented',
      async check(v4) {
        const properties = await v4.schema(resource);
        if (typeof properties !== 'object' || properties === null) return unknown('there is no schema');
        const wrong = Object.entries<Json>(properties).find(
          ([, field]) => typeof field?.description !== 'string' || !isBoolean(field.readOnly) || !field.type,
        );
        return expecting(wrong === undefined, `the field ${wrong?.[0]} is not so`);
      },
    }),
  ),
  below('users', 'hierarchy'),
  below('users', 'roles'),
  below('roles', 'users'),
  ...['accounts', 'opportunities', 'salesOrders'].flatMap((resource) => [
    below(resource, 'documents'),
    below(resource, 'documents/folders'),
  ]),
  {
    about: 'calls',
    words: 'a telephone number is looked up under /calls/phone/{number}',
    grade: 'documented',
    async check(v4) {
      const { status } = await v4.get('/calls/phone/555020');
      return expecting(status === 200, `answered ${status}`);
    },
  },
  ...['accounts', 'contacts', 'activities', 'opportunities', 'calendar'].flatMap((resource) =>
    ['create', 'read', 'update', 'delete'].map((operation) => canOrCannot(resource, operation, true, 'documented')),
  ),
  canOrCannot('emails', 'create', true, 'documented'),
  canOrCannot('emails', 'read', true, 'documented'),
  canOrCannot('emails', 'update', false, 'inferred'),
  canOrCannot('emails', 'delete', false, 'inferred'),
  canOrCannot('activityTypes', 'create', true, 'documented'),
  canOrCannot('activityTypes', 'update', true, 'documented'),
  canOrCannot('activityTypes', 'delete', true, 'seen'),
];
