import type { BrowserKind } from '../../tests/support/browser-kind.ts';
import { sites } from '../../utils/capture/sites.ts';
import type { SiteId } from '../../utils/model/site.ts';
import { sampleCustomer, startDemo } from './demo.ts';
import { question, stranger, toRawMail } from './story.ts';

/** A customer writes this long after the start, so that there is something to see without doing anything. */
const FIRST_MAIL_MS = 3_000;

/** Opens everything in a browser window and says what to click; ends with the window or Ctrl+C. */
export async function playByHand(kind: BrowserKind, site: SiteId): Promise<number> {
  console.info('Building and starting. This takes a few seconds.');
  const demo = await startDemo(kind, false);
  const { crm, browser, rep } = demo;
  const webmail = demo.show(site);
  const customer = sampleCustomer(0, 0);
  await browser.page(crm.createSignInLink({ next: '/companies' }));
  const tab = await browser.page(webmail.url(rep.email));
  await tab.bringToFront();
  setTimeout(() => webmail.deliver(rep.email, toRawMail(question, customer, rep.email, 'question-1')), FIRST_MAIL_MS);

  console.info(`
You are ${rep.name} <${rep.email}>. Two tabs of the browser matter:

  1. Stand-in ${sites[site].label}. ${customer.name} of ${customer.company} writes to you in a moment: just watch.
  2. Start a new message and write to ${customer.email}. Attach a file if you like, click Send, let the time to undo pass.
  3. Write to ${stranger.email} as well: nobody in the CRM, so nothing of it leaves the browser.
  4. Click the Tandem mark in the toolbar (behind the puzzle piece): what was logged, and the switch.
  5. The CRM's tab: choose ${customer.company} and see both messages with their attachments.

Contacts and companies of the CRM: ${crm.url}
Press Ctrl+C here to end.`);

  await Promise.race([new Promise((resolve) => process.once('SIGINT', resolve)), browser.closed]);
  await demo.close();
  return 0;
}
