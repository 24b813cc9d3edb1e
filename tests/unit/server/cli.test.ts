import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { parseCliOptions } from '../../../server/cli-options.ts';
import { runServer } from './server-process.ts';
import { request } from './support.ts';
import { createTestDatabase } from './test-database.ts';

describe('the options', () => {
  it('listen on this machine only unless told', () => {
    expect(parseCliOptions([])).toEqual({
      port: 8484,
      host: '127.0.0.1',
      dataDir: '.data/crm',
      sample: false,
      publicUrl: undefined,
      privateHooks: false,
      imap: { allowPrivate: false, allowPlain: false, secretKey: undefined },
      addUser: undefined,
      databaseUrl: undefined,
      backup: undefined,
      help: false,
    });
  });

  it('take the address of a PostgreSQL database from the environment, and an empty one as none', () => {
    const databaseUrl = 'postgresql://crm@db.example/crm';
    expect(parseCliOptions([], { DATABASE_URL: databaseUrl })).toMatchObject({ databaseUrl });
    expect(parseCliOptions([], { DATABASE_URL: '' }).databaseUrl).toBeUndefined();
  });

  it('take the mail server of notices from the environment', () => {
    const env = { SMTP_URL: 'smtp://mail.example.com', SMTP_FROM: 'crm@example.com' };
    expect(parseCliOptions([], env).smtp).toMatchObject({ host: 'mail.example.com', from: 'crm@example.com' });
  });

  it('take the zone of the main branch, by a name that exists', () => {
    expect(parseCliOptions(['--time-zone', 'Europe/Madrid']).timeZone).toBe('Europe/Madrid');
    for (const zone of ['Madrid', '+02:00', 'Europe/Nowhere', '']) {
      expect(() => parseCliOptions(['--time-zone', zone]), zone).toThrow('--time-zone must look like Europe/Madrid');
    }
  });

  it('name the tool that backs up PostgreSQL', () => {
    expect(parseCliOptions(['--backup', 'x']).backup).toBe('x');
    const env = { DATABASE_URL: 'postgresql://crm@db.example/crm' };
    expect(() => parseCliOptions(['--backup', 'x'], env)).toThrow('pg_dump');
  });

  it('take a port, a folder, an outside address and a new user', () => {
    const args = ['--port', '0', '--data', 'x', '--sample', '--public-url', 'https://crm.example.com'];
    expect(parseCliOptions([...args, '--add-user', 'Nora Lind <nora@example.com>'])).toMatchObject({
      port: 0,
      dataDir: 'x',
      sample: true,
      publicUrl: 'https://crm.example.com',
      addUser: { name: 'Nora Lind', email: 'nora@example.com' },
    });
  });

  it('take a change of a user and the end of a key', () => {
    expect(parseCliOptions(['--change-user', 'n@example.com', '--level', '5', '--manager', 'none']).changeUser).toEqual(
      {
        email: 'n@example.com',
        level: 5,
        manager: null,
      },
    );
    expect(parseCliOptions(['--change-user', 'n@example.com', '--active', 'no']).changeUser).toEqual({
      email: 'n@example.com',
      isActive: false,
    });
    expect(parseCliOptions(['--revoke-key', 'abc']).revokeKey).toBe('abc');
  });

  it.each([
    [['--level', '3']],
    [['--active', 'no']],
    [['--change-user', 'n@example.com']],
    [['--change-user', 'n@example.com', '--level', '6']],
    [['--change-user', 'n@example.com', '--active', 'perhaps']],
    [['--port', '70000']],
    [['--port', 'x']],
    [['--public-url', 'crm.example.com']],
    [['--public-url', 'https://crm.example.com/path']],
    [['--add-user', 'Nora']],
    [['--backup', '']],
    [['--nothing']],
  ])('refuse %o', (args) => {
    expect(() => parseCliOptions(args)).toThrow();
  });
});

describe('the server in a process of its own', () => {
  it('adds a user, prints the keys once, serves, and ends on SIGTERM', async () => {
    const place = await createTestDatabase(false);
    const args = ['--port', '0'];
    const user = ['--add-user', 'Nora Lind <nora@example.com>'];
    const { child, output } = await runServer([...args, ...user], /sign-in\/\S+\n/, place);
    const [, username] = /public key\s+(\S+)/.exec(output()) ?? [];
    const [, password] = /private key\s+(\S+)/.exec(output()) ?? [];
    const [, api] = /its API at (\S+)/.exec(output()) ?? [];
    const login = await request(`${api}/login`, { method: 'POST', body: JSON.stringify({ username, password }) });
    expect(login.status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);

    const again = await runServer([...args, ...user], /already/, place);
    expect(again.output()).toContain('There is a user with this address already.');
    if (again.child.exitCode === null) await once(again.child, 'exit');
    expect(again.child.exitCode).toBe(1);
  });

  it('says what is wrong with an option and ends with 1', async () => {
    const { child, output } = await runServer(['--port', 'x'], /Usage/);
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(1);
    expect(output()).toContain('--port must be from 0 to 65535');
    expect(output()).not.toMatch(/at .*\.ts:/);
  });
});
