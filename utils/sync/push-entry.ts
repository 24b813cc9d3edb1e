import type { Crm, CrmCapabilities } from '../crm/crm.ts';
import { CrmError } from '../crm/errors/crm-error.ts';
import { CrmRejectedError } from '../crm/errors/crm-rejected-error.ts';
import { CrmUnavailableError } from '../crm/errors/crm-unavailable-error.ts';
import type { FittedEmail, NewEmailSource } from '../crm/to-new-email.ts';
import type { WholeMessage } from '../model/message.ts';
import { outcomeContext } from '../queue/card.ts';
import { openMessage, openParts } from '../queue/content.ts';
import type { QueueDatabase } from '../queue/database.ts';
import { type ClaimedRow, change, type Receipt } from '../queue/outbox.ts';
import type { Outcome } from '../queue/rows.ts';
import type { Sealer } from '../queue/seal.ts';
import { noteTrouble } from '../queue/troubles.ts';
import type { ReadMessage } from './intake-parts.ts';
import {
  chooseAttachments,
  type LeftOut,
  type Progress,
  progressSchema,
  sizesOf,
  toDocumentExtId,
  toTransfers,
  toWholeFile,
} from './transfer.ts';

/** A CRM somebody is signed in to. */
export interface CrmConnection {
  crm: Crm;
  capabilities: CrmCapabilities;
  /** The CRM user whose mailbox this is. */
  salesRepId?: number;
  attachmentLimitBytes: number;
}

/** Makes the e-mail entry of a message; its sentences are those of the moment. */
export type ToNewEmail = (source: Omit<NewEmailSource, 'texts'>) => FittedEmail;

export interface PushEntryDependencies {
  db: QueueDatabase;
  sealer: Sealer;
  readMessage: ReadMessage;
  toNewEmail: ToNewEmail;
  now(): number;
  /** A signal that aborts with the run, or when a call takes longer than this. */
  limit(limitMs: number): AbortSignal;
}

/** A source that was readable when it was stored and no longer is. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

/** Longest a call of the CRM may take. */
const CALL_LIMIT_MS = 30_000;

/** Slowest upload that is waited for. */
const SLOWEST_BYTES_PER_MS = 20;

/**
 * A connection that stood still this long may be dead without the browser knowing. Browsers send a POST again by
 * themselves when a kept connection breaks before an answer, and report one success.
 */
const IDLE_CONNECTION_MS = 1_500;

/**
 * Logs one message at one company. Each step is recorded before the next begins, so that it can be cut off anywhere and
 * taken up again:
 *
 * 1. look for an e-mail under our key (a colleague's copy, or our own create whose answer was lost);
 * 2. none: note that a create is on its way, then create;
 * 3. record its id; look again when the answer took suspiciously long;
 * 4. send the files, each with its own record;
 * 5. hand back the receipt.
 */
