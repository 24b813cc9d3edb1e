import { beforeAll, describe, expect, it } from 'vitest';
import { addCompany, openRig, PEOPLE_MS, type Person, type Rig } from './access-rig.ts';
import { connect, fakeAccount, fakeContact, fakeEmail, startTestServer, type TestClient } from './support.ts';

const none = 999_999;

describe('a company of a rep, and all that hangs on it', () => {
  let rig: Rig;
  let people: Record<'chief' | 'lead' | 'rep' | 'peer' | 'other', Person>;
  let company: Awaited<ReturnType<typeof addCompany>>;
  let administrator: TestClient;

  beforeAll(async () => {
    rig = await openRig({}, 'file');
    const chief = await rig.addPerson('chief');
    // The lead has left; the chief still has the lead's people.
    const lead = await rig.addPerson('lead', { managerId: chief.id });
    const rep = await rig.addPerson('rep', { managerId: lead.id });
    const peer = await rig.addPerson('peer', { managerId: lead.id });
    people = { chief, lead, rep, peer, other: await rig.addPerson('other') };
    company = await addCompany(rep);
    administrator = await connect(rig.server);
  }, PEOPLE_MS);

  const kinds = [
    'accounts',
    'contacts',
    'opportunities',
    'salesOrders',
    'activities',
    'calendar',
    'calls',
    'accountAddresses',
    'emails',
    'documents',
    'documents/folders',
  ] as const;

  describe.each(kinds)('%s', (kind) => {
    it.each(['chief', 'lead', 'rep'] as const)('is there for the %s', async (who) => {
      const id = company.ids[kind];
      const { body } = await people[who].client.where(kind, `id=${id}`);
      expect(body.map((row: { id: number }) => row.id)).toEqual([id]);
    });

    it('is there for an administrator', async () => {
      expect((await administrator.where(kind, `id=${company.ids[kind]}`)).body).toHaveLength(1);
    });

    it.each(['peer', 'other'] as const)('answers the %s like one that does not exist', async (who) => {
      const id = company.ids[kind];
      const { client } = people[who];
      expect((await client.where(kind, `id=${id}`)).body).toEqual([]);
      expect((await client.get(`/${kind}`, { Count: '1000' })).body.map((row: { id: number }) => row.id)).not.toContain(
        id,
      );
      expect(
        (await client.get(`/${kind}?order=dateCreated`, { Count: '1000' })).body.map((row: { id: number }) => row.id),
      ).not.toContain(id);
      if (kind === 'documents/folders') return;
      for (const [method, body] of [
        ['GET', undefined],
        ['PUT', {}],
        ['DELETE', undefined],
      ] as const) {
        const answer = await client.call(method, `/${kind}/${id}`, body);
        const missing = await client.call(method, `/${kind}/${none}`, body);
        expect([answer.status, answer.body]).toEqual([missing.status, missing.body]);
      }
    });
  });

  it.each([
    ['contacts', (id: number) => fakeContact({ accountId: id })],
    ['emails', (id: number) => fakeEmail({ accountId: id, contactId: null })],
    ['activities', (id: number) => ({ accountId: id, typeId: 1, salesRepId: 1, date: '2026-05-01 08:00:00' })],
    ['accountAddresses', (id: number) => ({ accountId: id })],
  ])('cannot be named by a colleague who makes %s', async (kind, bodyFor) => {
    const { client } = people.peer;
    const answer = await client.call('POST', `/${kind}`, bodyFor(company.ids.accounts));
    const missing = await client.call('POST', `/${kind}`, bodyFor(none));
    expect(answer.status).toBe(400);
    expect(answer.body.error).toBe(missing.body.error.replace(String(none), String(company.ids.accounts)));
  });

  it('has no documents, folders or telephone number for a colleague', async () => {
    const { client } = people.peer;
    for (const path of ['documents', 'documents/folders']) {
      for (const method of ['GET', 'POST']) {
        const answer = await client.call(
          method,
          `/accounts/${company.ids.accounts}/${path}`,
          method === 'POST' ? { name: 'x' } : undefined,
        );
        expect([answer.status, answer.body]).toEqual([400, { code: -1, error: 'not exist' }]);
      }
    }
    const found = await client.get(`/calls/phone/${encodeURIComponent('+49 555 0199')}`);
    expect(found.body).toEqual({ accounts: [], contacts: [] });
    expect(
      (await people.rep.client.get(`/calls/phone/${encodeURIComponent('+49 555 0199')}`)).body.accounts,
    ).toHaveLength(1);
  });

  it('has pages for those who may see it alone', async () => {
    const { ids, attachment } = company;
    for (const path of [
      `/companies/${ids.accounts}`,
      `/contacts/${ids.contacts}`,
      `/emails/${ids.emails}`,
      `/emails/${ids.emails}/body`,
      `/files/attachments/${attachment}`,
      `/files/documents/${ids.documents}`,
    ]) {
      expect([path, (await people.peer.page(path)).status]).toEqual([path, 404]);
      expect([path, (await people.lead.page(path)).status]).toEqual([path, 200]);
    }
    for (const path of ['/companies?q=Hidden', '/contacts?q=Hidden']) {
      expect(await (await people.peer.page(path)).text()).toMatch(/No (company|contact) fits/);
      expect(await (await people.rep.page(path)).text()).not.toMatch(/No (company|contact) fits/);
    }
  });

  it('is told in the change stream to those who may see it alone', async () => {
    const heard = async ({ client }: Person) =>
      (await client.get('/tandem/changes?since=0&entities=accounts')).body.changes.map(
        (change: { id: number }) => change.id,
      );
    expect(await heard(people.chief)).toContain(company.ids.accounts);
    expect(await heard(people.peer)).not.toContain(company.ids.accounts);
  });

  it('opens to everybody when it is made public, and is still not theirs to change', async () => {
    const shared = await addCompany(people.rep, { public: true });
    const { client } = people.other;
    for (const kind of kinds)
      expect([kind, (await client.where(kind, `id=${shared.ids[kind]}`)).body.length]).toEqual([kind, 1]);
    for (const kind of ['accounts', 'contacts', 'activities', 'accountAddresses'] as const) {
      for (const method of ['PUT', 'DELETE']) {
        const answer = await client.call(method, `/${kind}/${shared.ids[kind]}`, method === 'PUT' ? {} : undefined);
        expect([kind, answer.status]).toEqual([kind, 400]);
        expect(answer.body.error).toContain('owners and those above');
      }
    }
    expect((await people.lead.client.call('PUT', `/accounts/${shared.ids.accounts}`, { city: 'Oslo' })).status).toBe(
      200,
    );
  });

  it('stays with those above when somebody in between leaves, and managers in a circle do no harm', async () => {
    const { db } = rig;
    await db.updateTable('users').set({ deleted: 1 }).where('id', '=', people.lead.id).execute();
    await db.updateTable('users').set({ managerId: people.rep.id }).where('id', '=', people.chief.id).execute();
    expect((await people.chief.client.get(`/accounts/${company.ids.accounts}`)).status).toBe(200);
    expect((await people.peer.client.get(`/accounts/${company.ids.accounts}`)).status).toBe(400);
    expect((await people.lead.client.get('/users')).status).toBe(401);
  });
});

