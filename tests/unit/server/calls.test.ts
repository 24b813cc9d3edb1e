import { beforeAll, describe, expect, it } from 'vitest';
import { shareTestServer, type TestClient } from './support.ts';

const fakeCall = (overrides: Record<string, unknown> = {}) => ({
  phone: '+34 667 426 052',
  accountId: 1,
  salesRepId: 2,
  type: 0,
  startDate: '2009/01/07 11:19:15',
  endDate: '2009/01/07 11:19:43',
  duration: 28,
  ...overrides,
});

describe('calls', () => {
  let client: TestClient;
  beforeAll(async () => {
    ({ client } = await shareTestServer({ timeZone: 'Europe/Madrid' }));
  });

  it('answer the whole record to a create, with bare references and -1 for none', async () => {
    const { status, body } = await client.call(
      'POST',
      '/calls',
      fakeCall({ phoneAlias: 'Tom Clancy', terminalType: 1 }),
    );
    expect(status).toBe(200);
    const zones = (await client.where('timezones', "idIanaZone='Europe/Madrid'")).body;
    expect(body).toEqual({
      id: expect.any(Number),
      phone: '+34 667 426 052',
      phoneAlias: 'Tom Clancy',
      type: 0,
      startDate: '2009/01/07 11:19:15',
      endDate: '2009/01/07 11:19:43',
      timeZoneId: zones[0].id,
      duration: 28,
      description: null,
      terminalType: 1,
      accountId: 1,
      contactId: -1,
      opportunityId: -1,
      salesRepId: 2,
      dateCreated: expect.stringMatching(/Z$/),
      dateUpdated: null,
      dateDeleted: null,
      deleted: false,
      salesRepIdCreated: 1,
      salesRepIdUpdated: -1,
      salesRepIdDeleted: -1,
    });
    expect((await client.get(`/calls/${body.id}`)).body).toEqual(body);
  });

  it.each(['phone', 'accountId', 'salesRepId'])('need %s', async (field) => {
    const answer = await client.call('POST', '/calls', fakeCall({ [field]: undefined }));
    expect([answer.status, answer.body.error]).toEqual([400, `${field} is required`]);
  });

  it.each([
    [{ type: 3 }, 'type must be from 0 to 2'],
    [{ duration: -1 }, 'duration must be from 0 to 2147483647'],
    [{ startDate: '2009-01-07 11:19:15' }, 'startDate must be written as yyyy/MM/dd HH:mm:ss'],
    [{ startDate: '2009/02/30 11:19:15' }, 'startDate must be written as yyyy/MM/dd HH:mm:ss'],
    [{ endDate: '2009/01/07 11:19:14' }, 'the end is before the start'],
    [{ accountId: 999 }, 'accountId: 999 does not exist'],
    [{ timeZoneId: 9_999 }, 'timeZoneId: 9999 does not exist'],
  ])('refuse %o', async (overrides, error) => {
    const answer = await client.call('POST', '/calls', fakeCall(overrides));
    expect([answer.status, answer.body.error]).toEqual([400, error]);
  });

  it('change and are deleted softly, with words of their own', async () => {
    const { id } = (await client.call('POST', '/calls', fakeCall())).body;
    expect((await client.call('PUT', `/calls/${id}`, { type: 2, description: 'Missed' })).body).toEqual({
      Message: 'entity updated',
    });
    expect((await client.call('PUT', `/calls/${id}`, { endDate: '2009/01/07 11:00:00' })).status).toBe(400);
    expect((await client.call('DELETE', `/calls/${id}`)).body).toEqual({ Message: 'Call deleted' });
    const record = (await client.get(`/calls/${id}`)).body;
    expect(record).toMatchObject({ type: 2, description: 'Missed', deleted: true, salesRepIdDeleted: 1 });
    expect((await client.call('DELETE', `/calls/${id}`)).body).toEqual({ code: -1, error: 'not exist' });
    expect((await client.call('DELETE', '/calls/none')).body).toEqual({ code: -1, error: 'not exist' });
  });

  it('are paged by offset and count in the query, beside page and header', async () => {
    for (const description of ['one', 'two', 'three']) await client.call('POST', '/calls', fakeCall({ description }));
    const ids = async (path: string, headers = {}) =>
      (await client.get(path, headers)).body.map(({ id }: { id: number }) => id);
    const all = await ids('/calls');
    expect(await ids('/calls?offset=1&count=2')).toEqual(all.slice(1, 3));
    expect(await ids('/calls?count=2&page=1')).toEqual(all.slice(2, 4));
    expect(await ids('/calls?page=1', { Count: '2' })).toEqual(all.slice(2, 4));
    expect((await client.get('/calls?count=x')).status).toBe(400);
    expect((await client.get('/accounts?offset=1')).status).toBe(400);
  });

  it.each([
    ["startDate>='2009/01/07 11:00:00' AND startDate<'2009-01-08'", true],
    ["startDate>'2009-01-07 11:19:15'", false],
    ['type=0 AND accountId=1 AND salesRepId=2', true],
  ])('are found by %s', async (where, found) => {
    const { id } = (await client.call('POST', '/calls', fakeCall())).body;
    const answer = await client.where('calls', `id=${id} AND ${where}`);
    expect(answer.body).toHaveLength(found ? 1 : 0);
  });

  it.each([
    ['+465550121', 'Omar', true],
    ['00465550121', 'Omar', true],
    ['465550121', 'Omar', true],
    ['+46%20(555)%2001-21', 'Omar', true],
    ['+465550999', 'Omar', false],
  ])('a number finds whom it belongs to: %s', async (number, firstName, found) => {
    const { status, body } = await client.get(`/calls/phone/${number}`);
    expect(status).toBe(200);
    expect(body.accounts).toEqual([]);
    expect(body.contacts.map((contact: { firstName: string }) => contact.firstName)).toEqual(found ? [firstName] : []);
  });

  it('a number finds companies, and nobody who was deleted', async () => {
    const company = { name: 'Switchboard', salesRepId1: 1, branchId: 1, phone3: '00 49 555.999/1' };
    const { id } = (await client.call('POST', '/accounts', company)).body;
    const find = async () => (await client.get('/calls/phone/+495559991')).body.accounts;
    expect(await find()).toMatchObject([{ id, name: 'Switchboard', branchId: { id: 1, value: 'Main office' } }]);
    await client.call('DELETE', `/accounts/${id}`);
    expect(await find()).toEqual([]);
  });

  it.each([['abc'], ['12'], ["1' or '1'='1"]])('refuses the number %s', async (number) => {
    const answer = await client.get(`/calls/phone/${encodeURIComponent(number)}`);
    expect([answer.status, answer.body.error]).toEqual([400, 'not a telephone number']);
  });
});

