import type { Kysely } from 'kysely';
import type { AuditLog, Who } from '../access/audit-log.ts';
import { guardRecords } from '../access/guard-records.ts';
import { findViewer } from '../access/viewer.ts';
import { createRecords } from '../store/records.ts';
import type { Database } from '../store/tables.ts';
import type { Transfers } from '../store/transfers.ts';
import type { V4Choices } from '../v4/choices.ts';
import type { Entity } from '../v4/entity.ts';
import { createResources } from '../v4/resources.ts';
import type { SignedAddresses } from '../v4/signed-address.ts';
import type { AccountReport, HeldAccount } from './account-leases.ts';
import { secretOwner } from './accounts.ts';
import type { DirectoryIndex } from './directory-index.ts';
import { findFolders } from './find-folders.ts';
import { createFolderPlaces } from './folder-places.ts';
import { createMailDecider, type FolderRole } from './mail-decider.ts';
import { ImapProblemError, type ServerLimits } from './mail-server.ts';
import { createMessageLogger, type MessageLogger } from './message-logger.ts';
import { createMessageStore } from './message-store.ts';
import { type ImapFlow, openClient } from './open-client.ts';
import { readFolder } from './read-folder.ts';
import { type SecretBox, UnreadableSecretError } from './secret-box.ts';
import { createVisibleDirectory } from './visible-directory.ts';

export interface MailboxDeps {
  db: Kysely<Database>;
  entities: ReadonlyMap<string, Entity>;
  choices: V4Choices;
  addresses: SignedAddresses;
  transfers: Transfers;
  audit: AuditLog;
  secrets: SecretBox;
  limits: ServerLimits;
  maxUploadBytes: number;
  now: () => number;
  /** Something was written to the CRM. */
  onWrite: () => void;
}

/**
 * Reads one mailbox until the signal aborts: its inbox and its folder of sent mail, each over a connection of its own, since
 * a connection can wait for new mail in one folder only.
 *
 * @param report Tells how the mailbox stands.
 * @throws when it can no longer be read, or may not: the user is read anew for each chunk of mail.
 */
export async function readMailbox(
  deps: MailboxDeps & { index: DirectoryIndex },
  account: HeldAccount,
  report: (report: AccountReport) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const password = await deps.secrets.open(account.secret, secretOwner(account.userId)).catch((error) => {
    if (!(error instanceof UnreadableSecretError)) throw error;
    throw new ImapProblemError('secret-key', 'The password cannot be read with the key there is.', { isFinal: true });
  });
  const logger = () => createLogger(deps, account);
  await logger();

  const ending = new AbortController();
  const both = AbortSignal.any([signal, ending.signal]);
  const clients: ImapFlow[] = [];
  const open = async () => {
    const client = await openClient(account, password, deps.limits, both);
    clients.push(client);
    both.addEventListener('abort', () => client.close(), { once: true });
    return client;
  };
  try {
    const first = await open();
    const folders = findFolders(await first.list());
    if (!folders) throw new ImapProblemError('folders', 'The server lists no INBOX.');
    await report({ state: 'reading', problem: null, words: null, failures: 0, nextTryAt: null });

    const read: [ImapFlow, string, FolderRole][] = [[first, folders.inbox, 'inbox']];
    if (folders.sent !== undefined) read.push([await open(), folders.sent, 'sent']);
    const busy = new Set(read.map(([, path]) => path));
    const places = createFolderPlaces(deps.db, account, deps.now);
    const from = Date.parse(account.backfillFrom);
    const tasks = read.map(([client, path, role]) => {
      const onListening = () => {
        if (busy.delete(path) && busy.size === 0) report({ state: 'listening' }).catch((error) => ending.abort(error));
      };
      return readFolder({ client, path, role, from, places, logger, onListening, signal: both }).catch((error) => {
        ending.abort(error);
        throw error;
      });
    });
    const ends = await Promise.allSettled(tasks);
    throw (ending.signal.reason as unknown) ?? ends.find((end) => end.status === 'rejected')?.reason;
  } finally {
    ending.abort();
    for (const client of clients) client.close();
  }
}

/** Everything that follows from who the user is now. */
async function createLogger(
  deps: MailboxDeps & { index: DirectoryIndex },
  account: HeldAccount,
): Promise<MessageLogger> {
  const { db, choices, audit, now } = deps;
  const { userId, address } = account;
  const viewer = await findViewer(db, choices, { userId });
  if (!viewer) throw new ImapProblemError('user', 'The CRM user is not active.');
  const user = await db.selectFrom('users').select('email').where('id', '=', userId).executeTakeFirst();
  const who: Who = { userId, via: 'imap', credential: null, client: 'program' };
  const records = guardRecords(createRecords(db, now), viewer);
  const { create } = createResources({ ...deps, viewer, witness: audit.witness(who) });
  const store = createMessageStore({
    ...deps,
    resources: {
      async create(...args) {
        const created = await create(...args);
        deps.onWrite();
        return created;
      },
    },
    records,
    who,
    userId,
    mailbox: address,
  });
  const lists = {
    address,
    repAddresses: [address, typeof user?.email === 'string' ? user.email : ''].filter(Boolean),
    ownDomains: JSON.parse(account.ownDomains) as string[],
    neverLog: JSON.parse(account.neverLog) as string[],
  };
  return createMessageLogger(address, createMailDecider(lists, createVisibleDirectory(deps.index, records)), store);
}
