import { z } from 'zod';

export const SYNC_TYPES = ['bidirectional', 'one-way'] as const;
export const SYNC_PARTS = ['both', 'email', 'calendar'] as const;
export const SYNC_PROVIDERS = ['gmail', 'outlook', 'exchange', 'yahoo', 'icloud', 'imap'] as const;
export const SYNC_STATES = ['stopped', 'waiting', 'running', 'trouble'] as const;
export const SYNC_REASONS = ['sign-in', 'connection', 'refused', 'page-changed', 'other'] as const;

/** A mail address without a name: no blanks, no control or invisible characters, one `@`. */
const addressSchema = z
  .string()
  .max(320)
  .regex(/^[^\s@<>"(),;\p{C}]+@[^\s@<>"(),;\p{C}]+$/u, { error: 'must be a mail address' });

/** What a user may set. What is absent stays as it is. */
export const syncChangeSchema = z.strictObject({
  type: z.enum(SYNC_TYPES).optional().describe('Whether the CRM’s events go to the calendar as well'),
  what: z.enum(SYNC_PARTS).optional().describe('What is kept in step; over IMAP e-mail only'),
  provider: z.enum(SYNC_PROVIDERS).nullable().optional(),
  address: addressSchema.nullable().optional().describe('Address of the mailbox'),
  isOn: z.boolean().optional().describe('Whether it is wanted; needs provider and address'),
});

export type SyncChange = z.infer<typeof syncChangeSchema>;

/** What the program that does the work tells of it. */
export const syncReportSchema = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('running') }),
  z.strictObject({ state: z.literal('trouble'), reason: z.enum(SYNC_REASONS) }),
]);

export type SyncReport = z.infer<typeof syncReportSchema>;

/** The synchronisation of one user as it is kept and shown. */
export interface SyncSettings {
  type: (typeof SYNC_TYPES)[number];
  what: (typeof SYNC_PARTS)[number];
  provider: (typeof SYNC_PROVIDERS)[number] | null;
  address: string | null;
  /** Whether the user wants it. */
  isOn: boolean;
  /** ISO 8601 UTC; when it was switched on. Null while it is off. */
  since: string | null;
  /** `waiting`: switched on, and nothing has reported yet. */
  state: (typeof SYNC_STATES)[number];
  /** Of trouble only. */
  reason: (typeof SYNC_REASONS)[number] | null;
  /** ISO 8601 UTC; when the state was last reported or changed. */
  stateAt: string | null;
}

/** Of somebody who never chose anything. */
export const noSync: SyncSettings = {
  type: 'bidirectional',
  what: 'both',
  provider: null,
  address: null,
  isOn: false,
  since: null,
  state: 'stopped',
  reason: null,
  stateAt: null,
};

/** What is wrong with settings as a whole, in words for the person who made them; undefined when nothing is. */
function findFault({ what, provider, address, isOn }: SyncSettings): string | undefined {
  if (provider === 'imap' && what !== 'email') {
    return 'IMAP carries mail and no calendars: choose e-mail only, or another provider';
  }
  if (isOn && provider === null) return 'choose a provider first';
  if (isOn && address === null) return 'the address of the mailbox is needed';
  return undefined;
}

/**
 * Settings after a change. Another mailbox begins anew, also while it runs: what was reported is of the one before.
 *
 * @param at ISO 8601 UTC.
 */
export function changeSync(
  kept: SyncSettings,
  change: SyncChange,
  at: string,
): { ok: true; settings: SyncSettings } | { ok: false; fault: string } {
  const next: SyncSettings = { ...kept, ...withoutUndefined(change) };
  const fault = findFault(next);
  if (fault !== undefined) return { ok: false, fault };
  const isOther = next.provider !== kept.provider || next.address !== kept.address;
  if (!next.isOn) {
    if (kept.isOn) Object.assign(next, { since: null, state: 'stopped', reason: null, stateAt: at });
  } else if (!kept.isOn || isOther) {
    Object.assign(next, { since: at, state: 'waiting', reason: null, stateAt: at });
  }
  return { ok: true, settings: next };
}

const withoutUndefined = (change: SyncChange) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<SyncSettings>;
