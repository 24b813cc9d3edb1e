import { beforeAll, describe, expect, it } from 'vitest';
import { connect, shareTestServer, startTestServer, type TestClient } from './support.ts';

describe('value lists', () => {
  let client: TestClient;
  beforeAll(async () => {
    ({ client } = await shareTestServer({ timeZone: 'Europe/Stockholm' }));
  });

  it.each([
    ['branches', 'default imperialSystem mainEnvironment currencyId timeZoneId'],
    ['countries', 'iso2 iso3 isoNum phoneCode strName'],
    ['currencies', 'isoCode symbol'],
    ['accountTypes', 'internal computeSfm'],
    ['accountStatuses', 'won lost'],
    ['accountSegments', 'visitCycle'],
    ['contactTypes', ''],
    ['opportunityTypes', ''],
    ['opportunityStatuses', 'idParent won endStatus statusDetails'],
    ['salesorderStatuses', 'won lost'],
    ['activityTypes', 'phoneCall visit visibleInAgendaActivities'],
    ['userTypes', ''],
  ])('%s have labels, order and %s', async (resource, more) => {
    const { body } = await client.get(`/${resource}`);
    expect(body.length).toBeGreaterThan(0);
    const names = ['id', 'order', 'descriptionEN', 'descriptionRU', 'branchVisibility', 'deleted', 'dateCreated'];
    for (const name of [...names, ...more.split(' ').filter(Boolean)]) expect(body[0], name).toHaveProperty(name);
    const { properties } = (await client.get(`/${resource}/schema`)).body;
    expect(Object.keys(body[0])).toEqual(Object.keys(properties));
    expect((await client.get(`/${resource}/${body[0].id}`)).body).toEqual(body[0]);
  });

  it('countries carry their codes', async () => {
    expect((await client.where('countries', "iso2='SE'")).body).toMatchObject([
      { iso2: 'SE', iso3: 'SWE', isoNum: '752', phoneCode: '46', strName: 'Sweden' },
    ]);
  });

  it('statuses of orders are true, or unknown', async () => {
    const { body } = await client.where('salesorderStatuses', 'won=true');
    expect(body).toMatchObject([{ descriptionEN: 'Acquired', won: true, lost: null }]);
  });

  it('a branch leads to the IANA name of its zone', async () => {
    const [branch] = (await client.get('/branches')).body;
    expect(branch.timeZoneId).toEqual({ id: expect.any(Number), value: '(GMT+01:00) Stockholm' });
    const zone = (await client.get(`/timezones/${branch.timeZoneId.id}`)).body;
    expect(zone).toMatchObject({
      idIanaZone: 'Europe/Stockholm',
      shortDescription: 'GMT+01:00',
      fullDescription: '(GMT+01:00) Stockholm',
      descriptionEN: '(GMT+01:00) Stockholm',
    });
    expect(zone).not.toHaveProperty('order');
  });

  it('time zones are all known here, from west to east, and take Count in the query', async () => {
    const { body } = await client.get('/timezones?Count=500');
    expect(body.length).toBeGreaterThan(60);
    const seconds = body.map(({ idIanaZone, shortDescription }: Record<string, string>) => {
      const zone = new Intl.DateTimeFormat('en', { timeZone: idIanaZone }).resolvedOptions().timeZone;
      expect(zone, idIanaZone).toBeTruthy();
      const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)$/.exec(shortDescription ?? '') ?? [];
      return Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
    });
    expect(seconds).toEqual(seconds.toSorted((one: number, other: number) => one - other));
    expect(new Set(body.map(({ idIanaZone }: Record<string, string>) => idIanaZone)).size).toBe(body.length);
    expect((await client.get('/timezones')).body).toHaveLength(50);
    expect((await client.get('/timezones?count=2&page=1')).body).toHaveLength(2);
  });

  it.each(['timezones', 'salesorderStatuses', 'entityOwners', 'contactsEntities', 'branches'])(
    '%s are read-only, as /resources says',
    async (resource) => {
      const { body } = await client.get('/resources');
      expect(body).toContainEqual(
        expect.objectContaining({
          end_point: `/v4/${resource}`,
          operations: { create: false, read: true, update: false, delete: false },
        }),
      );
      for (const [method, path] of [
        ['POST', `/${resource}`],
        ['PUT', `/${resource}/1`],
        ['DELETE', `/${resource}/1`],
      ] as const) {
        expect((await client.call(method, path, {})).status, `${method} ${path}`).toBe(400);
      }
    },
  );

  it.each(['calendar', 'calls', 'accountAddresses'])('%s can all be done to, as /resources says', async (resource) => {
    const { body } = await client.get('/resources');
    expect(body).toContainEqual(
      expect.objectContaining({
        end_point: `/v4/${resource}`,
        operations: { create: true, read: true, update: true, delete: true },
      }),
    );
  });
});

