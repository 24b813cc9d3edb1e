import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { parseCliOptions } from '../../../server/cli-options.ts';
import { request, temporaryFolder } from './support.ts';

describe('the options', () => {
  it('listen on this machine only unless told', () => {
    expect(parseCliOptions([])).toEqual({
      port: 8484,
      host: '127.0.0.1',
      dataDir: '.data/crm',
      sample: false,
      publicUrl: undefined,
      addUser: undefined,
      help: false,
    });
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

  it.each([
    [['--port', '70000']],
    [['--port', 'x']],
    [['--public-url', 'crm.example.com']],
    [['--public-url', 'https://crm.example.com/path']],
    [['--add-user', 'Nora']],
    [['--nothing']],
  ])('refuse %o', (args) => {
    expect(() => parseCliOptions(args)).toThrow();
  });
});

/** Runs the server as people do, until its output fits. */
async function run(args: string[], until: RegExp) {
  const child = spawn('node', ['server/main.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const fits = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        if (until.test(output)) resolve();
      });
    }
  });
  await Promise.race([fits, once(child, 'exit')]);
  return { child, output: () => output };
}

describe('the server in a process of its own', () => {
  it('adds a user, prints the keys once, serves, and ends on SIGTERM', async () => {
    const folder = await temporaryFolder();
    const args = ['--port', '0', '--data', folder];
    const user = ['--add-user', 'Nora Lind <nora@example.com>'];
    const { child, output } = await run([...args, ...user], /sign-in\/\S+\n/);
    const [, username] = /public key\s+(\S+)/.exec(output()) ?? [];
    const [, password] = /private key\s+(\S+)/.exec(output()) ?? [];
    const [, api] = /its API at (\S+)/.exec(output()) ?? [];
    const login = await request(`${api}/login`, { method: 'POST', body: JSON.stringify({ username, password }) });
    expect(login.status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);

    const again = await run([...args, ...user], /already/);
    expect(again.output()).toContain('There is a user with this address already.');
    if (again.child.exitCode === null) await once(again.child, 'exit');
    expect(again.child.exitCode).toBe(1);
  });

  it('says what is wrong with an option and ends with 1', async () => {
    const { child, output } = await run(['--port', 'x'], /Usage/);
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(1);
    expect(output()).toContain('--port must be from 0 to 65535');
    expect(output()).not.toMatch(/at .*\.ts:/);
  });
});
