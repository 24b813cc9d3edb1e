import { describe, expect, it } from 'vitest';
import { CrmAuthError } from '../../../utils/crm/errors/crm-auth-error.ts';
import { CrmUnavailableError } from '../../../utils/crm/errors/crm-unavailable-error.ts';
import { byDefault, live, memoryStore, scriptedCrm } from './fake-crm.ts';
import { json } from './scripted-fetch.ts';

const refusal = () => json({ code: -1, error: 'unauthorised' }, 401);

describe('signing in', () => {
  it('sends the keys as user name and password, and the token as X-Session-Key afterwards', async () => {
    const { crm, seen } = scriptedCrm(({ path }) => (path === 'users' ? json([]) : byDefault()));
    await crm.findUser('nora@example.com', live());
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST login', 'GET users']);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ username: 'public', password: 'private' });
    expect(seen[0]?.headers.get('x-session-key')).toBeNull();
    expect(seen[1]?.headers.get('x-session-key')).toBe('token-1');
  });

  it('sends no cookies, follows no redirect and names no page', async () => {
    const { crm, seen } = scriptedCrm(({ path }) => (path === 'users' ? json([]) : byDefault()));
    await crm.findUser('nora@example.com', live());
    for (const { init } of seen) {
      expect(init).toEqual({ credentials: 'omit', redirect: 'manual', referrerPolicy: 'no-referrer' });
    }
  });

  it('is done once for calls that start together', async () => {
    const { crm, seen } = scriptedCrm(({ path }) => (path === 'login' ? byDefault() : json([])));
    await Promise.all([1, 2, 3].map((n) => crm.findEmails(`tandem:${n}`, live())));
    expect(seen.filter(({ path }) => path === 'login')).toHaveLength(1);
  });

  it('goes on for the others when the call that began it is stopped', async () => {
    let answer = () => {};
    const { crm, seen } = scriptedCrm(async ({ path }) => {
      if (path !== 'login') return json([]);
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return byDefault();
    });
    const stop = new AbortController();
    const first = crm.findEmails('tandem:1', stop.signal);
    const second = crm.findEmails('tandem:2', live());
    await expect.poll(() => seen.length).toBe(1);
    stop.abort();
    await expect(first).rejects.toMatchObject({ name: 'CrmUnavailableError', unanswered: false });
    answer();
    await expect(second).resolves.toEqual([]);
  });

  it('is skipped with a session kept by an earlier worker', async () => {
    const store = memoryStore();
    const script = ({ path }: { path: string }) => (path === 'login' ? byDefault() : json([]));
    await scriptedCrm(script, { store }).crm.findEmails('tandem:1', live());
    const second = scriptedCrm(script, { store });
    await second.crm.findEmails('tandem:2', live());
    expect(second.seen.map(({ path }) => path)).toEqual(['emails']);
    expect(second.seen[0]?.headers.get('x-session-key')).toBe('token-1');
  });

  it('does not use a session kept for other keys', async () => {
    const store = memoryStore();
    await store.set({ owner: 'https://crm.example.com somebody-else', token: 'token-of-another' });
    const { crm, seen } = scriptedCrm(({ path }) => (path === 'login' ? byDefault() : json([])), { store });
    await crm.findEmails('tandem:1', live());
    expect(seen.map(({ path }) => path)).toEqual(['login', 'emails']);
  });

  it.each([null, 'text', 7, { token: 'no owner' }, { owner: 3 }])(
    'starts anew over a broken record: %j',
    async (record) => {
      const store = memoryStore();
      store.held.record = record;
      const { crm } = scriptedCrm(({ path }) => (path === 'login' ? byDefault() : json([])), { store });
      await expect(crm.findEmails('tandem:1', live())).resolves.toEqual([]);
    },
  );

  it('works with a store that always fails', async () => {
    const fails = () => Promise.reject(new Error('no storage'));
    const store = { get: fails, set: fails, clear: fails };
    const { crm, seen } = scriptedCrm(({ path }) => (path === 'login' ? byDefault() : json([])), { store });
    await crm.findEmails('tandem:1', live());
    await crm.findEmails('tandem:2', live());
    expect(seen.filter(({ path }) => path === 'login')).toHaveLength(1);
  });
});

