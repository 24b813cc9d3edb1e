import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { createAuditCleanUp } from './access/audit-clean-up.ts';
import { createAuditLog } from './access/audit-log.ts';
import { findViewer } from './access/viewer.ts';
import { type ChangeLimits, openChanges } from './changes/open-changes.ts';
import { createApp } from './create-app.ts';
import { createWebhooks } from './hooks/create-webhooks.ts';
import type { BeforeRespond } from './http/faults.ts';
import type { RequestLogEntry } from './http/request-log.ts';
import { type ImapOptions, openImap } from './imap/open-imap.ts';
import { openJobs } from './jobs/open-jobs.ts';
import { createNotices } from './notices/create-notices.ts';
import type { SmtpSettings } from './notices/smtp-settings.ts';
import { addSample, type Sample } from './sample/add-sample.ts';
import { addTenantDefaults } from './sample/tenant-defaults.ts';
import { openInstanceKey, openSharedKey } from './store/instance-key.ts';
import { openDatabase } from './store/open-database.ts';
import { openFiles } from './store/open-files.ts';
import type { S3Settings } from './store/s3-settings.ts';
import { defaultChoices, type V4Choices } from './v4/choices.ts';
import { createEntities } from './v4/entities.ts';
import { createResources } from './v4/resources.ts';
import { createSessions } from './v4/sessions.ts';
import { createSignedAddresses } from './v4/signed-address.ts';
import { openSignIn } from './web/open-sign-in.ts';

export interface ServerOptions {
  /** Folder of database, files and keys; made when absent. */
  dataDir: string;
  /** A PostgreSQL database in place of the folder's own, which several servers may share, as they then must the folder. */
  databaseUrl?: string | undefined;
  /** 0 for a free one. */
  port?: number;
  /** Address to listen on; this machine only unless told. */
  host?: string;
  /** Address the server is reached at from outside, such as behind a proxy with TLS. */
  publicUrl?: string;
  /** Further host names requests may carry. */
  allowedHosts?: readonly string[];
  /** Adds sample companies, contacts, users and a key pair for each user, once. */
  sample?: boolean;
  /** IANA name of the zone of the main branch, given when the database is made; that of the machine unless told. */
  timeZone?: string | undefined;
  choices?: Partial<V4Choices>;
  /** Requests a second for each key pair; 4 unless told, as on the smaller plan of the real service. `Infinity`: no limit. */
  requestsPerSecond?: number;
  /** Largest uploaded file; 64 MiB unless told. */
  maxUploadBytes?: number;
  /** Ms since the epoch. */
  now?: () => number;
  /** Faults to play, for tests of clients. */
  beforeRespond?: BeforeRespond;
  onFault?: (error: unknown) => void;
  /** Lets webhooks lead into private networks and to this machine, the latter by plain http as well. */
  privateHooks?: boolean;
  /** Mail read by IMAP. */
  imap?: ImapOptions;
  /** Keeps files in S3-compatible storage instead of the data folder. */
  s3?: S3Settings | undefined;
  /** The mail server notices go to; where there is none they are shown in the pages alone. */
  smtp?: SmtpSettings | undefined;
  /** Takes a line for the operator, such as of a webhook that was given up; the error output unless told. */
  onNotice?: (text: string) => void;
  /** Bounds of the change stream. */
  changeLimits?: Partial<ChangeLimits>;
}

export interface RunningServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  url: string;
  /** Base of the API: `url` + `/api/v4`. */
  apiUrl: string;
  port: number;
  dataDir: string;
  /** Every request answered so far, oldest first. */
  requestLog: readonly RequestLogEntry[];
  /** Every route there is, middleware included, as patterns: for tests that walk them. */
  routes: readonly { method: string; path: string }[];
  /** Users and key pairs of the sample, when there is one. */
  sample: Sample | undefined;
  /** Switches, which may be changed while the server runs; those that shape schemas hold from the start. */
  choices: V4Choices;
  /** Ends every API session, so that the next call of each client gets 401. */
  expireSessions(): void;
  /** A link that signs in to the web pages once. The user with the lowest id unless told, on to `next` when given. */
  createSignInLink(options?: { userId?: number; next?: string }): string;
  /** Lets running requests and jobs finish, then closes the database. */
  close(): Promise<void>;
}

