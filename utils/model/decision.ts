import type { MatchRule } from './directory.ts';

/** A company a message is logged at, and the one person there it is logged with. */
export interface Involved {
  accountId: number;
  accountName: string;
  contactId?: number;
  contactName?: string;
  rule: MatchRule;
}

/** Why a message is not logged. Each is a counter and a sentence in the locales; none keeps content. */
export type SkipRule =
  | 'state-not-final'
  | 'never-log-address'
  | 'never-log-domain'
  | 'automated-sender'
  | 'automated-message'
  | 'colleagues-only'
  | 'nobody-in-crm';

/**
 * What to do with a message, and by which rule.
 * `wait` asks for a fuller envelope: what is known names nobody, and recipients are still unknown.
 */
export type Decision =
  | { kind: 'log'; involved: Involved[]; rule: MatchRule }
  | { kind: 'skip'; rule: SkipRule }
  | { kind: 'wait' };
