import { parseArgs } from 'node:util';
import type { BrowserKind } from '../../tests/support/browser-kind.ts';
import { sites } from '../../utils/capture/sites.ts';
import type { SiteId } from '../../utils/model/site.ts';

export interface StartOptions {
  browser: BrowserKind;
  /** The webmail to open; undefined where the person named none. */
  site: SiteId | undefined;
  /** Play the story by itself instead of waiting for a person. */
  tour: boolean;
  /** The real webmail instead of the stand-in. */
  live: boolean;
  /** `Name <address>` to add to the CRM before a live start. */
  contact: string | undefined;
  help: boolean;
}

const siteIds = Object.keys(sites) as SiteId[];

export const usage = `Usage: npm start [-- options]

  --browser chromium|firefox   chromium unless told
  --site ${siteIds.join('|')}
                               the webmail; gmail unless told, and for a tour all of them
  --tour                       play the story without anybody clicking; this also happens when there is no display
  --live                       open the real webmail instead of the stand-in; you sign in yourself
  --contact "NAME <ADDRESS>"     with --live: a contact to add to the CRM, to have somebody to write to
`;

/** @throws an `Error` whose message is for the person at the terminal. */
export function parseStartOptions(args: readonly string[], hasDisplay: boolean): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      browser: { type: 'string', default: 'chromium' },
      site: { type: 'string' },
      tour: { type: 'boolean', default: false },
      live: { type: 'boolean', default: false },
      contact: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { browser, tour, live, contact, help } = values;
  const site = siteIds.find((id) => id === values.site);
  if (browser !== 'chromium' && browser !== 'firefox') throw new Error('--browser must be chromium or firefox');
  if (values.site !== undefined && site === undefined) throw new Error(`--site must be one of ${siteIds.join(', ')}`);
  if (live && tour) throw new Error('--live and --tour exclude each other: the tour never touches a real mailbox');
  if (live && !hasDisplay) throw new Error('--live needs a display, since you sign in to the webmail yourself');
  if (live && site !== undefined && sites[site].home === undefined)
    throw new Error(`--live cannot open ${sites[site].label}: every company has an address of its own`);
  if (contact !== undefined && !live) throw new Error('--contact goes with --live');
  return { browser, site, live, contact, help, tour: tour || (!hasDisplay && !live) };
}
