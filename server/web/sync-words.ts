import type { SyncSettings } from '../sync/sync-settings.ts';

type Provider = NonNullable<SyncSettings['provider']>;

/** Names of providers, in the order they are offered. */
export const providerNames: Record<Provider, string> = {
  gmail: 'Gmail',
  outlook: 'Outlook, Exchange Online',
  exchange: 'Exchange',
  yahoo: 'Yahoo, AOL',
  icloud: 'iCloud',
  imap: 'IMAP',
};

export const typeNames: Record<SyncSettings['type'], { name: string; words: string }> = {
  bidirectional: {
    name: 'Bidirectional',
    words: 'Events you make in the CRM also appear in your calendar, and events of your calendar in the CRM.',
  },
  'one-way': {
    name: 'One way',
    words: 'Events of your calendar appear in the CRM. Nothing is written into your calendar.',
  },
};

export const partNames: Record<SyncSettings['what'], string> = {
  both: 'E-mail and calendar',
  email: 'E-mail only',
  calendar: 'Calendar only',
};

/** How a state is shown: words and a sign always, and a colour beside them. */
export interface StateWords {
  tone: 'good' | 'bad' | 'waiting' | 'off';
  sign: string;
  name: string;
  /** What it means, and what to do. */
  words: string;
}

const troubles: Record<NonNullable<SyncSettings['reason']>, string> = {
  'sign-in': 'Sign in to your mailbox, or to the CRM in the extension, again.',
  connection: 'The mailbox or the CRM could not be reached. Nothing is lost; it is tried again by itself.',
  refused: 'The CRM refused something. The activity list of the extension says what and why.',
  'page-changed': 'The web page of your mailbox has changed. Update the extension, or wait for its next version.',
  other: 'The extension says more on its Health page.',
};

export function stateWords({ state, reason }: Pick<SyncSettings, 'state' | 'reason'>): StateWords {
  switch (state) {
    case 'running':
      return { tone: 'good', sign: '✓', name: 'Running', words: 'Everything is kept in step.' };
    case 'trouble':
      return { tone: 'bad', sign: '!', name: 'Trouble', words: troubles[reason ?? 'other'] };
    case 'waiting':
      return {
        tone: 'waiting',
        sign: '…',
        name: 'Switched on, no report yet',
        words: 'Tandem in your browser does the work. Once it reports how it goes, you see it here.',
      };
    case 'stopped':
      return { tone: 'off', sign: '–', name: 'Stopped', words: 'Nothing is kept in step.' };
  }
}
