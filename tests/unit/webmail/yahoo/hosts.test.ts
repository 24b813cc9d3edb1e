import { chromium, type Page } from 'playwright';
import { afterEach, describe, expect, it } from 'vitest';
import { findBrowser } from '../../../../scripts/find-browser.mjs';
import { createNetwork, type Network } from '../../../support/network.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import type { YahooStandInOptions } from '../../../webmail/yahoo/options.ts';
import { createYahooUser, type YahooUser } from '../../../webmail/yahoo/user.ts';
import { createYahooStandIn, type YahooStandIn } from '../../../webmail/yahoo/yahoo-stand-in.ts';
import { drive } from '../gmail/driven.ts';
import { REP, sample } from './client.ts';

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const SECOND = 'second@example.com';

interface Stage {
  webmail: YahooStandIn;
  user: YahooUser;
  tab: Page;
  network: Network;
}

/** The stand-in under its real names, over TLS. */
async function setUp(options: YahooStandInOptions = {}): Promise<Stage> {
  const accounts = [
    { address: REP, name: 'Robin' },
    { address: SECOND, name: 'Second' },
  ];
  const webmail = createYahooStandIn({ accounts, pollMs: 100, autosaveMs: 50, undoMs: 0, ...options });
  const network = await createNetwork(new Map(webmail.hosts.map((host) => [host, webmail.handle])));
  endings.push(() => network.close());
  const executablePath = findBrowser('chromium');
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox'],
    proxy: { server: `http://127.0.0.1:${network.proxyPort}` },
  });
  endings.push(() => browser.close());
  const tab = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
  return { webmail, network, tab, user: createYahooUser(drive(tab), webmail) };
}

describe('under its real names', () => {
  it.each([
    ['mail.yahoo.com', 'norrin', 'own'],
    ['in.mail.yahoo.com', 'novation', 'apis'],
    ['beta-mg.mail.yahoo.com', 'novation', 'own'],
    ['mail.aol.com', 'norrin', 'own'],
  ] as const)(
    'opens a second sign-in at %s by way of the sign-in host, reads and sends',
    async (front, client, apiHost) => {
      const { webmail, user, tab } = await setUp({ front, client, apiHost });
      webmail.deliver(SECOND, sample());
      await user.open(SECOND);
      expect(new URL(tab.url()).hostname).toBe(front);
      expect(await tab.title()).toContain(SECOND);
      await user.openConversation('Offer');
      await user.backToInbox();
      await user.compose({ to: 'ana@northwind.example', subject: 'Prices', body: 'Dear Ana' });
      await user.send();
      await waitUntil('the message to be sent', () => webmail.sent(SECOND).length === 1);
      expect(webmail.strayChanges).toEqual([]);
      expect(webmail.requests.filter((one) => !one.byPage)).toEqual([]);
      const asked = webmail.requests
        .filter((one) => one.url.includes('/ws/v3/batch'))
        .map((one) => new URL(one.url).hostname);
      expect([...new Set(asked)]).toEqual([apiHost === 'apis' ? 'apis.mail.yahoo.com' : front]);
      expect(user.page.errors).toEqual([]);
    },
  );

  it('gives its source to a script of the page’s own origin, and breaks off where told', async () => {
    const { webmail, user, tab } = await setUp();
    const { ref } = webmail.deliver(REP, sample());
    await user.open(REP);
    const read = (): Promise<string> =>
      tab.evaluate(async (mid) => {
        const url = `/ws/v3/mailboxes/@/messages/@.id==${mid}/content/rawplaintext`;
        return fetch(url)
          .then(
            (answer) => answer.text(),
            (error: Error) => `broken: ${error.name}`,
          )
          .catch((error: Error) => `broken: ${error.name}`);
      }, ref);
    expect(await read()).toBe(sample());
    expect(webmail.requests.at(-1)).toBeDefined();
    webmail.set({ sources: 'cut-off' });
    expect(await read()).toBe('broken: TypeError');
    expect(webmail.requests.filter((one) => !one.byPage).map((one) => one.kind)).toEqual(['raw-source', 'raw-source']);
  });

  it('has nobody answer for telemetry, which the page tries when told', async () => {
    const { user, network } = await setUp({ telemetry: true });
    await user.open(REP);
    await waitUntil('telemetry to be refused', () => network.refused.has('udc.yahoo.com'));
    expect([...network.reached]).not.toContain('udc.yahoo.com');
  });
});
