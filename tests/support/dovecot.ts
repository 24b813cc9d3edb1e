import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { generate } from 'selfsigned';
import { findDovecot } from '../../scripts/find-dovecot.mjs';
import { waitUntil } from './wait-until.ts';

/** A message for a mailbox. */
export interface Delivery {
  source: string;
  /** When it arrived, ms since the epoch; now unless told. */
  at?: number;
  folder?: 'INBOX' | 'Sent';
}

/** A mail server of the test's own, run without rights, in a temporary folder that is gone with it. */
export interface Dovecot {
  /** Port for STARTTLS or no TLS, and port for TLS from the start. */
  ports: { imap: number; imaps: number };
  /** The certificate that this process trusts, for processes it starts. */
  caFile: string;
  /** Makes the mailbox of a user: an inbox and a folder of sent mail. All have the same password. */
  addUser(name: string): Promise<void>;
  /** Puts messages into a mailbox as a delivery agent does. */
  deliver(user: string, ...messages: Delivery[]): Promise<void>;
  /** Forgets the numbers of messages, so that they get new ones under another UIDVALIDITY. */
  renumber(user: string): Promise<void>;
  /** How many passwords of a user were refused so far. */
  failedLogIns(user: string): number;
  /** How many connections of a user are open. */
  connections(user: string): number;
  /** Ends the server with all its connections. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends it for good. */
  remove(): Promise<void>;
}

/** `localhost` has a good certificate; these have others. */
export const EXPIRED_HOST = '127.0.0.2';
export const SELF_SIGNED_HOST = '127.0.0.3';

/** Of every user. Files with passwords are read again only once a second, so there is none. */
export const PASSWORD = 'correct-horse';

const DAY_MS = 86_400_000;

/**
 * Kills the server with all its processes when the input ends, which it does when this process does, in whatever way. Asked
 * to end it would wait for its clients.
 */
const WATCH = '"$@" & cat >/dev/null; kill -9 -$$';

/** Dovecot's processes may not be root's; Debian's package brings a user for it. */
function userOfServer(): { uid: number; gid: number; name: string; group: string } {
  const entries = (file: string) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
  const users = entries('/etc/passwd');
  const own = process.getuid?.() ?? 0;
  const found =
    own === 0
      ? users.find(([name]) => name === 'dovecot' || name === 'nobody')
      : users.find(([, , uid]) => Number(uid) === own);
  const [name, , uid, gid] = found ?? [];
  const group = entries('/etc/group').find(([, , id]) => id === gid)?.[0];
  if (!name || !uid || !gid || !group) throw new Error('There is no user to run Dovecot as.');
  return { uid: Number(uid), gid: Number(gid), name, group };
}

async function certificate(host: string, { expired = false } = {}): Promise<{ key: string; cert: string }> {
  const altName = host === 'localhost' ? { type: 2 as const, value: host } : { type: 7 as const, ip: host };
  const now = Date.now();
  // A name of its own: of several that are trusted, the one that signed is looked up by it.
  const made = await generate([{ name: 'commonName', value: `${host} ${randomUUID()}`.slice(0, 64) }], {
    keyType: 'ec',
    notBeforeDate: new Date(now - 30 * DAY_MS),
    notAfterDate: new Date(now + (expired ? -1 : 30) * DAY_MS),
    extensions: [{ name: 'subjectAltName', altNames: [altName] }],
  });
  return { key: made.private, cert: made.cert };
}

/** A port nobody listens at, on any of the addresses of this machine. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '0.0.0.0');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

const configuration = (folder: string, ports: Dovecot['ports'], user: ReturnType<typeof userOfServer>) => `
base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1, ${EXPIRED_HOST}, ${SELF_SIGNED_HOST}
default_login_user = ${user.name}
default_internal_user = ${user.name}
default_internal_group = ${user.group}
first_valid_uid = 1
mail_uid = ${user.uid}
mail_gid = ${user.gid}
mail_location = maildir:${folder}/mail/%u
mail_fsync = never
maildir_very_dirty_syncs = yes
disable_plaintext_auth = no
auth_failure_delay = 0
auth_cache_size = 0
auth_verbose = yes
ssl = yes
ssl_cert = <${folder}/localhost.cert
ssl_key = <${folder}/localhost.key
local ${EXPIRED_HOST} {
  ssl_cert = <${folder}/expired.cert
  ssl_key = <${folder}/expired.key
}
local ${SELF_SIGNED_HOST} {
  ssl_cert = <${folder}/self.cert
  ssl_key = <${folder}/self.key
}
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${user.uid} gid=${user.gid} home=${folder}/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    auto = create
    special_use = \\Sent
  }
}
service anvil {
  chroot =
  # Nobody waits because somebody else gave a wrong password.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  chroot =
  process_min_avail = 1
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
`;

/**
 * Starts Dovecot. This process trusts the certificate of `localhost` from then on, and that of the expired host.
 *
 * @throws when there is no Dovecot on this machine or it does not start, with its own words.
 */
