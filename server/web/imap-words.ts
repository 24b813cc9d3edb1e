import type { ServerForm } from '../imap/account-form.ts';
import type { ImapAccount } from '../imap/accounts.ts';
import type { StateWords } from './sync-words.ts';

export const tlsNames: Record<ServerForm['tls'], string> = {
  implicit: 'TLS from the start (mostly port 993)',
  starttls: 'STARTTLS (mostly port 143)',
  none: 'None: only where whoever runs this CRM allows it',
};

const off: StateWords = { tone: 'off', sign: '–', name: 'Stopped', words: '' };

const states: Record<ImapAccount['state'], StateWords> = {
  off,
  waiting: { tone: 'waiting', sign: '…', name: 'About to begin', words: '' },
  connecting: { tone: 'waiting', sign: '…', name: 'Connecting', words: '' },
  reading: { tone: 'good', sign: '✓', name: 'Running: reading older mail', words: '' },
  listening: { tone: 'good', sign: '✓', name: 'Running', words: '' },
  retrying: { tone: 'bad', sign: '!', name: 'Trouble: tried again by itself', words: '' },
  stopped: { tone: 'bad', sign: '!', name: 'Trouble: waits for you', words: '' },
};

/** State of a mailbox, with what to do where there is trouble. */
export function imapStateWords({ isOn, state, advice }: Pick<ImapAccount, 'isOn' | 'state' | 'advice'>): StateWords {
  return isOn ? { ...states[state], words: advice ?? '' } : off;
}
