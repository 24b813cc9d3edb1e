import type { SiteTrouble } from './layout-report.ts';
import type { SiteId } from './site.ts';

/** How a webmail does at present, as far as this browser knows. Times are ms since the epoch. */
export interface SiteHealth {
  id: SiteId;
  label: string;
  /** When mail was last noticed there. */
  noticedAt?: number;
  /** When a message was last read there. */
  readAt?: number;
  /** What its pages lacked, the newest first; what is over among it. */
  troubles: readonly SiteTrouble[];
  /** Its mailbox is not the CRM user's, so nothing of it is logged. */
  refused?: { mailbox: string; repAddress: string };
}
