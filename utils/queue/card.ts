import { z } from 'zod';
import { logEntrySchema } from '../model/outbox.ts';

/** What is inside `OutboxRow.card`. */
export const cardSchema = logEntrySchema.pick({
  account: true,
  subject: true,
  counterpart: true,
  accountName: true,
  contactName: true,
  attachmentNames: true,
});

/** What is inside `OutboxRow.outcome`. */
export const outcomeSchema = z.object({
  detail: logEntrySchema.shape.detail,
  leftOut: logEntrySchema.shape.leftOut,
});

export function cardContext(entryId: string): string {
  return `card/${entryId}`;
}

export function outcomeContext(entryId: string): string {
  return `outcome/${entryId}`;
}
