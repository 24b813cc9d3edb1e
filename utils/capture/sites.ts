import type { SiteId } from '../model/site.ts';

/** One webmail: where it lives, and what it is called to its users. Plain data, safe to import at build time. */
export interface Site {
  readonly label: string;
  /** Where its users begin; absent where every company has a host of its own. */
  readonly home: string | undefined;
  /**
   * Pages the content scripts run in; also the host permissions. Empty where every company has a host of its own, which
   * the rep or the administrator names.
   */
  readonly matches: readonly string[];
  /** Hosts a fetch inside the page is redirected to, needed for reading the raw source. */
  readonly sourceHosts: readonly string[];
  /** True where mail is shown by a frame inside the page. */
  readonly inFrames: boolean;
}

/** Every webmail there is. Manifest, options page and tests read from here. */
export const sites = {
  gmail: {
    label: 'Gmail',
    home: 'https://mail.google.com/',
    matches: ['https://mail.google.com/*'],
    sourceHosts: ['https://mail-attachment.googleusercontent.com/*'],
    inFrames: false,
  },
  outlook: {
    label: 'Outlook',
    home: 'https://outlook.office.com/mail/',
    matches: [
      'https://outlook.live.com/*',
      'https://outlook.office.com/*',
      'https://outlook.office365.com/*',
      'https://outlook.cloud.microsoft/*',
    ],
    sourceHosts: [],
    inFrames: false,
  },
  exchange: { label: 'Exchange (OWA)', home: undefined, matches: [], sourceHosts: [], inFrames: false },
  yahoo: {
    label: 'Yahoo / AOL Mail',
    home: 'https://mail.yahoo.com/',
    matches: ['https://*.mail.yahoo.com/*', 'https://mail.aol.com/*'],
    sourceHosts: [],
    inFrames: false,
  },
  icloud: {
    label: 'iCloud Mail',
    home: 'https://www.icloud.com/mail/',
    matches: ['https://www.icloud.com/*', 'https://www.icloud.com.cn/*'],
    sourceHosts: [],
    inFrames: true,
  },
} as const satisfies Record<SiteId, Site>;