describe('levels, branches and further owners', () => {
  it('a level above their own hides a record from all but its owners', async () => {
    const rig = await openRig();
    const lead = await rig.addPerson('lead', { level: 3 });
    const rep = await rig.addPerson('rep', { level: 2, managerId: lead.id });
    const { ids } = await addCompany(rep, { permissionLevel: 4 });
    expect((await lead.client.get(`/accounts/${ids.accounts}`)).status).toBe(400);
    expect((await rep.client.get(`/accounts/${ids.accounts}`)).status).toBe(200);
    await rep.client.call('PUT', `/accounts/${ids.accounts}`, { permissionLevel: 3 });
    expect((await lead.client.get(`/accounts/${ids.accounts}`)).status).toBe(200);
  });

  it('a user of one branch sees no company of another, but their own', async () => {
    const rig = await openRig();
    const { id: branch } = await rig.records.insert('branches', { descriptionEN: 'South' }, null);
    const lead = await rig.addPerson('lead', { branches: branch, branchRestriction: 1 });
    const rep = await rig.addPerson('rep', { managerId: lead.id });
    const north = await addCompany(rep);
    const south = await addCompany(rep, { branchId: branch });
    const own = await addCompany(lead);
    const seen = async (id: number) => (await lead.client.get(`/accounts/${id}`)).status === 200;
    expect([await seen(north.ids.accounts), await seen(south.ids.accounts), await seen(own.ids.accounts)]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('a further owner sees and changes it', async () => {
    const rig = await openRig();
    const [rep, helper] = [await rig.addPerson('rep'), await rig.addPerson('helper')];
    const { ids } = await addCompany(rep);
    expect((await helper.client.get(`/accounts/${ids.accounts}`)).status).toBe(400);
    await rig.records.insert('entityOwners', { entityTypeId: 2, entityId: ids.accounts, salesRepId: helper.id }, null);
    expect((await helper.client.call('PUT', `/accounts/${ids.accounts}`, { city: 'Oslo' })).status).toBe(200);
    expect((await helper.client.get(`/emails/${ids.emails}`)).status).toBe(200);
  });

  it('what nobody owns is everybody’s', async () => {
    const rig = await openRig();
    const somebody = await rig.addPerson('somebody');
    const { id } = await rig.records.insert('accounts', { name: 'Nobody’s', permissionLevel: 2 }, null);
    expect((await somebody.client.call('PUT', `/accounts/${id}`, { city: 'Oslo' })).status).toBe(200);
  });

  it('lists of the tenant are seen by all and changed by administrators', async () => {
    const rig = await openRig();
    const { client } = await rig.addPerson('rep');
    expect((await client.get('/activityTypes')).body.length).toBeGreaterThan(0);
    for (const [method, path] of [
      ['POST', ''],
      ['PUT', '/1'],
      ['DELETE', '/1'],
    ] as const) {
      expect((await client.call(method, `/activityTypes${path}`, { descriptionEN: 'Mine' })).status).toBe(400);
    }
    expect((await client.get('/activityTypes/1')).body).toMatchObject({ deleted: false });
  });

  it('is all as if it were not, where the switch says so', async () => {
    const rig = await openRig({ choices: { hierarchy: 'ignored' } });
    const [rep, peer] = [await rig.addPerson('rep'), await rig.addPerson('peer')];
    const { ids } = await addCompany(rep);
    expect((await peer.client.call('PUT', `/accounts/${ids.accounts}`, { city: 'Oslo' })).status).toBe(200);
  });
});

describe('a reference to a hidden record', () => {
  it('reads as none, is not found by filters, and survives being written back', async () => {
    const rig = await openRig();
    const [rep, peer] = [await rig.addPerson('rep'), await rig.addPerson('peer')];
    const { ids } = await addCompany(rep);
    const { id } = await rig.records.insert(
      'opportunities',
      {
        reference: 'Shared',
        accountId1: 1,
        accountId2: ids.accounts,
        salesRepId: peer.id,
        permissionLevel: 2,
        branchId: 1,
      },
      null,
    );
    const { client } = peer;
    expect((await client.get(`/opportunities/${id}`)).body).toMatchObject({
      id,
      accountId1: { id: 1 },
      accountId2: null,
    });
    expect((await client.where('opportunities', `accountId2=${ids.accounts}`)).body).toEqual([]);
    expect((await client.where('opportunities', `id=${id} and not (accountId2=${ids.accounts})`)).body).toEqual([]);
    expect((await client.where('opportunities', `id=${id} and not (accountId2=${none})`)).body).toEqual([]);
    expect((await client.where('opportunities', `id=${id} and accountId2<>${none}`)).body).toEqual([]);
    expect((await client.where('opportunities', `id=${id} and accountId2 is not null`)).body).toEqual([]);
    expect((await client.where('opportunities', `id=${id} and accountId2 is null`)).body).toHaveLength(1);
    await client.call('PUT', `/opportunities/${id}`, { accountId2: null, comments: 'x' });
    const administrator = await connect(rig.server);
    expect((await administrator.get(`/opportunities/${id}`)).body).toMatchObject({
      comments: 'x',
      accountId2: { id: ids.accounts },
    });
  });

  it('orders like none', async () => {
    const rig = await openRig();
    const [rep, peer] = [await rig.addPerson('rep'), await rig.addPerson('peer')];
    const { ids } = await addCompany(rep);
    const add = async (accountId2: number | null) =>
      (
        await rig.records.insert(
          'opportunities',
          { reference: 'x', accountId1: 1, accountId2, salesRepId: peer.id, permissionLevel: 2 },
          null,
        )
      ).id;
    const [hidden, empty, seen] = [await add(ids.accounts), await add(null), await add(2)];
    const { body } = await peer.client.get('/opportunities?order=accountId2');
    expect(body.map((row: { id: number }) => row.id)).toEqual([seen, empty, hidden]);
  });
});

describe('the same extId', () => {
  it('of a hidden record makes a second one, whose own repeats meet', async () => {
    const rig = await openRig();
    const [rep, peer] = [await rig.addPerson('rep'), await rig.addPerson('peer')];
    const { ids } = await addCompany(rep);
    const mail = fakeEmail({ extId: `mail:${ids.accounts}`, salesRepId: peer.id });
    const [first, second] = [
      await peer.client.call('POST', '/emails', mail),
      await peer.client.call('POST', '/emails', mail),
    ];
    expect(first.status).toBe(200);
    expect(first.body.id).not.toBe(ids.emails);
    expect(second.body.id).toBe(first.body.id);
    const account = fakeAccount({ extId: 'k', salesRepId1: rep.id });
    const { body: theirs } = await rep.client.call('POST', '/accounts', account);
    const { body: mine } = await peer.client.call('POST', '/accounts', fakeAccount({ salesRepId1: peer.id }));
    expect((await peer.client.call('PUT', `/accounts/${mine.id}`, { extId: 'k' })).status).toBe(200);
    expect((await peer.client.where('accounts', "extId='k'")).body.map((row: { id: number }) => row.id)).toEqual([
      mine.id,
    ]);
    expect(theirs.id).not.toBe(mine.id);
  });

  it('of one message at one company is one e-mail for both reps', async () => {
    const rig = await openRig();
    const [rep, peer] = [await rig.addPerson('rep'), await rig.addPerson('peer')];
    const mail = (salesRepId: number) => fakeEmail({ extId: 'thread', salesRepId });
    const [one, other] = await Promise.all([
      rep.client.call('POST', '/emails', mail(rep.id)),
      peer.client.call('POST', '/emails', mail(peer.id)),
    ]);
    expect(one.body.id).toBe(other.body.id);
    expect((await peer.client.where('emails', "extId='thread'")).body).toHaveLength(1);
  });
});

describe('a webhook', () => {
  it('is its maker’s own, with its secret, and noted when it is made', async () => {
    const rig = await openRig();
    const [rep, peer] = [await rig.addPerson('rep'), await rig.addPerson('peer')];
    const hook = { name: 'x', action: 'insert', entity: 'account', url: 'https://hooks.example.com/x' };
    const { body } = await rep.client.call('POST', '/hooks', hook);
    expect((await peer.client.get('/hooks')).body).toEqual([]);
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await peer.client.call(method, `/hooks/${body.id}`, method === 'PUT' ? { name: 'y' } : undefined);
      expect([answer.status, answer.body.error]).toEqual([400, 'not exist']);
    }
    expect((await rep.client.get('/hooks')).body).toHaveLength(1);
    const administrator = await connect(rig.server);
    expect((await administrator.get(`/hooks/${body.id}`)).body.name).toBe('x');
    const { body: log } = await administrator.get(`/tandem/audit?action=create&userId=${rep.id}`);
    expect(log.entries).toMatchObject([{ table: 'hooks', recordId: body.id }]);
  });
});

describe('addresses of files', () => {
  it('end with the right of the user they were made for', async () => {
    const rig = await openRig();
    const [rep, helper] = [await rig.addPerson('rep'), await rig.addPerson('helper')];
    const { ids } = await addCompany(rep);
    const { id } = await rig.records.insert(
      'entityOwners',
      { entityTypeId: 2, entityId: ids.accounts, salesRepId: helper.id },
      null,
    );
    const { body } = await helper.client.where('documents', `id=${ids.documents}`);
    expect(await (await fetch(body[0].link)).text()).toBe('hidden');
    await rig.records.softDelete('entityOwners', id, null);
    expect((await fetch(body[0].link)).status).toBe(400);
    const { body: made } = await rep.client.call('POST', `/accounts/${ids.accounts}/documents`, { name: 'late.txt' });
    await rig.db.updateTable('users').set({ isActive: 0 }).where('id', '=', rep.id).execute();
    expect((await fetch(made.locator, { method: 'PUT', body: 'late' })).status).toBe(400);
  });
});

it('the sample shows the rule: one company is its rep’s and the manager’s alone', async () => {
  const server = await startTestServer();
  const names = async (user: number) =>
    (await (await connect(server, user)).get('/accounts')).body.map(({ name }: { name: string }) => name);
  expect([(await names(0)).length, (await names(1)).length]).toEqual([7, 7]);
  expect((await names(0)).filter((name: string) => name === 'Vela Nord SL')).toHaveLength(1);
  expect(await names(2)).not.toContain('Vela Nord SL');
  expect(await names(2)).toHaveLength(6);
});
