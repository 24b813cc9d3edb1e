import { describe, expect, it } from 'vitest';
import { createAuditLog } from '../../../server/access/audit-log.ts';
import { changeUser, revokeKey } from '../../../server/access/manage-access.ts';
import { KeyRevokedError } from '../../../server/store/keys.ts';
import { addCompany, openRig, type Rig, signIn } from './access-rig.ts';
import { connect, fakeAccount, request, type TestClient } from './support.ts';
import { placeOf } from './test-database.ts';

const entries = async (client: TestClient, query = '?count=1000') =>
  (await client.get(`/tandem/audit${query}`)).body.entries;

describe('the audit log', () => {
  it('names who wrote which record by which key, and nothing of what is in it', async () => {
    const rig = await openRig();
    const rep = await rig.addPerson('rep');
    const { ids } = await addCompany(rep);
    await rep.client.call('PUT', `/accounts/${ids.accounts}`, { city: 'Oslo' });
    await rep.client.call('DELETE', `/accounts/${ids.accounts}`);
    const administrator = await connect(rig.server);
    const found = await entries(administrator, `?count=1000&userId=${rep.id}`);
    const told = (action: string, table: string) =>
      found.find((entry: Record<string, unknown>) => entry.action === action && entry.table === table);
    const mine = { userId: rep.id, via: 'key', credential: rep.publicKey, client: 'program', outcome: 'done' };
    for (const action of ['create', 'update', 'delete']) {
      expect(told(action, 'accounts')).toMatchObject({ ...mine, recordId: ids.accounts });
    }
    expect(told('create', 'emails')).toMatchObject({ ...mine, recordId: ids.emails });
    expect(told('upload', 'documents')).toMatchObject({ userId: rep.id, via: 'address', recordId: ids.documents });
    const whole = JSON.stringify(await rig.db.selectFrom('auditLog').selectAll().execute());
    for (const content of ['Oslo', 'Hidden', 'example', '555 0199']) expect(whole).not.toContain(content);
  });

  it('has nothing of a write that was undone', async () => {
    const rig = await openRig();
    const audit = createAuditLog(rig.db, Date.now);
    const before = (await audit.read({ limit: 1000 })).length;
    const administrator = await connect(rig.server);
    expect((await administrator.call('POST', '/accounts', fakeAccount({ salesRepId1: 999 }))).status).toBe(400);
    const added = (await audit.read({ limit: 1000 })).slice(0, -before);
    expect(added.map(({ action }) => action)).toEqual(['sign-in']);
  });

  it('tells sign-ins that failed, and the name only when it is a key', async () => {
    const rig = await openRig();
    const rep = await rig.addPerson('rep');
    const administrator = await connect(rig.server);
    const attempt = (username: string) =>
      request(`${rig.server.apiUrl}/login`, { method: 'POST', body: JSON.stringify({ username, password: 'x' }) });
    await attempt('my-secret-password');
    await attempt(rep.publicKey);
    const [known, unknown] = (await entries(administrator, '?action=sign-in')).slice(0, 2);
    expect(known).toMatchObject({ outcome: 'refused', userId: rep.id, credential: rep.publicKey });
    expect(unknown).toMatchObject({ outcome: 'refused', userId: null, credential: null });
    expect(JSON.stringify(await rig.db.selectFrom('auditLog').selectAll().execute())).not.toContain('my-secret');
  });

  it('is not filled by somebody who guesses', async () => {
    const rig = await openRig();
    const audit = createAuditLog(rig.db, () => 1_800_000_000_000);
    const stranger = { userId: null, via: 'key', credential: null, client: 'program' } as const;
    for (let count = 0; count < 20; count += 1) await audit.write(stranger, { action: 'sign-in', outcome: 'refused' });
    const kept = await audit.read({ limit: 1000, action: 'sign-in' });
    expect(kept.filter(({ outcome }) => outcome === 'refused')).toHaveLength(5);
  });

  it('tells sign-ins to the pages without what would let its reader use them', async () => {
    const rig = await openRig();
    const signedIn = await fetch(rig.server.createSignInLink({ userId: 2 }), { redirect: 'manual' });
    const cookie = /tandem_crm=([^;]+)/.exec(signedIn.headers.getSetCookie().join())?.[1] ?? '';
    await fetch(`${rig.server.url}/sign-in/guess`);
    const [failed, done] = await entries(await connect(rig.server), '?action=sign-in').then((all) => all.slice(1, 3));
    expect(failed).toMatchObject({ via: 'page', outcome: 'refused', userId: null });
    expect(done).toMatchObject({
      via: 'page',
      outcome: 'done',
      userId: 2,
      credential: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(cookie.length).toBeGreaterThan(16);
    expect(JSON.stringify(await rig.db.selectFrom('auditLog').selectAll().execute())).not.toContain(cookie);
  });

  it('tells what was asked for in vain, and says the same of what is not there', async () => {
    const rig = await openRig();
    const [rep, peer] = [await rig.addPerson('rep'), await rig.addPerson('peer')];
    const { ids } = await addCompany(rep);
    await peer.client.get(`/accounts/${ids.accounts}`);
    await peer.client.get('/accounts/999999');
    const [missing, hidden] = await entries(await connect(rig.server), `?action=ask-for-record&userId=${peer.id}`);
    expect([hidden, missing]).toMatchObject([
      { table: 'accounts', recordId: ids.accounts, outcome: 'refused' },
      { table: 'accounts', recordId: 999_999, outcome: 'refused' },
    ]);
  });

  it('is read in pages, newest first, by administrators alone', async () => {
    const rig = await openRig();
    const rep = await rig.addPerson('rep');
    await addCompany(rep);
    expect((await rep.client.get('/tandem/audit')).status).toBe(400);
    const administrator = await connect(rig.server);
    const [refused] = await entries(administrator, `?action=read-audit&userId=${rep.id}`);
    expect(refused).toMatchObject({ outcome: 'refused' });
    const seen: number[] = [];
    for (let before: number | null | undefined; before !== null; ) {
      const { body } = await administrator.get(
        `/tandem/audit?count=5&userId=${rep.id}${before === undefined ? '' : `&before=${before}`}`,
      );
      seen.push(...body.entries.map(({ id }: { id: number }) => id));
      before = body.next;
    }
    expect(seen).toEqual([...new Set(seen)].toSorted((one, other) => other - one));
    expect(seen.length).toBe((await entries(administrator, `?count=1000&userId=${rep.id}`)).length);
  });

  it.each([['?count=0'], ['?count=1001'], ['?before=x'], ['?action=burn'], ['?page=1']])(
    'refuses %s',
    async (query) => {
      const rig = await openRig();
      expect((await (await connect(rig.server)).get(`/tandem/audit${query}`)).status).toBe(400);
    },
  );

  it('is kept for a year, and emptied in steps', async () => {
    const rig = await openRig();
    let at = Date.parse('2026-01-01T00:00:00Z');
    const audit = createAuditLog(rig.db, () => at);
    await rig.db.deleteFrom('auditLog').execute();
    const who = { userId: null, via: 'terminal', credential: null, client: 'terminal' } as const;
    for (let count = 0; count < 5; count += 1) await audit.write(who, { action: 'sign-in' });
    at += 365 * 86_400_000;
    expect(await audit.removeOld(100)).toBe(0);
    at += 1;
    expect(await audit.removeOld(3)).toBe(3);
    expect(await audit.removeOld(100)).toBe(2);
  });
});

describe('the end of a right', () => {
  const end: [string, (rig: Rig, person: { id: number; publicKey: string }) => Promise<unknown>][] = [
    [
      'a user who is deactivated',
      (rig) => changeUser(placeOf(rig.server.dataDir), { email: 'REP@northside.example', isActive: false }),
    ],
    ['a user who is deleted', (rig, { id }) => rig.records.softDelete('users', id, null)],
  ];
  it.each(end)('ends keys, tokens and pages of %s at once', async (_title, act) => {
    const rig = await openRig();
    const rep = await rig.addPerson('rep');
    expect((await rep.client.get('/users')).status).toBe(200);
    expect((await rep.page('/companies')).status).toBe(200);
    await act(rig, rep);
    expect((await rep.client.get('/users')).status).toBe(401);
    expect((await rep.page('/companies')).status).toBe(303);
  });

  it('ends the tokens of a revoked key, and of no other', async () => {
    const rig = await openRig();
    const rep = await rig.addPerson('rep');
    const second = await rig.keys.addKey(rep.id);
    const other = await signIn(rig.server, second);
    await revokeKey(placeOf(rig.server.dataDir), rep.publicKey);
    expect((await rep.client.get('/users')).status).toBe(401);
    expect((await other.get('/users')).status).toBe(200);
    await expect(revokeKey(placeOf(rig.server.dataDir), rep.publicKey)).rejects.toThrow('no such key');
    await expect(rig.keys.addKey(rep.id, { publicKey: rep.publicKey, privateKey: 'again' })).rejects.toThrow(
      KeyRevokedError,
    );
    const [entry] = await entries(await connect(rig.server), '?action=revoke-key');
    expect(entry).toMatchObject({ via: 'terminal', credential: rep.publicKey });
  });

  it('changes level and manager from the next request on', async () => {
    const rig = await openRig();
    const [lead, rep] = [await rig.addPerson('lead'), await rig.addPerson('rep')];
    const { ids } = await addCompany(rep);
    const status = async () => (await lead.client.get(`/accounts/${ids.accounts}`)).status;
    const place = placeOf(rig.server.dataDir);
    expect(await status()).toBe(400);
    await changeUser(place, { email: 'rep@northside.example', manager: 'lead@northside.example' });
    expect(await status()).toBe(200);
    await changeUser(place, { email: 'rep@northside.example', manager: null });
    expect(await status()).toBe(400);
    await changeUser(place, { email: 'lead@northside.example', level: 5 });
    expect(await status()).toBe(200);
    await expect(changeUser(place, { email: 'nobody@northside.example', level: 1 })).rejects.toThrow('no user');
  });
});
