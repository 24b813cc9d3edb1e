import { rawMail, type SampleMail } from '../webmail/gmail/samples.ts';
import { createGmailUser } from '../webmail/gmail/user.ts';
import type { StandInMessage, WebmailUser } from '../webmail/stand-in.ts';
import { builtExtension } from './built-extension.ts';
import type { CrmEmail } from './crm-reader.ts';
import type { Driver, OpenOptions } from './driver.ts';
import { CUSTOMER } from './mail-test.ts';
import { test as base, expect } from './test.ts';
import { createWorld, REP, type World, type WorldOptions } from './world.ts';

export { expect };

/** A rep whose extension is as the test leaves it, with the mailbox open in the only tab of the driver. */
export interface Rep {
  readonly browser: Driver;
  readonly user: WebmailUser;
}

interface RepFixtures {
  worldOptions: WorldOptions;
  world: World;
  /** Opens the browser; what the extension knows is for the test to say. */
  openRep: (options?: Partial<OpenOptions> & { settings?: Record<string, unknown> }) => Promise<Rep>;
  /** A message of the customer comes in, unless another sender is named. */
  receive: (mail: Partial<SampleMail> & Pick<SampleMail, 'subject'>) => StandInMessage;
  expectLogged: (...subjects: string[]) => Promise<CrmEmail[]>;
  /** Waits a while in which nothing may be added, and then does as `expectLogged`. */
  expectStillLogged: (...subjects: string[]) => Promise<CrmEmail[]>;
}

/** Longer than a message needs from the webmail to the CRM. */
const QUIET_MS = 3_000;

/** For tests that begin before the extension is configured, or change how it is. */
export const test = base.extend<RepFixtures>({
  worldOptions: [{}, { option: true }],

  world: async ({ worldOptions }, use) => {
    const world = await createWorld(worldOptions);
    await use(world);
    await world.close();
  },

  openRep: async ({ kind, openBrowser, world }, use) => {
    await use(async ({ settings, ...options } = {}) => {
      const browser = await openBrowser({
        extensionDir: builtExtension(kind),
        proxyPort: world.network.proxyPort,
        ...options,
      });
      if (settings) await browser.configure(settings);
      const user = createGmailUser(await browser.page(), world.gmail);
      await user.open(REP.address);
      return { browser, user };
    });
  },

  receive: async ({ world }, use) => {
    let delivered = 0;
    await use((mail) =>
      world.gmail.deliver(
        REP.address,
        rawMail({
          from: CUSTOMER,
          to: `${REP.name} <${REP.address}>`,
          html: '<p>Hello Nora.</p>',
          messageId: `<${++delivered}.rep@birch.example>`,
          dateMs: Date.now(),
          ...mail,
        }),
      ),
    );
  },

  expectLogged: async ({ world }, use) => {
    await use(async (...subjects) => {
      const sorted = async () => (await world.crmReader.emails()).map((email) => email.subject).toSorted();
      await expect.poll(sorted, { timeout: 30_000 }).toEqual(subjects.toSorted());
      return world.crmReader.emails();
    });
  },

  expectStillLogged: async ({ expectLogged }, use) => {
    await use(async (...subjects) => {
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      return expectLogged(...subjects);
    });
  },
});
