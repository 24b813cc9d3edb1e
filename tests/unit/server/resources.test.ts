import { beforeAll, describe, expect, it } from 'vitest';
import { connect, fakeAccount, fakeContact, shareTestServer, startTestServer, type TestClient } from './support.ts';

describe('users', () => {
  let client: TestClient;
  beforeAll(async () => {
    ({ client } = await shareTestServer());
  });

  it('read with their references as id and description, -1 for none', async () => {
    const [nora, mateo] = (await client.get('/users')).body;
    expect(nora).toMatchObject({
      id: 1,
      name: 'Nora',
      lastName: 'Lind',
      email: 'nora.lind@northside.example',
      isActive: true,
      branches: { id: 1, description: 'Main office' },
      managerId: { id: -1, description: null },
      extId: null,
      deleted: false,
    });
    expect(mateo.managerId).toEqual({ id: 1, description: 'Nora Lind' });
    expect(JSON.stringify(nora)).not.toMatch(/hash|secret/i);
  });

  it('stand in a hierarchy and have roles', async () => {
    const ids = async (path: string) => (await client.get(path)).body.map(({ id }: { id: number }) => id);
    expect(await ids('/users/1/hierarchy')).toEqual([2, 3]);
    expect(await ids('/users/2/hierarchy')).toEqual([]);
    expect(await ids('/users/1/roles')).toEqual([2]);
    expect(await ids('/roles/1/users')).toEqual([2, 3]);
    expect((await client.get('/users/99/roles')).status).toBe(400);
  });
});

describe('paging and order', () => {
  async function withAccounts(count: number, options = {}) {
    const client = await connect(await startTestServer({ sample: true, ...options }));
    for (let index = 0; index < count; index += 1) {
      await client.call('POST', '/accounts', fakeAccount({ name: `Firm ${String(index).padStart(3, '0')}` }));
    }
    return client;
  }

  it('gives 50 a page, pages from zero, and an empty page past the end', async () => {
    const client = await withAccounts(60);
    expect((await client.get('/accounts')).body).toHaveLength(50);
    expect((await client.get('/accounts?page=1')).body).toHaveLength(17);
    expect((await client.get('/accounts?page=2')).body).toEqual([]);
    expect((await client.get('/accounts?page=999999999')).body).toEqual([]);
  });

  it.each([
    ['Count', 'both', 3],
    ['count', 'both', 3],
    ['X-FM-Entity-Count', 'both', 3],
    ['Count', 'Count', 3],
    ['X-FM-Entity-Count', 'Count', 7],
    ['X-FM-Entity-Count', 'X-FM-Entity-Count', 3],
    ['Count', 'X-FM-Entity-Count', 7],
  ] as const)('with the header %s where %s counts, a page holds %i', async (header, countHeader, expected) => {
    const { client } = await shareTestServer({ choices: { countHeader } });
    expect((await client.get('/accounts', { [header]: '3' })).body).toHaveLength(expected);
  });

  it('cuts Count to the largest page', async () => {
    const client = await withAccounts(0, { choices: { maxCount: 2 } });
    expect((await client.get('/accounts', { Count: '100000' })).body).toHaveLength(2);
  });

  it.each([
    ['/accounts?page=-1', {}],
    ['/accounts?page=x', {}],
    ['/accounts', { Count: '0' }],
    ['/accounts', { Count: 'many' }],
    ['/accounts?lang=xx', {}],
    ['/accounts?order=nothing', {}],
    ['/accounts?nothing=1', {}],
  ])('answers 400 to %s with %o', async (path, headers) => {
    const { client } = await shareTestServer();
    expect((await client.get(path, headers)).status).toBe(400);
  });

  it('orders descending, with rows that have no value last', async () => {
    let at = Date.parse('2026-05-01T08:00:00Z');
    const client = await withAccounts(0, { now: () => (at += 1_000) });
    const ids = async (path: string) => (await client.get(path)).body.map(({ id }: { id: number }) => id);
    expect(await ids('/accounts?order=dateCreated')).toEqual([7, 6, 5, 4, 3, 2, 1]);
    await client.call('PUT', '/accounts/3', { city: 'Oslo' });
    await client.call('PUT', '/accounts/5', { city: 'Bergen' });
    expect((await ids('/accounts?order=dateUpdated')).slice(0, 2)).toEqual([5, 3]);
  });

  it('takes attributes as query parameters, all of them', async () => {
    const client = await withAccounts(0);
    const names = async (path: string) => (await client.get(path)).body.map(({ name }: { name: string }) => name);
    expect(await names('/accounts?city=Lund')).toEqual(['Birch Tools AB']);
    expect(await names('/accounts?countryId=5&city=Leeds')).toEqual(['Larkfield Instruments Ltd']);
    expect(await names('/accounts?countryId=5&city=Lund')).toEqual([]);
  });

  it.each([
    ['es', 'Suecia'],
    ['ES', 'Suecia'],
    ['de', 'Sweden'],
  ])('with lang=%s names a reference %s', async (lang, value) => {
    const client = await withAccounts(0);
    expect((await client.get(`/accounts?lang=${lang}`)).body[0].countryId.value).toBe(value);
    expect((await client.get(`/accounts/1?lang=${lang}`)).body.countryId.value).toBe(value);
  });
});

