import type { WholeMessage } from '../../model/message.ts';

/** What the webmail itself said of the message, for what its headers leave out. */
export interface ReadContext {
  /** Names the message for good: site, account and reference. Goes into an identity made for want of a Message-ID. */
  siteId: string;
  /** When the webmail's server had it, ms since the epoch. */
  siteTime: number;
}

/** Why there is no message in the bytes. */
export type Unreadable = 'empty' | 'too-large' | 'not-a-message' | 'malformed';

/**
 * A message, with the names of what could not be had (`body`, `end-of-body`, `attachments`), or why there is none.
 */
export type ReadResult = { ok: true; whole: WholeMessage; missing: string[] } | { ok: false; why: Unreadable };