export async function pushEntry(
  deps: PushEntryDependencies,
  row: ClaimedRow,
  connection: CrmConnection,
): Promise<Receipt> {
  const { db, sealer, now, limit } = deps;
  const { crm, capabilities } = connection;
  const opened = await openMessage(db, sealer, row.messageId);
  const { message } = opened;
  const hasFiles = message.attachments.some(({ disposition }) => disposition === 'attachment');
  let parts: Uint8Array<ArrayBuffer>[] | undefined;

  const readDelivered = async () => {
    parts ??= await openParts(db, sealer, row.messageId);
    return parts;
  };
  const whole: WholeMessage = hasFiles ? await readWhole() : { message, bytes: [] };
  const { sent, leftOut } = chooseAttachments({ message, sizes: sizesOf(whole) }, connection.attachmentLimitBytes);
  const { email, wasCut } = deps.toNewEmail({
    message,
    extId: row.id,
    direction: row.direction,
    involved: { accountId: row.accountId, ...(row.contactId === undefined ? {} : { contactId: row.contactId }) },
    mailbox: opened.account,
    capabilities,
    attachments: sent,
    leftOut,
    ...(connection.salesRepId === undefined ? {} : { salesRepId: connection.salesRepId }),
  });

  let crmId = row.crmId;
  let duplicates = row.duplicateCrmIds ?? [];
  let progress: Progress = row.progress
    ? await sealer.openJson(row.progress, progressContext(row.id), progressSchema)
    : { transfers: [], confirm: false };

  if (crmId === undefined) {
    const lookedUpAt = await lookUp();
    if (crmId === undefined) await create(lookedUpAt);
  }
  if (progress.confirm) {
    try {
      await lookUp();
    } catch (error) {
      // The e-mail is there; a CRM that will not search does not take it back.
      if (!(error instanceof CrmRejectedError)) throw error;
    }
    await record({ ...progress, confirm: false });
  }
  for (let i = 0; i < progress.transfers.length; i++) await transfer(i);
  return await end();

  async function readWhole(): Promise<WholeMessage> {
    const { form, site, account, ref, sentAt } = opened;
    const source = { form, rung: row.rung, site, account, ref, sentAt, parts: await readDelivered() };
    try {
      return await deps.readMessage(source);
    } catch {
      // The error may quote the message, so it is not passed on.
      throw new UnreadableError('the stored source can no longer be read');
    }
  }

  /** Sets `crmId` to the lowest e-mail under our key, if there is one. @returns when the CRM answered. */
  async function lookUp(): Promise<number> {
    const found = await crm.findEmails(row.id, limit(CALL_LIMIT_MS));
    const ids = [...new Set([...found, ...(crmId === undefined ? [] : [crmId])])].sort((a, b) => a - b);
    const [lowest, ...others] = ids;
    const isOurs = row.createTried || crmId !== undefined;
    if (lowest !== undefined && crmId === undefined) {
      // Found after a create of ours whose answer was lost: so are its upload addresses, and the files go as documents.
      // A colleague's copy carries its own files. When both may be, a file twice is better than none.
      const transfers = isOurs ? toTransfers(sent, [], wholeName()) : [];
      progress = { transfers, confirm: false };
    }
    crmId = lowest;
    if (others.length > 0) {
      duplicates = others;
      await noteTrouble(db, { kind: 'duplicate-in-crm', what: row.id }, now());
    }
    return now();
  }

  async function create(lookedUpAt: number): Promise<void> {
    const files = toTransfers(sent, [], wholeName());
    // Whose e-mail is found later matters for its files alone, so without files there is nothing to note.
    if (files.length > 0) await change(db, row, { createTried: true });
    const created = await crm.createEmail(email, limit(CALL_LIMIT_MS)).catch(async (error: unknown) => {
      if (files.length > 0 && !mayHaveHappened(error)) await change(db, row, { createTried: row.createTried });
      throw error;
    });
    const tookMs = now() - lookedUpAt;
    crmId = created.id;
    // A clock that went backwards says nothing about how long it took.
    const confirm = row.unanswered || tookMs > IDLE_CONNECTION_MS || tookMs < 0;
    const transfers = toTransfers(sent, created.uploadUrls, wholeName());
    // With nothing left to do the receipt comes next, and says the same.
    if (confirm || transfers.length > 0) await record({ transfers, confirm });
  }

  function wholeName(): string | null {
    return wasCut ? toWholeFile(opened.form, [new Uint8Array()], message).name : null;
  }

  async function record(next: Progress): Promise<void> {
    progress = next;
    await change(db, row, {
      ...(crmId === undefined ? {} : { crmId }),
      ...(duplicates.length > 0 ? { duplicateCrmIds: duplicates } : {}),
      progress: await sealer.sealJson(next, progressContext(row.id)),
    });
  }

  function recordTransfer(i: number, changes: Partial<Progress['transfers'][number]>): Promise<void> {
    const transfers = progress.transfers.map((one, at) => (at === i ? { ...one, ...changes } : one));
    return record({ ...progress, transfers });
  }

  async function transfer(i: number): Promise<void> {
    const one = progress.transfers[i];
    if (one?.state !== 'open') return;
    const bytes = one.attachment === null ? await wholeBytes() : whole.bytes[one.attachment];
    if (!bytes) {
      await recordTransfer(i, { state: 'left-out' });
      return;
    }
    if (one.uploadUrl === undefined) {
      const uploadUrl = capabilities.canAttachDocuments ? await createDocument(one) : null;
      await recordTransfer(i, uploadUrl === null ? { state: 'left-out' } : { uploadUrl, isDocument: true });
      return transfer(i);
    }
    try {
      const uploadLimitMs = CALL_LIMIT_MS + Math.ceil(bytes.length / SLOWEST_BYTES_PER_MS);
      await crm.upload(one.uploadUrl, bytes, limit(uploadLimitMs));
    } catch (error) {
      if (!(error instanceof CrmRejectedError)) throw error;
      // Refused, or the address has expired: a document is the other way, and after that there is none.
      const { uploadUrl: _refused, ...rest } = one;
      const transfers = progress.transfers.map((other, at) => (at === i ? rest : other));
      if (one.isDocument) return recordTransfer(i, { state: 'left-out' });
      await record({ ...progress, transfers });
      return transfer(i);
    }
    await recordTransfer(i, { state: 'done' });
  }

  async function wholeBytes() {
    return toWholeFile(opened.form, await readDelivered(), message).bytes;
  }

  /** @returns where the bytes go, or null when the CRM will not have it. */
  async function createDocument(one: Progress['transfers'][number]): Promise<string | null> {
    const extId = capabilities.documentExtId ? { extId: toDocumentExtId(row.id, one) } : {};
    try {
      const document = { accountId: row.accountId, name: one.name, ...extId };
      return (await crm.createDocument(document, limit(CALL_LIMIT_MS))).uploadUrl;
    } catch (error) {
      if (error instanceof CrmRejectedError) return null;
      throw error;
    }
  }

  async function end(): Promise<Receipt> {
    if (crmId === undefined) throw new CrmUnavailableError('no id in hand', true);
    const refused = progress.transfers
      .filter(({ state }) => state === 'left-out')
      .map(({ name }): LeftOut => ({ name, why: 'crm-refused' }));
    const outcome: Outcome = { leftOut: [...leftOut, ...refused] };
    const sealed = outcome.leftOut.length > 0 ? await sealer.sealJson(outcome, outcomeContext(row.id)) : undefined;
    const crmUrl = crm.emailUrl(crmId, row.accountId);
    return { held: row, doneAt: now(), crmId, crmUrl, duplicates, ...(sealed ? { outcome: sealed } : {}) };
  }
}

/** Whether a request that failed may have been carried out all the same. */
function mayHaveHappened(error: unknown): boolean {
  if (error instanceof CrmUnavailableError) return error.unanswered;
  return !(error instanceof CrmError);
}

function progressContext(entryId: string): string {
  return `progress/${entryId}`;
}
