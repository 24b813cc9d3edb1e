import { parseArgs } from 'node:util';
import type { UserChange } from './access/manage-access.ts';
import { parseSmtpSettings, type SmtpSettings } from './notices/smtp-settings.ts';
import { parseS3Settings, type S3Settings } from './store/s3-settings.ts';
import { isTimeZone } from './v4/zone-time.ts';

export interface CliOptions {
  port: number;
  host: string;
  dataDir: string;
  /** Of a PostgreSQL database, from the environment: arguments can be read by everybody on the machine. */
  databaseUrl: string | undefined;
  /** S3-compatible storage for files, from the environment too. */
  s3: S3Settings | undefined;
  /** The mail server of notices, likewise. */
  smtp: SmtpSettings | undefined;
  sample: boolean;
  /** IANA name of the zone of the main branch of a new database. */
  timeZone: string | undefined;
  publicUrl: string | undefined;
  /** Webhooks may lead into private networks and to this machine. */
  privateHooks: boolean;
  /** Where mail servers may stand, and the key that passwords of mailboxes are encrypted with. */
  imap: { allowPrivate: boolean; allowPlain: boolean; secretKey: string | undefined };
  /** A user to add before starting, from `Name <address>`. */
  addUser: { name: string; email: string } | undefined;
  /** Level and manager of the user to add. */
  level: number | undefined;
  manager: string | undefined;
  /** A user to change, and what, instead of starting. */
  changeUser: UserChange | undefined;
  /** Public half of a key to end, instead of starting. */
  revokeKey: string | undefined;
  /** File to copy the database to, instead of starting. */
  backup: string | undefined;
  help: boolean;
}

export const usage = `Usage: node server/main.ts [options]

  --port N          port to listen on, 8484 unless told; 0 for a free one
  --host ADDRESS    address to listen on, 127.0.0.1 unless told
  --data DIR        folder of database and files, .data/crm unless told
  --sample          add sample companies, contacts and users, once
  --time-zone NAME  zone of the main branch of a new database, such as Europe/Madrid;
                    that of the machine unless told
  --public-url URL  address the server is reached at from outside
  --private-hooks   let webhooks lead to this machine and into private networks
  --private-imap    let mailboxes be read from this machine and private networks
  --plain-imap      let mailboxes of other machines be read without TLS
  --add-user "NAME <ADDRESS>"  add a user and print the key pair and password, which are shown only once
  --level N         with it: level from 1 to 5; 5 is an administrator, as the first user is unless told
  --manager ADDRESS with it: the manager, who sees what the user owns
  --change-user ADDRESS  change level, manager (or none) or --active yes|no of a user, also while the server runs, and end
  --revoke-key KEY  end a key, given by its public half, with all its sessions, also while the server runs, and end
  --backup FILE     copy the database to a new file, also while the server runs, and end

  DATABASE_URL      in the environment: a PostgreSQL database to use in place of SQLite,
                    such as postgresql://user:password@host:5432/database
  TANDEM_SECRET_KEY in the environment: 32 bytes as base64 or hex that passwords of mailboxes
                    are encrypted with; secret.key in the data folder unless told
  S3_ENDPOINT, S3_BUCKET, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY
                    in the environment: storage for files in place of the data folder
  SMTP_URL          in the environment: a mail server for notices, such as
                    smtp://user:password@mail.example.com:587 (by STARTTLS) or smtps://…
  SMTP_FROM         with it: their sender, such as "CRM <crm@example.com>"
`;

/**
 * @param env Variables of the process; none unless given.
 * @throws an `Error` whose message is for the person at the terminal.
 */
export function parseCliOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): CliOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '8484' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string', default: '.data/crm' },
      sample: { type: 'boolean', default: false },
      'time-zone': { type: 'string' },
      'public-url': { type: 'string' },
      'private-hooks': { type: 'boolean', default: false },
      'private-imap': { type: 'boolean', default: false },
      'plain-imap': { type: 'boolean', default: false },
      'add-user': { type: 'string' },
      level: { type: 'string' },
      manager: { type: 'string' },
      active: { type: 'string' },
      'change-user': { type: 'string' },
      'revoke-key': { type: 'string' },
      backup: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) throw new Error('--port must be from 0 to 65535');
  const timeZone = values['time-zone'];
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw new Error('--time-zone must look like Europe/Madrid');
  const publicUrl = values['public-url'];
  if (publicUrl !== undefined && !/^https?:\/\/[^/]+\/?$/.test(publicUrl)) {
    throw new Error('--public-url must look like https://crm.example.com');
  }
  const added = values['add-user'];
  const user = added === undefined ? undefined : /^\s*([^<>]+?)\s*<([^\s@<>]+@[^\s@<>]+)>\s*$/.exec(added);
  if (user === null) throw new Error('--add-user must look like "Nora Lind <nora@example.com>"');
  const level = parseLevel(values.level);
  const changeUser = parseUserChange(values, level);
  const databaseUrl = env.DATABASE_URL || undefined;
  if (values.backup === '') throw new Error('--backup needs the name of a file');
  if (values.backup !== undefined && databaseUrl !== undefined) {
    throw new Error('--backup copies SQLite. Back up PostgreSQL with pg_dump "$DATABASE_URL".');
  }
  return {
    port: Number(values.port),
    host: values.host,
    dataDir: values.data,
    databaseUrl,
    s3: parseS3Settings(env),
    smtp: parseSmtpSettings(env),
    sample: values.sample,
    timeZone,
    publicUrl,
    privateHooks: values['private-hooks'],
    imap: {
      allowPrivate: values['private-imap'],
      allowPlain: values['plain-imap'],
      secretKey: env.TANDEM_SECRET_KEY || undefined,
    },
    addUser: user && { name: user[1] ?? '', email: user[2] ?? '' },
    level,
    manager: values.manager === 'none' ? undefined : values.manager,
    changeUser,
    revokeKey: values['revoke-key'],
    backup: values.backup,
    help: values.help,
  };
}

function parseLevel(text: string | undefined): number | undefined {
  if (text !== undefined && !/^[1-5]$/.test(text)) throw new Error('--level must be from 1 to 5');
  return text === undefined ? undefined : Number(text);
}

function parseUserChange(
  values: Partial<Record<'add-user' | 'change-user' | 'manager' | 'active', string>>,
  level: number | undefined,
): UserChange | undefined {
  const { manager, active } = values;
  const email = values['change-user'];
  if (active !== undefined && active !== 'yes' && active !== 'no') throw new Error('--active must be yes or no');
  if (email === undefined) {
    if (active !== undefined) throw new Error('--active goes with --change-user');
    if (values['add-user'] === undefined && (level !== undefined || manager !== undefined)) {
      throw new Error('--level and --manager go with --add-user or --change-user');
    }
    return undefined;
  }
  if (values['add-user'] !== undefined) throw new Error('--add-user and --change-user do not go together');
  if (level === undefined && manager === undefined && active === undefined) {
    throw new Error('--change-user needs --level, --manager or --active');
  }
  return {
    email,
    ...(level === undefined ? {} : { level }),
    ...(manager === undefined ? {} : { manager: manager === 'none' ? null : manager }),
    ...(active === undefined ? {} : { isActive: active === 'yes' }),
  };
}
