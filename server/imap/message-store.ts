import type { Kysely } from 'kysely';
import { toCapabilities } from '../../utils/crm/to-capabilities.ts';
import { toEmailWire } from '../../utils/crm/to-email-wire.ts';
import { toNewEmail } from '../../utils/crm/to-new-email.ts';
import { entitySchemaSchema } from '../../utils/crm/wire/entity-schema.ts';
import type { Involved } from '../../utils/model/decision.ts';
import type { Direction } from '../../utils/model/mail-reference.ts';
import type { WholeMessage } from '../../utils/model/message.ts';
import { toExtId, toMessageKey } from '../../utils/queue/identity.ts';
import { chooseAttachments, sizesOf, toWholeFile } from '../../utils/sync/transfer.ts';
import type { AuditLog, Who } from '../access/audit-log.ts';
import type { GuardedRecords } from '../access/guard-records.ts';
import { toSafeFileName } from '../store/file-name.ts';
import type { Database } from '../store/tables.ts';
import type { Transfers } from '../store/transfers.ts';
import type { V4Choices } from '../v4/choices.ts';
import type { Entity } from '../v4/entity.ts';
import { findByExtId } from '../v4/ext-key.ts';
import type { Resources } from '../v4/resources.ts';
import { toSchemaDocument } from '../v4/schema-document.ts';
import { emailTexts } from './email-texts.ts';

/** A message to be logged, with where and how it was seen. */
export interface LoggedMessage {
  whole: WholeMessage;
  source: Uint8Array<ArrayBuffer>;
  direction: Direction;
  involved: readonly Involved[];
}

/** Writes messages into the CRM for one user, by the same functions as the API does. */
export interface MessageStore {
  /** Whether the message stands at all these companies with all its files, so that it need not be read. */
  isKept(messageId: string, involved: readonly Involved[]): Promise<boolean>;
  /**
   * Logs a message at each company; what is there already is completed and never doubled.
   *
   * @returns whether an e-mail was added.
   * @throws `V4Error` 400 when the CRM refuses it for good.
   */
  keep(message: LoggedMessage): Promise<boolean>;
}

/** @param deps.resources, deps.records As the user sees and changes them. */
export function createMessageStore(deps: {
  db: Kysely<Database>;
  entities: ReadonlyMap<string, Entity>;
  choices: V4Choices;
  resources: Pick<Resources, 'create'>;
  records: Pick<GuardedRecords, 'list' | 'get'>;
  transfers: Transfers;
  audit: AuditLog;
  who: Who;
  userId: number;
  mailbox: string;
  maxUploadBytes: number;
}): MessageStore {
  const { db, resources, records, transfers, userId } = deps;
  const emails = deps.entities.get('emails') as Entity;
  const documents = deps.entities.get('documents') as Entity;
  const schemaOf = (entity: Entity) => entitySchemaSchema.parse(toSchemaDocument(entity, deps.choices));
  const capabilities = toCapabilities({ resources: null, emails: schemaOf(emails), documents: schemaOf(documents) });

  const filesOf = (emailId: number) =>
    db
      .selectFrom('emailAttachments')
      .select(['id', 'name', 'fileKey'])
      .where('emailId', '=', emailId)
      .orderBy('position')
      .execute();

  async function put(
    table: 'documents' | 'emailAttachments',
    id: number,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<void> {
    const note = (within: Kysely<Database>) =>
      deps.audit.write(deps.who, { action: 'upload', table, recordId: id }, within);
    await transfers.put(table, id, new Blob([bytes]).stream(), userId, note);
  }

  /** Before the e-mail: where that stands, the whole message stands too. */
  async function keepWhole(message: LoggedMessage, accountId: number, extId: string): Promise<void> {
    const { name, bytes } = toWholeFile('rfc822', [message.source], message.whole.message);
    const { id } = await resources.create(documents, { name, extId: `${extId}-whole` }, userId, { accountId });
    const row = await records.get('documents', id);
    if (row && row.fileKey === null) await put('documents', id, bytes);
  }

  async function keepAt(one: Involved, message: LoggedMessage): Promise<boolean> {
    const { whole } = message;
    const extId = await toExtId(await toMessageKey(whole.message.messageId), one.accountId);
    const { sent, leftOut } = chooseAttachments({ message: whole.message, sizes: sizesOf(whole) }, deps.maxUploadBytes);
    const { email, wasCut } = toNewEmail({
      message: whole.message,
      extId,
      direction: message.direction,
      involved: one,
      mailbox: deps.mailbox,
      salesRepId: userId,
      attachments: sent,
      leftOut,
      capabilities,
      texts: emailTexts,
    });
    const before = await findByExtId(records, 'emails', extId);
    if (wasCut && before === undefined) await keepWhole(message, one.accountId, extId);
    const body = { ...toEmailWire(email), ...email.customFields };
    const id = before ?? (await resources.create(emails, body, userId)).id;
    for (const [place, file] of (await filesOf(id)).entries()) {
      const its = sent[place];
      const bytes = its && whole.bytes[its.index];
      // Of somebody else's copy of the message only what is surely the same file.
      if (bytes && file.fileKey === null && file.name === toSafeFileName(its.name)) {
        await put('emailAttachments', file.id, bytes);
      }
    }
    return before === undefined;
  }

  return {
    async isKept(messageId, involved) {
      const key = await toMessageKey(messageId);
      for (const { accountId } of involved) {
        const id = await findByExtId(records, 'emails', await toExtId(key, accountId));
        if (id === undefined) return false;
        if ((await filesOf(id)).some(({ fileKey }) => fileKey === null)) return false;
      }
      return true;
    },

    async keep(message) {
      let added = false;
      for (const one of message.involved) added = (await keepAt(one, message)) || added;
      return added;
    },
  };
}
