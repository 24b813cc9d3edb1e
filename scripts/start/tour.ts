import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserKind } from '../../tests/support/browser-kind.ts';
import type { SeenRequest } from '../../tests/webmail/stand-in.ts';
import { webmails } from '../../tests/webmail/webmails.ts';
import { sites } from '../../utils/capture/sites.ts';
import type { SiteId } from '../../utils/model/site.ts';
import { type CrmEmail, type CrmReader, createCrmReader } from './crm-reader.ts';
import { type Demo, sampleCustomer, startDemo } from './demo.ts';
import { playImap } from './imap-chapter.ts';
import { createSteps, mustHold, type Steps, until } from './steps.ts';
import { familyAnswer, familyNews, type Letter, offer, question, stranger, toRawMail } from './story.ts';

const pictures = join(import.meta.dirname, '..', '..', '.tour');

/** How long nothing may happen before it is believed that nothing will. */
const QUIET_MS = 2_000;

/**
 * Plays the main job of the product from the first message to the last proof, in one webmail after the other, and
 * prints what reached the CRM.
 *
 * @returns whether every step held
 */
export async function playTour(
  kind: BrowserKind,
  chosen: readonly SiteId[],
  print: (line: string) => void,
): Promise<boolean> {
  const { step, note } = createSteps(print);
  const files = await mkdtemp(join(tmpdir(), 'tandem-tour-'));
  await mkdir(pictures, { recursive: true });
  let demo: Demo | undefined;
  try {
    demo = await step('Start', async () => {
      const value = await startDemo(kind, true);
      return { says: `CRM, stand-in webmails and ${kind} with the extension, connected`, value };
    });
    for (const site of chosen) {
      const startedMs = Date.now();
      print(`\n${sites[site].label}`);
      await play({ demo, site, kind, files, step, note });
      note(`${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
    }
    // The CRM itself reads this mail, so it belongs to no webmail.
    if (chosen.length > 1) await playImap({ step, note }, print);
    print(`\nEvery step held. Pictures are in .tour/`);
    return true;
  } catch {
    print('\nThe tour stopped at the step marked ✘.');
    return false;
  } finally {
    await demo?.close();
    await rm(files, { recursive: true, force: true });
  }
}

interface Scene {
  demo: Demo;
  site: SiteId;
  kind: BrowserKind;
  /** Folder for files to attach. */
  files: string;
  step: Steps['step'];
  note: Steps['note'];
}

async function play({ demo, site, kind, files, step, note }: Scene): Promise<void> {
  const { crm, browser, rep } = demo;
  const webmail = demo.show(site);
  const reader = await createNewsReader(crm);
  const passedOver = await privateCount(demo, 0);
  const tab = await browser.page();
  const user = webmails[site].createUser(tab, webmail);
  const customer = sampleCustomer(0, 0);
  const colleague = sampleCustomer(0, 1);
  const picture = (name: string) => join(pictures, `${kind}-${site}-${name}.png`);
  const tell = (lines: string[]) => {
    for (const line of lines) note(line);
  };

  await step('The rep opens the webmail', async () => {
    await user.open(rep.email);
    return { says: `mailbox of ${rep.email}`, value: undefined };
  });

  await step('A customer and an aunt write at the same moment', async () => {
    webmail.deliver(rep.email, toRawMail(question, customer, rep.email, `question-${site}`));
    webmail.deliver(rep.email, toRawMail(familyNews, stranger, rep.email, `family-${site}`));
    return { says: `“${question.subject}” and “${familyNews.subject}”`, value: undefined };
  });

  const received = await step('The customer’s message is in the CRM', async () => {
    const value = await arrived(reader, question, 1);
    return { says: `CRM id ${value.id}`, value };
  });
  tell(await describe(reader, received, question));
  await tab.screenshot(picture('1-webmail'));

  await step('The rep answers with a file', async () => {
    const path = join(files, offer.file?.name ?? '');
    await writeFile(path, offer.file?.text ?? '');
    await user.compose({
      to: customer.email,
      cc: colleague.email,
      subject: offer.subject,
      body: offer.text,
      files: [path],
    });
    await user.send();
    return {
      says: `to ${customer.email}, copy to ${colleague.email}; the webmail’s time to undo runs`,
      value: undefined,
    };
  });

  const sent = await step('The sent message is in the CRM', async () => {
    const value = await arrived(reader, offer, 0);
    return { says: `CRM id ${value.id}`, value };
  });
  tell(await describe(reader, sent, offer));

  const before = crm.requestLog.length;
  await step('The rep answers the aunt', async () => {
    await user.compose({ to: stranger.email, subject: familyAnswer.subject, body: familyAnswer.text });
    await user.send();
    await until('the private message to be sent', async () =>
      webmail.sent(rep.email).length === 2 ? true : undefined,
    );
    return { says: `“${familyAnswer.subject}”`, value: undefined };
  });

  await step('Neither private message left the browser', async () => {
    const noticed = (await privateCount(demo, passedOver + 2)) - passedOver;
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    const written = crm.requestLog.slice(before).reduce((sum, { requestBytes }) => sum + requestBytes, 0);
    mustHold(written === 0, 'no byte is written to the CRM while private mail is sent');
    const emails = await reader.emails();
    mustHold(emails.length === 2, 'the CRM has the two customer messages and nothing else');
    const read = fetchedByExtension(webmail.requests).length;
    mustHold(read === 2, 'the extension read the source of two messages and of no other');
    const says = `${noticed} noticed, ${written} bytes to the CRM by its own request log, sources read in the webmail: 0`;
    return { says, value: undefined };
  });

  await step('The webmail was left as it was', async () => {
    mustHold(webmail.strayChanges.length === 0, 'nothing in the mailbox changed but by the rep’s own hand');
    return { says: 'nothing marked as read, nothing written, nothing clicked', value: undefined };
  });

  await step('Popup and CRM show it', async () => {
    const popup = await browser.extensionPage('popup.html');
    await popup.setViewport({ width: 400, height: 640 });
    const shown = await until('the popup to list both messages', async () => {
      const text = (await popup.text('body')) ?? '';
      return text.includes(question.subject) && text.includes(offer.subject) ? text : undefined;
    });
    mustHold(
      !shown.includes(familyNews.subject) && !shown.includes(familyAnswer.subject),
      'no private subject is shown',
    );
    await popup.screenshot(picture('2-popup'));
    await popup.close();
    const pages = await browser.page(crm.createSignInLink({ next: `/companies/${received.accountId}` }));
    await until('the timeline', async () => ((await pages.text('body'))?.includes(offer.subject) ? true : undefined));
    await pages.screenshot(picture('3-timeline'));
    await pages.goto(`${crm.url}/emails/${sent.id}`);
    await pages.waitFor('the text of the e-mail to load in its frame', () =>
      performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/body')),
    );
    await pages.screenshot(picture('4-email'));
    await pages.close();
    return { says: 'both messages, with their company', value: undefined };
  });
  await tab.close();
}

/** Reads only what was not in the CRM before. */
async function createNewsReader(crm: Demo['crm']): Promise<CrmReader> {
  const reader = await createCrmReader(crm);
  const known = new Set((await reader.emails()).map(({ id }) => id));
  return { ...reader, emails: async () => (await reader.emails()).filter(({ id }) => !known.has(id)) };
}

/** The e-mail of a letter, once the CRM has it with all its attachments. */
async function arrived(reader: CrmReader, letter: Letter, type: 0 | 1): Promise<CrmEmail> {
  const found = await until(`“${letter.subject}” in the CRM`, async () =>
    (await reader.emails()).find(({ subject }) => subject === letter.subject),
  );
  mustHold(found.type === type, `its direction is ${type === 1 ? 'incoming' : 'outgoing'}`);
  mustHold(found.body.includes(letter.text), 'its text is what was written');
  return found;
}

/** What the CRM has, in lines for the terminal; the attachment is downloaded from the CRM and compared. */
async function describe(reader: CrmReader, email: CrmEmail, letter: Letter): Promise<string[]> {
  const { file } = letter;
  const attached = email.attachments[0];
  mustHold(email.attachments.length === 1 && attached?.name === file?.name, 'its attachment is there by name');
  const bytes = await until('the bytes of the attachment', async () => {
    const text = await reader.attachment(attached?.id ?? 0).then(
      (found) => new TextDecoder().decode(found),
      () => '',
    );
    return text === file?.text ? text.length : undefined;
  });
  return [
    `subject      ${email.subject}`,
    `from         ${email.emailFrom}`,
    `to           ${email.emailTo}`,
    ...(email.Z_Cc ? [`copy to      ${email.Z_Cc}`] : []),
    `attachment   ${attached?.name} (${bytes} bytes, the same as were sent)`,
    `company id   ${email.accountId}`,
  ];
}

/** Requests by which the extension, and not the page itself, was given the content of a message. */
function fetchedByExtension(requests: readonly SeenRequest[]): string[] {
  return [...new Set(requests.filter(({ byPage }) => !byPage).flatMap(({ revealed }) => revealed))];
}

/** Waits until the extension has decided about this many private messages, and answers how many it counted. */
async function privateCount(demo: Demo, wanted: number): Promise<number> {
  const page = await demo.browser.extensionPage('options.html');
  const counted = await until('the count of messages passed over', async () => {
    const count = await page.evaluate(async () => {
      const open = indexedDB.open('tandem');
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        open.onsuccess = () => resolve(open.result);
        open.onerror = () => reject(open.error);
      });
      const row = db.transaction('counters').objectStore('counters').get('nobody-in-crm');
      const value = await new Promise<{ count?: number } | undefined>((resolve, reject) => {
        row.onsuccess = () => resolve(row.result);
        row.onerror = () => reject(row.error);
      });
      db.close();
      return value?.count ?? 0;
    });
    return count >= wanted ? count : undefined;
  });
  await page.close();
  return counted;
}
