import { beforeAll, describe, expect, it } from 'vitest';
import { connect, fakeAccount, fakeContact, startTestServer, type TestClient } from './support.ts';

/** What databases disagree on unless told: case beyond A to Z, the order of letters, signs in patterns. */
describe('texts', () => {
  let client: TestClient;
  const names = ['Ångström', 'apple', 'Zebra', 'zebra', 'Ärzte', '100% wool', 'a_b', String.raw`back\slash`, 'wow!'];

  beforeAll(async () => {
    client = await connect(await startTestServer({}, 'file'));
    for (const name of names) await client.call('POST', '/accounts', fakeAccount({ name, city: 'Texts' }));
  });

  async function found(where: string): Promise<string[]> {
    const { status, body } = await client.where('accounts', `city=Texts and ${where}`);
    expect({ status, body }).toMatchObject({ status: 200 });
    return body.map(({ name }: { name: string }) => name);
  }

  it.each([
    ["name like 'ÅNGS%'", ['Ångström']],
    ["name like 'ärz%'", ['Ärzte']],
    ["name like 'ZEBRA'", ['Zebra', 'zebra']],
    ["name not like '%A%'", ['Ångström', 'Ärzte', '100% wool', 'wow!'].filter((name) => !/a/iu.test(name))],
    [String.raw`name like 'back\%'`, [String.raw`back\slash`]],
    [String.raw`name like 'back\'`, []],
    ["name like '%!'", ['wow!']],
    ["name like '%!%'", ['wow!']],
    ["name like 'a_b'", ['a_b']],
    ["name='zebra'", ['zebra']],
    ["name='ZEBRA'", []],
    ["name > 'Z' and name < 'b'", ['apple', 'Zebra', 'a_b']],
    ["name >= 'z'", ['Ångström', 'zebra', 'Ärzte']],
  ])('%s', async (where, expected) => {
    expect(await found(where)).toEqual(expected);
  });

  it('are ordered by their characters, last first', async () => {
    const { body } = await client.get(`/accounts?order=name&where=${encodeURIComponent('city=Texts')}`);
    const byCharacters = [...names].sort((a, b) => (a < b ? 1 : -1));
    expect(body.map(({ name }: { name: string }) => name)).toEqual(byCharacters);
  });

  it('without a value come last in every order', async () => {
    await client.call('POST', '/contacts', fakeContact({ email2: 'z@birch.example' }));
    const { body } = await client.get('/contacts?order=email2');
    const emails = body.map(({ email2 }: { email2: string | null }) => email2);
    expect(emails.slice(0, 2)).toEqual(['z@birch.example', 'marta@soler.example']);
    expect(new Set(emails.slice(2))).toEqual(new Set([null]));
  });

  it('with a null character find nobody, and do no harm', async () => {
    const body = { username: 'no\0body', password: 'x' };
    expect((await client.call('POST', '/login', body)).status).toBe(401);
  });

  it('take sizes beyond 32 bits', async () => {
    const attachments = [{ name: 'film.mov', size: 5_000_000_000 }];
    const email = {
      subject: 's',
      body: 'b',
      emailFrom: 'a@b.example',
      emailTo: ['c@d.example'],
      type: 0,
      salesRepId: 1,
    };
    const { status } = await client.call('POST', '/emails', { ...email, accountId: 1, attachments });
    expect(status).toBe(200);
  });
});