describe('accounts and contacts', () => {
  let client: TestClient;
  beforeAll(async () => {
    ({ client } = await shareTestServer());
  });

  it('answers Message and id to a create, and reads back what was written', async () => {
    const created = await client.call('POST', '/accounts', fakeAccount({ city: 'Oslo', salesRepId2: 2, public: true }));
    expect(created.status).toBe(200);
    expect(created.body).toEqual({ Message: 'entity created', id: expect.any(Number) });
    expect((await client.get(`/accounts/${created.body.id}`)).body).toMatchObject({
      name: 'Pine Works',
      city: 'Oslo',
      salesRepId1: { id: 1, value: 'Nora Lind' },
      salesRepId2: { id: 2, value: 'Mateo Vidal' },
      salesRepId3: null,
      branchId: { id: 1, value: 'Main office' },
      public: true,
      permissionLevel: 2,
      readOnly: false,
      dateUpdated: null,
      deleted: false,
    });
  });

  it.each([
    ['accounts', 'name', fakeAccount],
    ['accounts', 'salesRepId1', fakeAccount],
    ['accounts', 'branchId', fakeAccount],
    ['contacts', 'firstName', fakeContact],
    ['contacts', 'lastName', fakeContact],
    ['contacts', 'accountId', fakeContact],
    ['contacts', 'salesRepId', fakeContact],
  ])('%s: a create needs %s', async (resource, field, fake) => {
    for (const value of [undefined, null, '', -1]) {
      if (value === -1 && ['name', 'firstName', 'lastName'].includes(field)) continue;
      const answer = await client.call('POST', `/${resource}`, fake({ [field]: value }));
      expect(answer.status).toBe(400);
      expect(answer.body.error).toContain(field);
    }
  });

  it.each([
    [{ comment: 'x'.repeat(6_001) }, 'comment'],
    [{ address1: 'x'.repeat(181) }, 'address1'],
    [{ name: 5 }, 'name'],
    [{ public: 'yes' }, 'public'],
    [{ permissionLevel: 9 }, 'permissionLevel'],
    [{ permissionLevel: 1.5 }, 'permissionLevel'],
    [{ latitude: 'north' }, 'latitude'],
    [{ typeId: { id: 1 } }, 'typeId'],
    [{ typeId: 999 }, 'typeId'],
    [{ countryId: 'Sweden' }, 'countryId'],
  ])('refuses %o and names the field', async (overrides, field) => {
    const answer = await client.call('POST', '/accounts', fakeAccount(overrides));
    expect(answer.status).toBe(400);
    expect(answer.body.error).toContain(field);
  });

  it('takes a text of exactly the greatest length', async () => {
    expect((await client.call('POST', '/accounts', fakeAccount({ comment: 'x'.repeat(6_000) }))).status).toBe(200);
  });

  it('changes only what a PUT names, and sets dateUpdated', async () => {
    const { body } = await client.call('POST', '/contacts', fakeContact({ phone1: '1', email2: 'x@example.net' }));
    const updated = await client.call('PUT', `/contacts/${body.id}`, { phone1: '2', email2: null });
    expect(updated.body).toEqual({ Message: 'entity updated' });
    expect((await client.get(`/contacts/${body.id}`)).body).toMatchObject({
      firstName: 'Elsa',
      phone1: '2',
      email2: null,
      email: 'elsa@birch.example',
      dateUpdated: expect.stringMatching(/Z$/),
      salesRepIdUpdated: 1,
    });
  });

  it('does not let a PUT empty a required field', async () => {
    for (const value of [null, '']) {
      expect((await client.call('PUT', '/contacts/1', { firstName: value })).status).toBe(400);
    }
  });

  it('writes gender as a number and reads it as an object', async () => {
    const { body } = await client.call('POST', '/contacts', fakeContact({ gender: 1 }));
    expect((await client.get(`/contacts/${body.id}`)).body.gender).toEqual({ id: 1, value: 'Female' });
    expect((await client.call('POST', '/contacts', fakeContact({ gender: 2 }))).status).toBe(400);
  });

  it('reads UseCompanyAddress with a capital and takes either spelling', async () => {
    for (const name of ['UseCompanyAddress', 'useCompanyAddress']) {
      const { body } = await client.call('POST', '/contacts', fakeContact({ [name]: true }));
      expect((await client.get(`/contacts/${body.id}`)).body.UseCompanyAddress).toBe(true);
    }
  });

  it('keeps deleted records readable, leaves dateUpdated alone, and takes no further change', async () => {
    const { body } = await client.call('POST', '/accounts', fakeAccount({ name: 'Gone' }));
    expect((await client.call('DELETE', `/accounts/${body.id}`)).body).toEqual({ Message: 'entity deleted' });
    const record = (await client.get(`/accounts/${body.id}`)).body;
    expect(record).toMatchObject({
      deleted: true,
      dateDeleted: expect.stringMatching(/Z$/),
      dateUpdated: null,
      salesRepIdDeleted: 1,
    });
    expect((await client.where('accounts', 'name=Gone')).body).toHaveLength(1);
    expect((await client.call('DELETE', `/accounts/${body.id}`)).status).toBe(400);
    expect((await client.call('PUT', `/accounts/${body.id}`, { city: 'x' })).status).toBe(400);
  });
});

