import { rawMail, type SampleMail } from '../webmail/gmail/samples.ts';
import { createGmailUser } from '../webmail/gmail/user.ts';
import type { StandInMessage, WebmailUser } from '../webmail/stand-in.ts';
import { builtExtension } from './built-extension.ts';
import type { CrmEmail } from './crm-reader.ts';
import type { Driver } from './driver.ts';
import { test as base, expect } from './test.ts';
import { createWorld, REP, type World, type WorldOptions } from './world.ts';

export { expect };

/** The contact of the sample that tests write to, and somebody the CRM does not know. */
export const CUSTOMER = { email: 'omar.haddad@birch.example', name: 'Omar Haddad' };
export const FRIEND = { email: 'sam@family.example', name: 'Sam' };

/** A rep at work: the extension connected, and the mailbox open in a tab. */
export interface Office {
  readonly world: World;
  readonly browser: Driver;
  readonly user: WebmailUser;
  /** A message comes in from outside. */
  receive(mail: Partial<SampleMail> & Pick<SampleMail, 'from' | 'subject'>): StandInMessage;
  /** Another tab, or one in a browser that was opened again, on the rep's mailbox. */
  openMailbox(browser?: Driver): Promise<WebmailUser>;
  /** Waits until exactly these subjects stand in the CRM, in any order, and answers the e-mails. */
  expectLogged(...subjects: string[]): Promise<CrmEmail[]>;
  /** Waits a while in which nothing may be added, and then does as {@link expectLogged}. */
  expectStillLogged(...subjects: string[]): Promise<CrmEmail[]>;
}

interface MailFixtures {
  worldOptions: WorldOptions;
  office: Office;
}

/** Longer than anything takes that could still be on its way. */
const QUIET_MS = 4_000;

export const test = base.extend<MailFixtures>({
  worldOptions: [{}, { option: true }],

  office: async ({ kind, openBrowser, worldOptions }, use) => {
    const world = await createWorld(worldOptions);
    const browser = await openBrowser({
      extensionDir: builtExtension(kind),
      proxyPort: world.network.proxyPort,
    });
    await browser.configure(world.settings);

    const openMailbox = async (where: Driver = browser) => {
      const user = createGmailUser(await where.page(), world.gmail);
      await user.open(REP.address);
      return user;
    };
    const expectLogged = async (...subjects: string[]) => {
      const sorted = async () => (await world.crmReader.emails()).map((email) => email.subject).toSorted();
      await expect.poll(sorted, { timeout: 60_000 }).toEqual(subjects.toSorted());
      return world.crmReader.emails();
    };
    let delivered = 0;
    await use({
      world,
      browser,
      user: await openMailbox(),
      openMailbox,
      receive: (mail) =>
        world.gmail.deliver(
          REP.address,
          rawMail({
            to: `${REP.name} <${REP.address}>`,
            html: '<p>Hello Nora.</p>',
            messageId: `<${++delivered}.${mail.from.email}>`,
            dateMs: Date.now(),
            ...mail,
          }),
        ),
      expectLogged,
      async expectStillLogged(...subjects) {
        await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
        return expectLogged(...subjects);
      },
    });
    await world.close();
  },
});