export async function startDovecot(): Promise<Dovecot> {
  const program = findDovecot();
  if (program === undefined)
    throw new Error('There is no Dovecot on this machine: run `node scripts/setup.mjs --tests`.');
  const user = userOfServer();
  const isRoot = process.getuid?.() === 0;
  const folder = await mkdtemp(join(tmpdir(), 'tandem-dovecot-'));
  const own = async (path: string) => {
    if (isRoot) await chown(path, user.uid, user.gid);
  };
  await chmod(folder, 0o755);
  await own(folder);
  const ports = { imap: await freePort(), imaps: await freePort() };

  const good = await certificate('localhost');
  const expired = await certificate(EXPIRED_HOST, { expired: true });
  for (const [name, { key, cert }] of Object.entries({
    localhost: good,
    expired,
    self: await certificate(SELF_SIGNED_HOST),
  })) {
    for (const [ending, text] of Object.entries({ key, cert })) {
      await writeFile(join(folder, `${name}.${ending}`), text);
      await own(join(folder, `${name}.${ending}`));
    }
  }
  setDefaultCACertificates([...getCACertificates('default'), good.cert, expired.cert]);
  await writeFile(join(folder, 'dovecot.conf'), configuration(folder, ports, user));
  await mkdir(join(folder, 'mail'));
  await own(join(folder, 'mail'));
  let child: ChildProcess | undefined;
  let serial = 0;

  async function makeMaildir(path: string): Promise<void> {
    for (const part of ['', 'cur', 'new', 'tmp']) {
      await mkdir(join(path, part), { recursive: true, mode: 0o700 });
      await own(join(path, part));
    }
  }
  const maildirOf = (name: string, where: Delivery['folder'] = 'INBOX') =>
    join(folder, 'mail', name, where === 'Sent' ? '.Sent' : '');

  const logOf = (name: string) =>
    readFileSync(join(folder, 'log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes(name));

  const answers = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(ports.imap, '127.0.0.1');
      socket
        .once('data', () => resolve(true))
        .once('error', () => resolve(false))
        .once('close', () => resolve(false));
      setTimeout(() => socket.destroy(), 1_000).unref();
    });

  const dovecot: Dovecot = {
    ports,
    caFile: join(folder, 'localhost.cert'),

    async addUser(name) {
      for (const where of ['INBOX', 'Sent'] as const) await makeMaildir(maildirOf(name, where));
    },

    async deliver(name, ...messages) {
      for (const { source, at = Date.now(), folder: where } of messages) {
        serial += 1;
        const file = `${Math.floor(at / 1_000)}.${process.pid}_${serial}.test`;
        const made = join(maildirOf(name, where), 'tmp', file);
        await writeFile(made, source.replace(/\r?\n/g, '\r\n'));
        await utimes(made, at / 1_000, at / 1_000);
        await own(made);
        await rename(made, join(maildirOf(name, where), 'new', file));
      }
    },

    failedLogIns(name) {
      return logOf(name).filter((line) => /Password mismatch/i.test(line)).length;
    },

    connections(name) {
      const count = (pattern: RegExp) => logOf(name).filter((line) => pattern.test(line)).length;
      return count(/imap-login: Info: Login:/) - count(/imap\(.*: (?:Disconnected|Logged out|Connection closed)/);
    },

    async renumber(name) {
      await dovecot.stop();
      for (const where of ['INBOX', 'Sent'] as const) {
        const path = maildirOf(name, where);
        for (const file of await readdir(path)) {
          if (file.startsWith('dovecot')) await rm(join(path, file));
        }
      }
      await dovecot.start();
    },

    async start() {
      // What one that was killed left behind says that it still runs.
      await rm(join(folder, 'run'), { recursive: true, force: true });
      await mkdir(join(folder, 'run'));
      await own(join(folder, 'run'));
      const rights = isRoot ? { uid: user.uid, gid: user.gid } : {};
      child = spawn('sh', ['-c', WATCH, 'sh', program, '-F', '-c', join(folder, 'dovecot.conf')], {
        stdio: ['pipe', 'ignore', 'pipe'],
        // A group of processes of its own, to be killed as one.
        detached: true,
        ...rights,
      });
      let words = '';
      child.stderr?.on('data', (chunk) => {
        words += chunk;
      });
      await waitUntil('Dovecot to answer', answers).catch(async (cause) => {
        await dovecot.remove();
        throw new Error(`Dovecot did not start:\n${words}`, { cause });
      });
    },

    async stop() {
      if (!child) return;
      const ended = once(child, 'close');
      child.stdin?.end();
      await ended;
      child = undefined;
    },

    async remove() {
      await dovecot.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await dovecot.start();
  return dovecot;
}