describe('activities and activity types', () => {
  let client: TestClient;
  beforeAll(async () => {
    ({ client } = await shareTestServer());
  });
  const fakeActivity = (overrides = {}) => ({
    accountId: 1,
    typeId: 5,
    salesRepId: 1,
    date: '2026-05-09 10:15:00',
    ...overrides,
  });

  it('reads a date without zone as UTC', async () => {
    const { body } = await client.call('POST', '/activities', fakeActivity({ comment: 'Sent the list', contactId: 1 }));
    expect((await client.get(`/activities/${body.id}`)).body).toMatchObject({
      date: '2026-05-09T10:15:00Z',
      accountId: { id: 1, value: 'Birch Tools AB' },
      typeId: { id: 5, value: 'Email' },
      contactId: { id: 1, value: 'Omar Haddad' },
      opportunityId: null,
      checkin: false,
    });
  });

  it.each([['accountId'], ['typeId'], ['salesRepId'], ['date']])('needs %s', async (field) => {
    expect((await client.call('POST', '/activities', fakeActivity({ [field]: undefined }))).status).toBe(400);
  });

  it('needs an English name for a new type, which can be changed and deleted', async () => {
    expect((await client.call('POST', '/activityTypes', { descriptionES: 'Feria' })).status).toBe(400);
    const { body } = await client.call('POST', '/activityTypes', { descriptionEN: 'Fair' });
    await client.call('PUT', `/activityTypes/${body.id}`, { descriptionES: 'Feria' });
    expect((await client.get(`/activityTypes/${body.id}`)).body).toMatchObject({
      descriptionEN: 'Fair',
      descriptionES: 'Feria',
      branchVisibility: null,
      phoneCall: false,
      general: true,
    });
    await client.call('DELETE', `/activityTypes/${body.id}`);
    const { body: all } = await client.get('/activityTypes');
    expect(all.find(({ id }: { id: number }) => id === body.id).deleted).toBe(true);
  });
});

describe('switches of writing and lists', () => {
  it.each([
    ['Message', 'Message'],
    ['message', 'message'],
  ] as const)('names the word of a write %s', async (messageKey, key) => {
    const { client } = await shareTestServer({ choices: { messageKey } });
    expect((await client.call('PUT', '/accounts/1', { city: 'x' })).body).toEqual({ [key]: 'entity updated' });
  });

  it.each([
    ['refuse', 400],
    ['ignore', 200],
  ] as const)('unknown fields: %s', async (unknownFields, status) => {
    const { client } = await shareTestServer({ choices: { unknownFields } });
    const answer = await client.call('POST', '/accounts', fakeAccount({ Z_Nothing: 'x' }));
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.body.code).toBe(901);
  });

  it.each([
    ['refuse', 400],
    ['ignore', 200],
  ] as const)('read-only fields: %s', async (readOnlyFields, status) => {
    const { client } = await shareTestServer({ choices: { readOnlyFields } });
    const answer = await client.call('PUT', '/accounts/1', { id: 99, deleted: true, city: 'Oslo' });
    expect(answer.status).toBe(status);
    expect((await client.get('/accounts/1')).body).toMatchObject({ id: 1, deleted: false });
  });

  it.each([
    ['refuse', 400],
    ['accept', 200],
  ] as const)('references to deleted records: %s', async (deletedReferences, status) => {
    const { client } = await shareTestServer({ choices: { deletedReferences } });
    await client.call('DELETE', '/accounts/2');
    expect((await client.call('POST', '/contacts', fakeContact({ accountId: 2 }))).status).toBe(status);
  });

  it.each([
    [true, 7],
    [false, 6],
  ])('deleted records in lists: %s', async (deletedInLists, expected) => {
    const { client } = await shareTestServer({ choices: { deletedInLists } });
    await client.call('DELETE', '/accounts/2');
    expect((await client.get('/accounts')).body).toHaveLength(expected);
  });

  it.each([
    ['writable', 'a-1'],
    ['read-only', null],
  ] as const)('extId of activities: %s', async (activityExtId, expected) => {
    const { client } = await shareTestServer({ choices: { activityExtId } });
    const activity = { accountId: 1, typeId: 1, salesRepId: 1, date: '2026-05-09 10:15:00', extId: 'a-1' };
    const { body } = await client.call('POST', '/activities', activity);
    expect((await client.get(`/activities/${body.id}`)).body.extId).toBe(expected);
    expect((await client.get('/activities/schema')).body.properties.extId.readOnly).toBe(expected === null);
  });
});
