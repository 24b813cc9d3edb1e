import { writeFileSync } from 'node:fs';
import type { TestInfo } from 'playwright/test';
import type { GmailStandInOptions } from '../webmail/gmail/options.ts';
import type { GmailUser } from '../webmail/gmail/user.ts';
import type { StandInMessage } from '../webmail/stand-in.ts';
import type { CrmEmail } from './crm-reader.ts';
import { CUSTOMER, type Desk, expect, FRIEND, type Incoming } from './gmail-desk.ts';

/** A message of the customer, with a file and text to be found again. */
export const question: Incoming = {
  from: CUSTOMER,
  subject: 'Need prices',
  html: '<p>Could you send prices for <b>200 pieces</b>?</p>',
  files: [{ name: 'Stückliste.pdf', mime: 'application/pdf', bytes: Buffer.from('%PDF-1.4 parts of a press') }],
};

/** What nobody but the rep is to read. */
export const secret: Incoming = { from: FRIEND, subject: 'Dinner on Friday?', html: '<p>Bring your swimsuit.</p>' };

/** The e-mail in the CRM that {@link question} becomes. */
export const loggedQuestion = expect.objectContaining({
  subject: 'Need prices',
  body: expect.stringContaining('200 pieces'),
  emailFrom: expect.stringContaining(CUSTOMER.email),
  type: 1,
  attachments: [expect.objectContaining({ name: 'Stückliste.pdf' })],
});

/** The rep's answer, as a draft with a file. */
export function writeOffer(testInfo: TestInfo) {
  const list = testInfo.outputPath('Preisliste 2026.txt');
  writeFileSync(list, 'Stamp, 12 EUR\n');
  return { to: CUSTOMER.email, subject: 'Our prices', body: 'Dear Omar, as promised.', files: [list] };
}

/** The e-mail in the CRM that {@link writeOffer} becomes. */
export const loggedOffer = expect.objectContaining({
  subject: 'Our prices',
  body: expect.stringContaining('as promised'),
  emailTo: expect.stringContaining(CUSTOMER.email),
  type: 0,
  attachments: [expect.objectContaining({ name: 'Preisliste 2026.txt' })],
});

const bySubject = (one: CrmEmail, other: CrmEmail) => one.subject.localeCompare(other.subject);

/** Nothing of a message left the page: nobody but the page read it, and the CRM got no more than it should. */
export function expectLeftAlone(desk: Desk, { ref }: StandInMessage): void {
  expect(desk.fetchedBesides(ref)).toBe(0);
}

/**
 * The plain story in a Gmail that behaves as told: a private message and one of a customer come in, the rep answers the
 * customer and opens what came. Both business messages stand in the CRM once, with content and file; the private one
 * was never read.
 */
export async function tellPlainStory(desk: Desk, testInfo: TestInfo, options: GmailStandInOptions): Promise<GmailUser> {
  desk.setUp(options);
  const user = await desk.open();
  const hidden = desk.receive(secret);
  desk.receive(question);
  await user.compose(writeOffer(testInfo));
  await user.send();
  const emails = await desk.expectLogged('Need prices', 'Our prices');
  expect(emails.toSorted(bySubject)).toEqual([loggedQuestion, loggedOffer]);
  await user.openConversation('Need prices');
  await desk.expectStillLogged('Need prices', 'Our prices');
  expect(desk.creations()).toBe(2);
  expectLeftAlone(desk, hidden);
  desk.expectUntouched();
  return user;
}
