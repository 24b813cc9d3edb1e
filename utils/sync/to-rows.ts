import type { Involved } from '../model/decision.ts';
import type { Delivery } from '../model/delivery.ts';
import type { Message } from '../model/message.ts';
import { cardContext } from '../queue/card.ts';
import { toConversationKey, toExtId, toMessageKey } from '../queue/identity.ts';
import { type CapturedMessage, contentContext, partContext } from '../queue/messages.ts';
import type { Card, OrderRow, OutboxRow } from '../queue/rows.ts';
import type { Sealer } from '../queue/seal.ts';

/** Turns a message that was read into the rows that keep it. Encrypts, so it comes before the transaction. */
export async function toRows(
  sealer: Sealer,
  captured: {
    order: OrderRow;
    delivery: Delivery;
    message: Message;
    parts: readonly Uint8Array<ArrayBuffer>[];
    involved: readonly Involved[];
    now: number;
  },
): Promise<CapturedMessage> {
  const { order, delivery, message, parts, involved, now } = captured;
  const { site, account, ref, direction } = order;
  const messageId = await toMessageKey(message.messageId);
  const conversationKey = await toConversationKey(order);

  const toOutboxRow = async (one: Involved): Promise<OutboxRow> => {
    const id = await toExtId(messageId, one.accountId);
    return {
      id,
      messageId,
      accountId: one.accountId,
      ...(one.contactId === undefined ? {} : { contactId: one.contactId }),
      site,
      ref,
      direction,
      rung: delivery.rung,
      protection: message.protection,
      conversationKey,
      sentAt: message.sentAt,
      capturedAt: now,
      state: 'pending',
      attempts: 0,
      nextAttemptAt: now,
      waitMs: 0,
      unanswered: false,
      createTried: false,
      card: await sealer.sealJson(toCard(order, message, one), cardContext(id)),
    };
  };

  const [content, sealedParts, rows] = await Promise.all([
    sealer.sealJson({ account, message }, contentContext(messageId)),
    Promise.all(parts.map((part, index) => sealer.sealBytes(part, partContext(messageId, index)))),
    Promise.all(involved.map(toOutboxRow)),
  ]);
  return {
    orderId: order.id,
    message: {
      id: messageId,
      sourceKeys: [],
      site,
      ref,
      direction,
      form: delivery.form,
      sentAt: message.sentAt,
      capturedAt: now,
      content,
    },
    parts: sealedParts,
    rows,
  };
}

function toCard(order: OrderRow, message: Message, involved: Involved): Card {
  const counterpart = order.direction === 'incoming' ? message.from : message.to[0];
  return {
    account: order.account,
    subject: message.subject,
    accountName: involved.accountName,
    attachmentNames: message.attachments.filter((one) => one.disposition === 'attachment').map((one) => one.name),
    ...(counterpart ? { counterpart } : {}),
    ...(involved.contactName === undefined ? {} : { contactName: involved.contactName }),
  };
}
