import { expecting, type Fact, type Grade, unknown, type Verdict } from '../fact.ts';
import type { Json, V4 } from '../v4-client.ts';

const about = 'where';

/** A contact with names and an address to look for; undefined when the tenant has none. */
async function someContact(v4: V4): Promise<Json> {
  const contacts = (await v4.sample('contacts')) ?? [];
  return contacts.find(
    ({ firstName, email, accountId, deleted }) =>
      typeof firstName === 'string' && /^\p{L}{2,}/u.test(firstName) && email && accountId?.id > 0 && deleted === false,
  );
}

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
const ask = (v4: V4, resource: string, where: string) =>
  v4.get(`/${resource}?where=${encodeURIComponent(where)}`, { Count: '50' });

/** A filter that must find the contact (`find`), or must find records and not this one (`miss`). */
function filter(
  words: string,
  grade: Grade,
  where: (contact: Json) => string,
  expected: 'find' | 'miss' = 'find',
): Fact {
  return {
    about,
    words,
    grade,
    async check(v4) {
      const contact = await someContact(v4);
      if (!contact) return unknown('there is no contact with a name and an address');
      const { status, body } = await ask(v4, 'contacts', where(contact));
      if (status !== 200 || !Array.isArray(body)) return expecting(false, `answered ${status}`);
      const isThere = body.some(({ id }: Json) => id === contact.id);
      if (expected === 'miss') return expecting(!isThere, 'it was found all the same');
      return expecting(isThere, 'it was not found');
    },
  };
}

const nextDay = (iso: string) => new Date(Date.parse(iso) + 86_400_000).toISOString().slice(0, 19).replace('T', ' ');
const dayBefore = (iso: string) => new Date(Date.parse(iso) - 86_400_000).toISOString().slice(0, 19).replace('T', ' ');

/** Attributes the documentation names as filters, with a value that fits. */
const named: Record<string, [attributes: string, value: string][]> = {
  activities: [
    ['typeId accountId', '1'],
    ['dateCreated', "'2024-05-09 10:15:00'"],
  ],
  calendar: [['accountId salesRepId', '1']],
  contacts: [
    ['firstName', "'Omar'"],
    ['accountId typeId', '1'],
  ],
  emails: [['emailFrom emailTo', "'omar@example.com'"]],
  documents: [
    ['size', '1'],
    ['dateCreated dateUpdated', "'2024-05-09 10:15:00'"],
  ],
  accounts: [
    ['typeId', '1'],
    ['dateCreated', "'2024-05-09 10:15:00'"],
    ['address1', "'Street'"],
  ],
  opportunities: [
    ['statusId typeId', '1'],
    ['dateCreated', "'2024-05-09 10:15:00'"],
  ],
  entityOwners: [['entityId salesRepId', '1']],
};

async function takes(v4: V4, resource: string, where: string): Promise<Verdict> {
  if ((await v4.sample(resource)) === undefined) return unknown(`there is no ${resource}`);
  const { status } = await ask(v4, resource, where);
  return expecting(status === 200, `answered ${status}`);
}

export const filterFacts: readonly Fact[] = [
  filter('= compares', 'documented', ({ firstName }) => `firstName=${quote(firstName)}`),
  filter('= leaves others out', 'documented', () => `firstName='no such name, surely'`, 'miss'),
  filter('> compares', 'documented', ({ id }) => `id>${id - 1}`),
  filter('> leaves others out', 'documented', ({ id }) => `id>${id}`, 'miss'),
  filter('LIKE matches a beginning', 'documented', ({ firstName }) => `firstName LIKE '${firstName.slice(0, 2)}%'`),
  filter('AND joins', 'documented', ({ id, accountId }) => `accountId=${accountId.id} AND id=${id}`),
  filter('AND needs both', 'documented', ({ id }) => `id=${id} AND firstName='no such name, surely'`, 'miss'),
  filter('OR joins', 'documented', ({ id }) => `firstName='no such name, surely' OR id=${id}`),
  filter('and, or are read in small letters', 'seen', ({ id }) => `id=${id} and id>0 or id=${id}`),
  filter('<> compares', 'seen', ({ id }) => `id<>${id}`, 'miss'),
  filter('NOT IN leaves out', 'seen', ({ id }) => `id NOT IN (${id},1000000)`, 'miss'),
  filter('>=, < and <= compare', 'inferred', ({ id }) => `id>=${id} AND id<${id + 1} AND id<=${id}`),
  filter('IN finds', 'inferred', ({ id }) => `id IN (${id},1000000)`),
  filter('IS NULL finds', 'inferred', ({ id }) => `id=${id} AND dateDeleted IS NULL`),
  filter('parentheses group', 'inferred', ({ id }) => `(id=${id} OR id=1000000) AND id=${id}`),
  filter('a text stands in single quotes', 'seen', ({ email }) => `email=${quote(email)}`),
  filter('a text stands in double quotes', 'seen', ({ email }) => `email="${email}"`),
  filter(
    'contacts are found by any of their addresses',
    'seen',
    ({ email }) => `email=${quote(email)} OR email2=${quote(email)} OR email3=${quote(email)}`,
  ),
  filter(
    'a reference is named as it is: accountId=1',
    'documented',
    ({ id, accountId }) => `id=${id} AND accountId=${accountId.id}`,
  ),
  filter(
    'a reference is named with a dot: accountId.id=1',
    'seen',
    ({ id, accountId }) => `id=${id} AND accountId.id=${accountId.id}`,
  ),
  filter(
    'a date is compared in the form yyyy-MM-dd HH:mm:ss',
    'inferred',
    ({ id, dateCreated }) => `id=${id} AND dateCreated>'${dayBefore(dateCreated)}'`,
  ),
  filter(
    'a date is compared and leaves others out',
    'inferred',
    ({ id, dateCreated }) => `id=${id} AND dateCreated>'${nextDay(dateCreated)}'`,
    'miss',
  ),
  {
    about,
    words: 'an attribute may be a query parameter of its own',
    grade: 'documented',
    async check(v4) {
      const contact = await someContact(v4);
      if (!contact) return unknown('there is no contact with a name and an address');
      const { status, body } = await v4.get(`/contacts?firstName=${encodeURIComponent(contact.firstName)}`);
      if (status !== 200 || !Array.isArray(body)) return expecting(false, `answered ${status}`);
      return expecting(
        body.every(({ firstName }: Json) => firstName?.toLowerCase() === contact.firstName.toLowerCase()),
        'others are among the found',
      );
    },
  },
  ...Object.entries(named).flatMap(([resource, filters]) =>
    filters.flatMap(([attributes, value]) =>
      attributes.split(' ').map(
        (attribute): Fact => ({
          about: resource,
          words: `${attribute} can be filtered`,
          grade: 'documented',
          check: (v4) => takes(v4, resource, `${attribute}=${value}`),
        }),
      ),
    ),
  ),
];