describe('a session the server has forgotten', () => {
  it('is replaced once and the call repeated once', async () => {
    const { crm, seen } = scriptedCrm(({ path, headers }) => {
      if (path === 'login') return byDefault();
      return headers.get('x-session-key') === 'token-2' ? json([]) : refusal();
    });
    await expect(crm.findEmails('tandem:1', live())).resolves.toEqual([]);
    expect(seen.map(({ path }) => path)).toEqual(['login', 'emails', 'login', 'emails']);
  });

  it('ends in CrmAuthError when the new one is refused as well, after two attempts', async () => {
    const { crm, seen, store } = scriptedCrm(({ path }) => (path === 'login' ? byDefault() : refusal()));
    await expect(crm.findEmails('tandem:1', live())).rejects.toBeInstanceOf(CrmAuthError);
    expect(seen.map(({ path }) => path)).toEqual(['login', 'emails', 'login', 'emails']);
    expect(store.held.record).not.toHaveProperty('token', expect.any(String));
  });

  it('is replaced once for many calls that fail together, whatever the order of their answers', async () => {
    let n = 0;
    const { crm, seen } = scriptedCrm(async ({ path, headers }) => {
      if (path === 'login') return byDefault();
      n += 1;
      await new Promise((resolve) => setTimeout(resolve, (n % 4) * 5));
      return headers.get('x-session-key') === 'token-2' ? json([]) : refusal();
    });
    const calls = Array.from({ length: 12 }, (_, i) => crm.findEmails(`tandem:${i}`, live()));
    expect(await Promise.all(calls)).toEqual(Array(12).fill([]));
    expect(seen.filter(({ path }) => path === 'login')).toHaveLength(2);
  });
});

describe('refused keys', () => {
  it.each([400, 401, 403, 422])('end in CrmAuthError, by status %i', async (status) => {
    const { crm } = scriptedCrm(() => json({ code: -1, error: 'wrong' }, status));
    await expect(crm.signIn(live())).rejects.toBeInstanceOf(CrmAuthError);
  });

  it('are not tried again for a minute, unless somebody asks for it', async () => {
    let now = 0;
    const { crm, seen } = scriptedCrm(() => json({ code: -1 }, 401), { now: () => now });
    const call = () => expect(crm.findEmails('tandem:1', live())).rejects.toBeInstanceOf(CrmAuthError);
    await call();
    await call();
    expect(seen).toHaveLength(1);
    now = 61_000;
    await call();
    expect(seen).toHaveLength(2);
    await expect(crm.signIn(live())).rejects.toBeInstanceOf(CrmAuthError);
    expect(seen).toHaveLength(3);
  });

  it.each([null, { publicKey: '', privateKey: 'x' }, { publicKey: 'x', privateKey: '' }])(
    'that are not there are not sent: %j',
    async (keys) => {
      const { crm, seen } = scriptedCrm(byDefault, { credentials: async () => keys });
      await expect(crm.signIn(live())).rejects.toBeInstanceOf(CrmAuthError);
      expect(seen).toEqual([]);
    },
  );
});

describe('a sign-in without a usable answer', () => {
  it.each([
    ['a page of a network that asks for a sign-in', () => new Response('<html>Wi-Fi</html>')],
    ['no token', () => json({ session: 'x' })],
    ['a token that is no header value', () => json({ token: 'a\nb' })],
    ['nothing at this address', () => json({}, 404)],
    ['a tenant whose database is away', () => json({ code: 900, error: 'Connection Error' }, 400)],
    ['a fault', () => json({}, 500)],
  ])('means that the CRM is not available, and that nothing was written: %s', async (_, answer) => {
    const { crm } = scriptedCrm(answer);
    const failure = await crm.signIn(live()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CrmUnavailableError);
    expect(failure).toMatchObject({ unanswered: false });
  });
});
