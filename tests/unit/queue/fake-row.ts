import type { OrderRow, OutboxRow } from '../../../utils/queue/rows.ts';

const emptySeal = { keyId: 'none', iv: new Uint8Array(12), data: new ArrayBuffer(0) };

export const fakeRow = (overrides: Partial<OutboxRow> = {}): OutboxRow => ({
  id: 'tandem-1',
  messageId: 'message-1',
  accountId: 1,
  site: 'gmail',
  ref: 'msg-1',
  direction: 'incoming',
  rung: 'raw',
  protection: 'none',
  conversationKey: 'conversation-1',
  sentAt: 1_000,
  capturedAt: 2_000,
  state: 'pending',
  attempts: 0,
  nextAttemptAt: 2_000,
  waitMs: 0,
  unanswered: false,
  createTried: false,
  card: emptySeal,
  ...overrides,
});

export const fakeOrder = (overrides: Partial<OrderRow> = {}): OrderRow => ({
  id: 'order-1',
  site: 'gmail',
  account: 'rep@own.example',
  ref: 'msg-1',
  direction: 'incoming',
  involved: [{ accountId: 1, accountName: 'Birch', contactId: 10, contactName: 'Omar', rule: 'contact-address' }],
  noticedAt: 3_000,
  attempts: 0,
  nextFetchAt: 3_000,
  ...overrides,
});
