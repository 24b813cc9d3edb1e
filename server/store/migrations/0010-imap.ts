import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Mailboxes that are read by IMAP, how far each of their folders has been read, and what could not be kept. */
export const createImap: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('imapAccounts')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('userId', 'integer', (column) => column.notNull().references('users.id'))
      .addColumn('address', 'text', (column) => column.notNull())
      .addColumn('userName', 'text', (column) => column.notNull())
      .addColumn('secret', 'text', (column) => column.notNull())
      .addColumn('server', 'text', (column) => column.notNull())
      .addColumn('port', 'integer', (column) => column.notNull())
      .addColumn('tls', 'text', (column) => column.notNull())
      .addColumn('backfillFrom', 'text', (column) => column.notNull())
      .addColumn('backfillDays', 'integer', (column) => column.notNull())
      .addColumn('ownDomains', 'text', (column) => column.notNull())
      .addColumn('neverLog', 'text', (column) => column.notNull())
      .addColumn('isOn', 'integer', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('problem', 'text')
      .addColumn('words', 'text')
      .addColumn('stateSince', 'text', (column) => column.notNull())
      .addColumn('failures', 'integer', (column) => column.notNull())
      .addColumn('nextTryAt', 'text')
      .addColumn('logged', 'integer', (column) => column.notNull())
      .addColumn('skipped', 'integer', (column) => column.notNull())
      .addColumn('lastLoggedAt', 'text')
      .addColumn('holder', 'text')
      .addColumn('leaseUntil', 'text')
      .addColumn('createdAt', 'text', (column) => column.notNull())
      .addUniqueConstraint('imapAccounts_userId_address', ['userId', 'address'])
      .execute();

    await db.schema
      .createTable('imapFolders')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('accountId', 'integer', (column) => column.notNull().references('imapAccounts.id'))
      .addColumn('path', 'text', (column) => column.notNull())
      .addColumn('uidValidity', 'text', (column) => column.notNull())
      .addColumn('modseq', 'text')
      .addColumn('seenUpTo', 'bigint', (column) => column.notNull())
      .addColumn('backfillBelow', 'bigint', (column) => column.notNull())
      .addUniqueConstraint('imapFolders_accountId_path', ['accountId', 'path'])
      .execute();

    await db.schema
      .createTable('imapParked')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('accountId', 'integer', (column) => column.notNull().references('imapAccounts.id'))
      .addColumn('path', 'text', (column) => column.notNull())
      .addColumn('uidValidity', 'text', (column) => column.notNull())
      .addColumn('uid', 'bigint', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addUniqueConstraint('imapParked_place', ['accountId', 'path', 'uidValidity', 'uid'])
      .execute();
  },
};
