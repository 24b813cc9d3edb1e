import { parseArgs } from 'node:util';
import type { BrowserKind } from '../../tests/support/browser-kind.ts';

export interface StartOptions {
  browser: BrowserKind;
  /** Play the story by itself instead of waiting for a person. */
  tour: boolean;
  /** The real webmail instead of the stand-in. */
  live: boolean;
  /** `Name <address>` to add to the CRM before a live start. */
  contact: string | undefined;
  help: boolean;
}

export const usage = `Usage: npm start [-- options]

  --browser chromium|firefox   chromium unless told
  --tour                       play the story without anybody clicking; this also happens when there is no display
  --live                       open the real Gmail instead of the stand-in; you sign in yourself
  --contact "NAME <ADDRESS>"     with --live: a contact to add to the CRM, to have somebody to write to
`;

/** @throws an `Error` whose message is for the person at the terminal. */
export function parseStartOptions(args: readonly string[], hasDisplay: boolean): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      browser: { type: 'string', default: 'chromium' },
      tour: { type: 'boolean', default: false },
      live: { type: 'boolean', default: false },
      contact: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { browser, tour, live, contact, help } = values;
  if (browser !== 'chromium' && browser !== 'firefox') throw new Error('--browser must be chromium or firefox');
  if (live && tour) throw new Error('--live and --tour exclude each other: the tour never touches a real mailbox');
  if (live && !hasDisplay) throw new Error('--live needs a display, since you sign in to Gmail yourself');
  if (contact !== undefined && !live) throw new Error('--contact goes with --live');
  return { browser, live, contact, help, tour: tour || (!hasDisplay && !live) };
}
