import type { Kysely } from 'kysely';
import { createAuditLog } from '../access/audit-log.ts';
import type { Files } from '../store/files.ts';
import type { Database } from '../store/tables.ts';
import { createTransfers } from '../store/transfers.ts';
import type { V4Choices } from '../v4/choices.ts';
import { createEntities } from '../v4/entities.ts';
import { createSignedAddresses } from '../v4/signed-address.ts';
import { createImap, type Imap, type ImapTimes } from './create-imap.ts';
import { createSecretBox } from './secret-box.ts';
import { openSecretKey, parseSecretKey } from './secret-key.ts';

/** What the operator says of mail by IMAP. */
export interface ImapOptions {
  /** Mail servers may stand in private networks and on this machine. */
  allowPrivate?: boolean;
  /** Mailboxes of other machines may be read without TLS. */
  allowPlain?: boolean;
  /** 32 bytes as base64 or hex that passwords are encrypted with, in place of the file `secret.key` of the data folder. */
  secretKey?: string | undefined;
  times?: Partial<ImapTimes>;
}

/**
 * Mail by IMAP for one server.
 *
 * @throws `SecretKeyError` when a key is given that cannot be one.
 */
export function openImap(deps: {
  db: Kysely<Database>;
  choices: V4Choices;
  /** Signs addresses of uploads. */
  key: Buffer;
  files: Files;
  dataDir: string;
  options: ImapOptions | undefined;
  maxUploadBytes: number;
  now: () => number;
  /** Something was written to the CRM. */
  onWrite: () => void;
  onFault: (error: unknown) => void;
}): Imap {
  const { db, choices, now, maxUploadBytes, options = {} } = deps;
  const given = options.secretKey === undefined ? undefined : parseSecretKey(options.secretKey);
  return createImap({
    db,
    choices,
    now,
    maxUploadBytes,
    entities: createEntities(choices),
    addresses: createSignedAddresses({ key: deps.key, now }),
    transfers: createTransfers({ db, files: deps.files, maxBytes: maxUploadBytes, now }),
    audit: createAuditLog(db, now),
    secrets: createSecretBox(async () => given ?? openSecretKey(deps.dataDir)),
    limits: { allowPrivate: options.allowPrivate ?? false, allowPlain: options.allowPlain ?? false },
    times: options.times,
    onWrite: deps.onWrite,
    onFault: deps.onFault,
  });
}
