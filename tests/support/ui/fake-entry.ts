import type { LogEntry, QueueSummary } from '../../../utils/model/outbox.ts';

/** The moment all pictures and tests of pages are taken: 6 March 2026, 10:42 UTC. */
export const NOW = Date.UTC(2026, 2, 6, 10, 42);
const MINUTE_MS = 60_000;

export function fakeEntry(overrides: Partial<LogEntry> = {}): LogEntry {
  return {
    id: 'entry-1',
    site: 'gmail',
    account: 'luis@example.com',
    ref: 'msg-f:1',
    direction: 'outgoing',
    state: 'done',
    attempts: 1,
    nextAttemptAt: NOW,
    capturedAt: NOW - 3 * MINUTE_MS,
    sentAt: NOW - 3 * MINUTE_MS,
    doneAt: NOW - 3 * MINUTE_MS,
    subject: 'Offer for the new line',
    counterpart: { email: 'anna@acme.example', name: 'Anna Ruiz' },
    accountId: 7,
    accountName: 'Acme SL',
    contactId: 70,
    contactName: 'Anna Ruiz',
    rung: 'raw',
    protection: 'none',
    attachmentNames: [],
    leftOut: [],
    crmId: 900,
    crmUrl: 'https://crm.example.com/accounts/7/emails/900',
    ...overrides,
  };
}

export function fakeSummary(overrides: Partial<QueueSummary> = {}): QueueSummary {
  return { toRead: 0, waiting: 0, parked: 0, lastDoneAt: NOW - 3 * MINUTE_MS, ...overrides };
}
