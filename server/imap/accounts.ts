import type { Expression, ExpressionBuilder, Kysely, Selectable, SqlBool } from 'kysely';
import type { AuditLog, Who } from '../access/audit-log.ts';
import type { Viewer } from '../access/viewer.ts';
import { isBelow } from '../access/visible.ts';
import type { Database, ImapAccountRow } from '../store/tables.ts';
import { badRequest, notExist } from '../v4/v4-error.ts';
import { newAccountSchema, parseChange, parseForm } from './account-form.ts';
import { advice, type ImapProblem } from './problems.ts';
import type { SecretBox } from './secret-box.ts';

/** What the API and the pages say when a mailbox was set up or changed. */
export const DONE_MESSAGE = 'The modification has been successfully completed.';

/** Mailboxes a user may have. */
const MAX_PER_USER = 20;
const DAY_MS = 86_400_000;

/** A mailbox as it is shown: everything but the password. Moments are ISO 8601 UTC. */
export interface ImapAccount {
  id: number;
  /** The CRM user whose mailbox it is; e-mails logged from it are this user's. */
  userId: number;
  address: string;
  userName: string;
  server: string;
  port: number;
  tls: ImapAccountRow['tls'];
  backfillDays: number;
  ownDomains: string[];
  neverLog: string[];
  /** Whether the user wants it to be read: "Stop synchronisation" is shown when true. */
  isOn: boolean;
  /**
   * `off`; `waiting` to be taken up; `connecting`; `reading` older mail; `listening` for new mail (green); `retrying` later
   * by itself; `stopped` until the user does something (both red).
   */
  state: ImapAccountRow['state'];
  stateSince: string;
  problem: ImapProblem | null;
  /** The mail server's own words about the problem. */
  words: string | null;
  /** What to do about the problem. */
  advice: string | null;
  /** When it is tried next while `retrying`. */
  nextTryAt: string | null;
  /** Messages logged, and messages that were nobody's in the CRM, of which nothing else is kept. */
  logged: number;
  skipped: number;
  /** Messages that are wanted and could not be kept. They are tried again with each connection. */
  parked: number;
  lastLoggedAt: string | null;
  createdAt: string;
}

/** Part of a list: ascending by id. */
export interface AccountQuery {
  /** Mailboxes of this user alone. */
  userId?: number;
  /** Those with greater ids. */
  after?: number;
  limit: number;
}

/**
 * Mailboxes read by IMAP. A viewer sees and changes their own and those of everybody below them, an administrator all; what
 * is beyond is as if it were not there. Each write is noted in the audit log within its transaction.
 */
export interface ImapAccounts {
  list(viewer: Viewer, query: AccountQuery): Promise<ImapAccount[]>;
  /** @throws `V4Error` 400 `not exist`. */
  get(viewer: Viewer, id: number): Promise<ImapAccount>;
  /**
   * Keeps a mailbox of the viewer and begins to read it.
   *
   * @param body As `newAccountSchema`.
   * @throws `V4Error` 400 naming the field that does not fit, or why POP3 and calendars are not possible.
   */
  create(viewer: Viewer, body: unknown, who: Who): Promise<ImapAccount>;
  /**
   * Changes what the body holds; an absent password stays, but server, port, TLS and name cannot be changed without it.
   * Reading goes on by the new settings, also after a wrong password.
   */
  update(viewer: Viewer, id: number, body: unknown, who: Who): Promise<ImapAccount>;
  /** Forgets mailbox, password and places. E-mails that were logged stay. */
  remove(viewer: Viewer, id: number, who: Who): Promise<void>;
  /** Begins to read it, at once also where it waits for a next try. */
  start(viewer: Viewer, id: number, who: Who): Promise<ImapAccount>;
  stop(viewer: Viewer, id: number, who: Who): Promise<ImapAccount>;
  /**
   * The password of a mailbox the viewer may change, to test the connection with.
   *
   * @throws `V4Error` 400 when it cannot be read with the key there is.
   */
  password(viewer: Viewer, id: number): Promise<string>;
}

/** What decides where the password goes. */
const SERVER_FIELDS = ['server', 'port', 'tls', 'userName'] as const;

type Rows = ExpressionBuilder<Database, 'imapAccounts'>;

/** Names what a password belongs to. */
export const secretOwner = (userId: number): string => `imapAccounts/${userId}`;

/**
 * @param now Ms since the epoch.
 * @param onChange The worker should look again.
 */
