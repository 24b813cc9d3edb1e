import type { SiteId } from '../model/site.ts';

/** One webmail: where it lives, and what it is called to its users. Plain data, safe to import at build time. */
export interface Site {
  readonly label: string;
  /** Pages the content scripts run in; also the host permissions. */
  readonly matches: readonly string[];
  /** Hosts a fetch inside the page is redirected to, needed for reading the raw source. */
  readonly sourceHosts: readonly string[];
}

/** Every webmail there is. Manifest, options page and tests read from here. */
export const sites = {
  gmail: {
    label: 'Gmail',
    matches: ['https://mail.google.com/*'],
    sourceHosts: ['https://mail-attachment.googleusercontent.com/*'],
  },
} as const satisfies Record<SiteId, Site>;