describe('the zone of the main branch', () => {
  const zoneOf = async (timeZone: string | undefined) => {
    const client = await connect(await startTestServer(timeZone === undefined ? {} : { timeZone }));
    const [{ timeZoneId }] = (await client.get('/branches')).body;
    return (await client.get(`/timezones/${timeZoneId.id}`)).body.idIanaZone;
  };

  it('is that of the machine unless told', async () => {
    expect(await zoneOf(undefined)).toBe(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  });

  it('may be one that the list did not have', async () => {
    expect(await zoneOf('Antarctica/Troll')).toBe('Antarctica/Troll');
  });
});

describe('links of a record', () => {
  let client: TestClient;
  beforeAll(async () => {
    ({ client } = await shareTestServer());
  });

  it('name further users, by kind and id of the record', async () => {
    const { body } = await client.where('entityOwners', 'entityId=3 AND salesRepId=2');
    expect(body).toEqual([
      {
        id: expect.any(Number),
        entityId: 3,
        entityTypeId: 2,
        salesRepId: 2,
        dateCreated: expect.stringMatching(/Z$/),
        dateUpdated: null,
        dateDeleted: null,
        deleted: false,
        salesRepIdCreated: 1,
        salesRepIdUpdated: null,
        salesRepIdDeleted: null,
      },
    ]);
    const { properties } = (await client.get('/entityOwners/schema')).body;
    expect(Object.values(properties).every((property) => (property as { readOnly: boolean }).readOnly)).toBe(true);
  });

  it('name further contacts, without audit fields', async () => {
    const { body } = await client.where('contactsEntities', 'entityId=3');
    expect(body).toEqual([{ id: expect.any(Number), entityId: 3, entityTypeId: 2, contactId: expect.any(Number) }]);
    expect((await client.where('contactsEntities', `contactId=${body[0].contactId}`)).body).toHaveLength(1);
  });
});

describe('addresses of a company', () => {
  let client: TestClient;
  beforeAll(async () => {
    ({ client } = await shareTestServer());
  });

  it('are made, changed and deleted', async () => {
    const address = { accountId: 2, address1: 'Calle 1', city: 'Cádiz', countryId: 3, description: 'Warehouse' };
    const { body } = await client.call('POST', '/accountAddresses', address);
    await client.call('PUT', `/accountAddresses/${body.id}`, { postcode: '11001' });
    expect((await client.get(`/accountAddresses/${body.id}`)).body).toMatchObject({
      accountId: { id: 2, value: 'Costa Fría SL' },
      address1: 'Calle 1',
      address2: null,
      city: 'Cádiz',
      postcode: '11001',
      region: null,
      countryId: { id: 3, value: 'Spain' },
      description: 'Warehouse',
    });
    expect((await client.where('accountAddresses', 'accountId=2')).body).toHaveLength(1);
    await client.call('DELETE', `/accountAddresses/${body.id}`);
    expect((await client.get(`/accountAddresses/${body.id}`)).body.deleted).toBe(true);
  });

  it.each([
    [{ address1: 'Calle 1' }, 'accountId is required'],
    [{ accountId: 1, address1: 'x'.repeat(181) }, 'address1 is longer than 180 characters'],
    [{ accountId: 1, city: 'x'.repeat(201) }, 'city is longer than 200 characters'],
  ])('refuse %o', async (address, error) => {
    const answer = await client.call('POST', '/accountAddresses', address);
    expect([answer.status, answer.body.error]).toEqual([400, error]);
  });
});
