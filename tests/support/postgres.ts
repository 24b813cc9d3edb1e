import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findPostgres } from '../../scripts/find-postgres.mjs';
import { waitUntil } from './wait-until.ts';

/** A PostgreSQL server of the test run's own, in a temporary folder, gone with the run. */
export interface Postgres {
  /** Address of one of its databases. */
  urlOf(database: string): string;
  stop(): Promise<void>;
}

/** Nothing here must outlive the run, so nothing waits for a disk. */
const FAST = [
  ...['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off', '-c', 'autovacuum=off'],
  ...['-c', 'wal_level=minimal', '-c', 'max_wal_senders=0', '-c', 'max_connections=300'],
];

/**
 * Ends the server and removes its folder, `$0`, when its input ends, which it does when this process does, in whatever way:
 * nothing is left behind even by kill -9.
 */
const WATCH = '"$@" & cat >/dev/null; kill -QUIT $!; wait $!; cd /; rm -rf "$0"';

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
function userOfServer(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line = users.find((user) => user.startsWith('postgres:')) ?? users.find((user) => user.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined)
    throw new Error('PostgreSQL cannot run as root, and there is no other user');
  return { uid: Number(uid), gid: Number(gid) };
}

/**
 * Starts PostgreSQL, to be reached through a socket in its folder. The databases sort by the rules of English, not byte by
 * byte, as those of customers may.
 *
 * @throws when there is no PostgreSQL on this machine or it does not start, with its own words.
 */
export async function startPostgres(): Promise<Postgres> {
  const bin = findPostgres();
  if (bin === undefined)
    throw new Error('There is no PostgreSQL on this machine: run `node scripts/setup.mjs --tests`.');
  const user = userOfServer();
  const folder = await mkdtemp(join(tmpdir(), 'tandem-postgres-'));
  await chmod(folder, 0o700);
  if (user) await chown(folder, user.uid, user.gid);
  const log = join(folder, 'log');
  const run = (command: string, args: readonly string[]) => {
    const output = openSync(log, 'a');
    const child = spawn(command, args, { cwd: folder, stdio: ['pipe', output, output], ...user });
    closeSync(output);
    return child;
  };

  const data = join(folder, 'data');
  const locale = ['--locale-provider=icu', '--icu-locale=en-US', '--locale=C.UTF-8'];
  const made = run(join(bin, 'initdb'), [
    '-D',
    data,
    '-U',
    'tandem',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--no-sync',
    ...locale,
  ]);
  const [code] = await once(made, 'close');
  if (code !== 0) throw new Error(`initdb failed:\n${readFileSync(log, 'utf8')}`);

  const server = run('sh', [
    ...['-c', WATCH, folder, join(bin, 'postgres'), '-D', data, '-k', folder],
    ...['-c', 'listen_addresses=', ...FAST],
  ]);
  const ended = once(server, 'close');
  const urlOf = (database: string) => `postgresql://tandem@localhost/${database}?host=${encodeURIComponent(folder)}`;
  const stop = async () => {
    server.stdin?.end();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitUntil('PostgreSQL to answer', () => answers(urlOf('postgres')));
  } catch (error) {
    const words = readFileSync(log, 'utf8');
    await stop();
    throw new Error(`PostgreSQL did not start:\n${words}`, { cause: error });
  }
  return { urlOf, stop };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
