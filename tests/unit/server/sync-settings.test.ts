import { beforeAll, describe, expect, it } from 'vitest';
import { changeSync, noSync } from '../../../server/sync/sync-settings.ts';
import { openRig, PEOPLE_MS, type Person, type Rig } from './access-rig.ts';
import { connect, startTestServer } from './support.ts';

const AT = '2026-05-09T10:00:00.000Z';
const gmail = { provider: 'gmail', address: 'nora@northside.example' } as const;

describe('a change of the synchronisation', () => {
  it.each([
    ['is on without a provider', { isOn: true }, 'choose a provider first'],
    ['is on without an address', { isOn: true, provider: 'gmail' }, 'the address of the mailbox is needed'],
    ['has calendars over IMAP', { provider: 'imap', what: 'both' }, 'no calendars'],
    ['has calendars over IMAP, as it was before', { provider: 'imap' }, 'no calendars'],
  ] as const)('is refused in words when it %s', (_, change, words) => {
    expect(changeSync(noSync, change, AT)).toEqual({ ok: false, fault: expect.stringContaining(words) });
  });

  it('begins when it is switched on, and ends with nothing left over', () => {
    const on = changeSync(noSync, { ...gmail, isOn: true }, AT);
    expect(on).toMatchObject({
      ok: true,
      settings: { ...gmail, isOn: true, since: AT, state: 'waiting', stateAt: AT },
    });
    if (!on.ok) return;
    const running = { ...on.settings, state: 'trouble', reason: 'sign-in' } as const;
    const later = '2026-05-10T10:00:00.000Z';
    expect(changeSync(running, { isOn: false }, later)).toMatchObject({
      settings: { ...gmail, isOn: false, since: null, state: 'stopped', reason: null, stateAt: later },
    });
  });

  it('may be made while it runs; another mailbox begins anew, the same one goes on', () => {
    const running = { ...noSync, ...gmail, isOn: true, since: AT, state: 'running', stateAt: AT } as const;
    const later = '2026-05-10T10:00:00.000Z';
    expect(changeSync(running, { what: 'email', type: 'one-way' }, later)).toMatchObject({
      settings: { what: 'email', type: 'one-way', since: AT, state: 'running' },
    });
    expect(changeSync(running, { address: 'other@northside.example' }, later)).toMatchObject({
      settings: { since: later, state: 'waiting' },
    });
  });
});

describe('/api/v4/tandem/sync', () => {
  let rig: Rig;
  let administrator: Person;
  let rep: Person;
  beforeAll(async () => {
    rig = await openRig({}, 'file');
    administrator = await rig.addPerson('ada', { level: 5 });
    rep = await rig.addPerson('rob');
  }, PEOPLE_MS);

  it('is announced, and shows what is kept, from never to running', async () => {
    const { body: resources } = await rep.client.get('/resources');
    expect(resources).toContainEqual(expect.objectContaining({ end_point: '/v4/tandem/sync' }));
    expect((await rep.client.get('/tandem/sync')).body).toEqual(noSync);
    const { body } = await rep.client.call('PUT', '/tandem/sync', { ...gmail, isOn: true });
    expect(body).toMatchObject({ ...gmail, what: 'both', isOn: true, state: 'waiting' });
    expect((await rep.client.call('PUT', '/tandem/sync/state', { state: 'running' })).body).toMatchObject({
      state: 'running',
      since: body.since,
    });
    expect((await rep.client.get('/tandem/sync')).body).toMatchObject({ ...gmail, state: 'running' });
    const trouble = { state: 'trouble', reason: 'sign-in' };
    expect((await rep.client.call('PUT', '/tandem/sync/state', trouble)).body).toMatchObject(trouble);
  });

  it('takes no report of what is switched off', async () => {
    const answer = await administrator.client.call('PUT', '/tandem/sync/state', { state: 'running' });
    expect([answer.status, answer.body.error]).toEqual([400, 'the synchronisation is switched off']);
    expect((await administrator.client.get('/tandem/sync')).body.state).toBe('stopped');
  });

  it.each([
    [{ type: 'both-ways' }],
    [{ provider: 'pop3' }],
    [{ address: 'no address' }],
    [{ address: 'a@b\u0000' }],
    [{ address: 'a@b\ud800' }],
    [{ address: `${'a'.repeat(320)}@b` }],
    [{ isOn: 'yes' }],
    [{ since: AT }],
    [{ state: 'running' }],
    [[]],
    [null],
  ])('refuses %j and keeps what was there', async (body) => {
    const before = (await rep.client.get('/tandem/sync')).body;
    expect((await rep.client.call('PUT', '/tandem/sync', body)).status).toBe(400);
    expect((await rep.client.get('/tandem/sync')).body).toEqual(before);
  });

  it.each([[{ state: 'trouble' }], [{ state: 'running', reason: 'other' }], [{ state: 'stopped' }], [{}]])(
    'refuses the report %j',
    async (body) => {
      expect((await rep.client.call('PUT', '/tandem/sync/state', body)).status).toBe(400);
    },
  );

  it('shows all users to administrators, page by page, and to nobody else', async () => {
    expect((await rep.client.get('/tandem/sync/users')).status).toBe(400);
    const { body: first } = await administrator.client.get('/tandem/sync/users?count=4');
    expect([first.users.length, first.next]).toEqual([4, first.users[3].userId]);
    const { body: rest } = await administrator.client.get(`/tandem/sync/users?after=${first.next}`);
    expect(rest.next).toBeNull();
    expect(rest.users).toContainEqual(expect.objectContaining({ userId: rep.id, name: 'rob', ...gmail }));
    for (const query of ['count=0', 'count=1001', 'after=-1', 'page=1']) {
      expect((await administrator.client.get(`/tandem/sync/users?${query}`)).status).toBe(400);
    }
  });

  it('notes changes in the audit log, without what was changed', async () => {
    const { body } = await administrator.client.get(`/tandem/audit?userId=${rep.id}&action=update`);
    expect(body.entries[0]).toMatchObject({ table: 'syncSettings', recordId: rep.id, outcome: 'done' });
    expect(JSON.stringify(body)).not.toContain(gmail.address);
  });

  it('makes two changes at the same moment one after the other', async () => {
    await Promise.all([
      rep.client.call('PUT', '/tandem/sync', { what: 'email' }),
      rep.client.call('PUT', '/tandem/sync', { type: 'one-way' }),
    ]);
    expect((await rep.client.get('/tandem/sync')).body).toMatchObject({ what: 'email', type: 'one-way' });
  });

  it('is unknown where v4 is all there is', async () => {
    const client = await connect(await startTestServer({ choices: { tandemRoutes: false } }));
    expect((await client.get('/tandem/sync')).body.code).toBe(910);
  });
});
