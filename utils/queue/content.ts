import { z } from 'zod';
import { emailSchema } from '../model/address.ts';
import { messageSchema } from '../model/message.ts';
import type { QueueDatabase } from './database.ts';
import { contentContext, partContext, readParts } from './messages.ts';
import { SealBrokenError, type Sealer } from './seal.ts';

const contentSchema = z.object({ account: emailSchema, message: messageSchema });

/**
 * Opens a waiting message.
 *
 * @throws {SealBrokenError} when it does not open, or is not there although an entry still waits for it.
 */
export async function openMessage(db: QueueDatabase, sealer: Sealer, messageId: string) {
  const row = await db.messages.get(messageId);
  if (!row?.content) throw new SealBrokenError('the message is not here');
  const { form, site, ref, sentAt } = row;
  const { account, message } = await sealer.openJson(row.content, contentContext(messageId), contentSchema);
  return { form, site, ref, sentAt, account, message };
}

/** Opens the delivered parts of a waiting message. @throws {SealBrokenError} */
export async function openParts(db: QueueDatabase, sealer: Sealer, messageId: string) {
  const sealed = await readParts(db, messageId);
  return Promise.all(sealed.map((part, index) => sealer.openBytes(part, partContext(messageId, index))));
}