export function createImapAccounts(deps: {
  db: Kysely<Database>;
  secrets: SecretBox;
  audit: AuditLog;
  now: () => number;
  onChange: () => void;
}): ImapAccounts {
  const { db, secrets, audit } = deps;
  const moment = (at = deps.now()) => new Date(at).toISOString();

  const mine = (viewer: Viewer) => (eb: Rows) => {
    const terms: Expression<SqlBool>[] = [eb('imapAccounts.userId', '=', viewer.userId)];
    if (viewer.leads) terms.push(isBelow('imapAccounts.userId', viewer.userId));
    return viewer.seesAll ? eb('imapAccounts.id', '>', 0) : eb.or(terms);
  };

  const select = (viewer: Viewer) =>
    db
      .selectFrom('imapAccounts')
      .selectAll('imapAccounts')
      .select((eb) =>
        eb
          .selectFrom('imapParked')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .whereRef('imapParked.accountId', '=', 'imapAccounts.id')
          .as('parked'),
      )
      .where(mine(viewer));

  async function existing(viewer: Viewer, id: number) {
    const row = await select(viewer).where('imapAccounts.id', '=', id).executeTakeFirst();
    if (!row) throw notExist();
    return row;
  }

  /** What the worker goes by from now on; whatever was wrong before is forgotten. */
  const anew = (isOn: boolean) => ({
    isOn: isOn ? 1 : 0,
    state: isOn ? ('waiting' as const) : ('off' as const),
    stateSince: moment(),
    problem: null,
    words: null,
    failures: 0,
    nextTryAt: null,
  });

  async function change(
    viewer: Viewer,
    id: number,
    who: Who,
    values: Partial<Selectable<ImapAccountRow>>,
    readAgain = false,
  ) {
    await existing(viewer, id);
    await db.transaction().execute(async (within) => {
      if (readAgain) {
        await within
          .updateTable('imapFolders')
          .set((eb) => ({ backfillBelow: eb('seenUpTo', '+', 1) }))
          .where('accountId', '=', id)
          .execute();
      }
      await within
        .updateTable('imapAccounts')
        .set((eb) => ({ ...values, revision: eb('revision', '+', 1) }))
        .where('id', '=', id)
        .execute();
      await audit.write(who, { action: 'update', table: 'imapAccounts', recordId: id }, within);
    });
    deps.onChange();
    return toAccount(await existing(viewer, id));
  }

  return {
    async list(viewer, { userId, after = 0, limit }) {
      const rows = await select(viewer)
        .where('imapAccounts.id', '>', after)
        .$if(userId !== undefined, (query) => query.where('imapAccounts.userId', '=', userId ?? 0))
        .orderBy('imapAccounts.id')
        .limit(limit)
        .execute();
      return rows.map(toAccount);
    },

    get: async (viewer, id) => toAccount(await existing(viewer, id)),

    async create(viewer, body, who) {
      const form = parseForm(newAccountSchema, body);
      const { userId } = viewer;
      const secret = await secrets.seal(form.password, secretOwner(userId));
      const id = await db.transaction().execute(async (within) => {
        const held = await within
          .selectFrom('imapAccounts')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('userId', '=', userId)
          .executeTakeFirstOrThrow();
        if (Number(held.count) >= MAX_PER_USER) throw badRequest(`a user may have ${MAX_PER_USER} mailboxes`);
        const made = await within
          .insertInto('imapAccounts')
          .values({
            userId,
            secret,
            address: form.address,
            userName: form.userName ?? form.address,
            server: form.server,
            port: form.port,
            tls: form.tls,
            backfillDays: form.backfillDays,
            backfillFrom: moment(deps.now() - form.backfillDays * DAY_MS),
            ownDomains: JSON.stringify(form.ownDomains),
            neverLog: JSON.stringify(form.neverLog),
            ...anew(true),
            revision: 1,
            logged: 0,
            skipped: 0,
            createdAt: moment(),
          })
          .onConflict((conflict) => conflict.columns(['userId', 'address']).doNothing())
          .returning('id')
          .executeTakeFirst();
        if (!made) throw badRequest('address: this mailbox is set up already');
        await audit.write(who, { action: 'create', table: 'imapAccounts', recordId: made.id }, within);
        return made.id;
      });
      deps.onChange();
      return toAccount(await existing(viewer, id));
    },

    async update(viewer, id, body, who) {
      const { password, protocol: _p, sync: _s, ownDomains, neverLog, ...rest } = parseChange(body);
      const kept = await existing(viewer, id);
      if (rest.address !== undefined && rest.address !== kept.address) {
        throw badRequest('address: another mailbox is set up anew; this one can be deleted');
      }
      // Whoever may change a mailbox must not be able to send its password to a server of theirs.
      const leadsElsewhere = SERVER_FIELDS.some((name) => rest[name] !== undefined && rest[name] !== kept[name]);
      if (leadsElsewhere && password === undefined) {
        throw badRequest('password: is needed again to change server, port, TLS or the name to log in with');
      }
      const { backfillDays = kept.backfillDays } = rest;
      const values = {
        ...rest,
        ...(password === undefined ? {} : { secret: await secrets.seal(password, secretOwner(kept.userId)) }),
        ...(ownDomains === undefined ? {} : { ownDomains: JSON.stringify(ownDomains) }),
        ...(neverLog === undefined ? {} : { neverLog: JSON.stringify(neverLog) }),
        backfillFrom: moment(Date.parse(kept.createdAt) - backfillDays * DAY_MS),
        ...anew(kept.isOn === 1),
      } as Partial<Selectable<ImapAccountRow>>;
      return change(viewer, id, who, values, backfillDays > kept.backfillDays);
    },

    async remove(viewer, id, who) {
      await existing(viewer, id);
      await db.transaction().execute(async (within) => {
        for (const table of ['imapFolders', 'imapParked'] as const) {
          await within.deleteFrom(table).where('accountId', '=', id).execute();
        }
        await within.deleteFrom('imapAccounts').where('id', '=', id).execute();
        await audit.write(who, { action: 'delete', table: 'imapAccounts', recordId: id }, within);
      });
      deps.onChange();
    },

    start: (viewer, id, who) => change(viewer, id, who, anew(true)),
    stop: (viewer, id, who) => change(viewer, id, who, anew(false)),

    async password(viewer, id) {
      const { secret, userId } = await existing(viewer, id);
      return secrets.open(secret, secretOwner(userId)).catch(() => {
        throw badRequest(advice['secret-key']);
      });
    },
  };
}

function toAccount(row: Selectable<ImapAccountRow> & { parked: number | null }): ImapAccount {
  const { secret: _, revision: _r, holder: _h, leaseUntil: _l, failures: _f, backfillFrom: _b, ...shown } = row;
  return {
    ...shown,
    ownDomains: JSON.parse(row.ownDomains),
    neverLog: JSON.parse(row.neverLog),
    isOn: row.isOn === 1,
    advice: row.problem && advice[row.problem],
    parked: Number(row.parked ?? 0),
  };
}