describe('a call whose user is named otherwise', () => {
  const { salesRepId: _, ...anonymous } = fakeCall();

  it.each([
    ['either', 'Mateo.Vidal@northside.example', 200],
    ['email', 'mateo.vidal@northside.example', 200],
    ['phone', 'mateo.vidal@northside.example', 400],
    ['either', 'nobody@northside.example', 400],
    ['email', '+34 555 0199', 400],
    ['phone', '+34 555 0199', 400],
  ] as const)('by %s: %s answers %i', async (callIdentifyBy, userPhoneFM, status) => {
    const { client } = await shareTestServer({ choices: { callIdentifyBy } });
    const answer = await client.call('POST', '/calls/identify', { ...anonymous, userPhoneFM });
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.body).toMatchObject({ salesRepId: 2, phone: anonymous.phone });
    else expect(answer.body.error).toMatch(/^userPhoneFM/);
  });

  it.each([
    [{}, 'userPhoneFM is required'],
    [{ userPhoneFM: 5 }, 'userPhoneFM is required'],
    [{ userPhoneFM: 'nora.lind@northside.example', salesRepId: 1 }, 'userPhoneFM stands in the place of salesRepId'],
    [{ userPhoneFM: 'nora.lind@northside.example', phone: undefined }, 'phone is required'],
  ])('refuses %o', async (overrides, error) => {
    const { client } = await shareTestServer();
    const answer = await client.call('POST', '/calls/identify', { ...anonymous, ...overrides });
    expect([answer.status, answer.body.error]).toEqual([400, error]);
  });

  it.each([
    ['year-one', '0001/01/01 00:00:00'],
    ['null', null],
  ] as const)('a call without times reads them as %s', async (callNoDate, expected) => {
    const { client } = await shareTestServer({ choices: { callNoDate } });
    const { body } = await client.call('POST', '/calls', fakeCall({ startDate: null, endDate: undefined }));
    expect(body).toMatchObject({ startDate: expected, endDate: expected });
  });
});