const CLOSE_WAIT_MS = 5_000;
const IDLE_CHECK_MS = 50;

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Starts the CRM. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { dataDir, databaseUrl, port = 0, host = '127.0.0.1', publicUrl, now = Date.now } = options;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const choices: V4Choices = { ...defaultChoices, ...options.choices };
  const files = await openFiles({ dataDir, s3: options.s3 });
  const db = await openDatabase({ dataDir, databaseUrl });
  try {
    const key = databaseUrl === undefined ? await openInstanceKey(dataDir) : await openSharedKey(db);
    await addTenantDefaults(db, now, options.timeZone);
    const sample = await addSample({ db, dataDir, now, create: options.sample ?? false });
    const sessions = createSessions({ key, now, lifeSeconds: () => choices.tokenLifeSeconds });
    const signIn = openSignIn({ db, key, now, publicUrl });
    const onFault = options.onFault ?? ((error) => console.error('The CRM server failed a request:', error));
    const jobs = await openJobs({ db, databaseUrl, now, onFault });
    const webhooks = createWebhooks({
      db,
      entities: createEntities(choices),
      async resourcesFor(userId) {
        const viewer = await findViewer(db, choices, { userId });
        return viewer && createResources({ db, choices, addresses: createSignedAddresses({ key, now }), now, viewer });
      },
      jobs,
      choices,
      allowPrivate: options.privateHooks ?? false,
      now,
      onNotice: options.onNotice ?? ((text) => console.error(text)),
      onFault,
    });
    const notices = await createNotices({
      ...{ db, choices, jobs, now, onFault, smtp: options.smtp },
      viewerOf: (who) => findViewer(db, choices, who),
      publicUrl: publicUrl?.replace(/\/+$/, ''),
      onNotice: options.onNotice ?? ((text) => console.error(text)),
    });
    const auditCleanUp = createAuditCleanUp({ audit: createAuditLog(db, now), onFault });
    const changes = openChanges({ db, now, limits: options.changeLimits, onFault });
    const maxUploadBytes = options.maxUploadBytes ?? 64 * 1024 * 1024;
    const imap = openImap({
      ...{ db, choices, key, files, dataDir, maxUploadBytes, now, onFault, options: options.imap },
      onWrite: () => changes.feed.poke(),
    });
    const requestLog: RequestLogEntry[] = [];
    const allowedHosts = new Set(['127.0.0.1', 'localhost', '[::1]', host, ...(options.allowedHosts ?? [])]);
    if (publicUrl !== undefined) allowedHosts.add(new URL(publicUrl).hostname);
    const app = createApp({
      db,
      files,
      key,
      sessions,
      signIn,
      hooks: webhooks.hooks,
      notices: notices.views,
      changes,
      choices,
      requestsPerSecond: options.requestsPerSecond ?? 4,
      maxUploadBytes,
      imap,
      allowedHosts,
      publicUrl: publicUrl?.replace(/\/+$/, ''),
      requestLog,
      beforeRespond: options.beforeRespond ?? (() => 'ok'),
      now,
      onFault,
    });
    const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
    await jobs.start();
    const bound = await listen(server, port, host).catch(async (error) => {
      await jobs.stop();
      throw error;
    });
    webhooks.start();
    notices.start();
    changes.start();
    imap.start();
    auditCleanUp.start();
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;

    return {
      url,
      apiUrl: `${url}/api/v4`,
      port: bound,
      dataDir,
      requestLog,
      routes: app.routes.map(({ method, path }) => ({ method, path })),
      sample,
      choices,
      expireSessions: () => sessions.expireAll(),
      createSignInLink: ({ userId, next } = {}) => {
        const query = next === undefined ? '' : `?next=${encodeURIComponent(next)}`;
        return `${publicUrl ?? url}/sign-in/${signIn.codes.create(userId)}${query}`;
      },
      async close() {
        if (!server.listening) return;
        const closed = new Promise<void>((resolve) => server.close(() => resolve()));
        await changes.close();
        // A connection that is kept alive becomes idle when its request is answered.
        const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
        server.closeIdleConnections();
        const late = setTimeout(() => server.closeAllConnections(), CLOSE_WAIT_MS);
        await closed;
        clearInterval(idle);
        clearTimeout(late);
        await imap.stop();
        await webhooks.stop();
        await notices.stop();
        await jobs.stop();
        await auditCleanUp.stop();
        await db.destroy();
      },
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}
