import type { DrivenPage } from '../../support/driver.ts';
import type { Draft, WebmailStandIn, WebmailUser } from '../stand-in.ts';

const own = (name: string): string => `[data-stand-in="${name}"]`;
const inCompose = (name: string): string => `${own('compose')} ${own(name)}`;

/** The page's own controls, by names that no release of it changes. */
export const controls = {
  ready: 'html[data-stand-in="ready"]',
  compose: own('compose-button'),
  form: own('compose'),
  saved: '[data-stand-in="compose"][data-stand-in-saved]',
  from: inCompose('from'),
  to: `${inCompose('to')} input`,
  cc: `${inCompose('cc')} input`,
  bcc: `${inCompose('bcc')} input`,
  subjectField: inCompose('subject-field'),
  body: inCompose('body'),
  files: inCompose('files'),
  attached: inCompose('attached'),
  send: inCompose('send'),
  more: inCompose('more'),
  schedule: inCompose('schedule'),
  discard: inCompose('discard'),
  close: inCompose('close'),
  toast: own('toast'),
  undo: `${own('toast')} ${own('undo')}`,
  list: own('list'),
  row: own('row'),
  reader: own('reader'),
  subject: own('subject'),
  reply: `${own('reader')} ${own('reply')}`,
  back: own('back'),
  inbox: own('folder-1'),
  signIn: own('sign-in'),
} as const;

/** What a person does in Yahoo Mail besides what every webmail offers. */
export interface YahooUser extends WebmailUser {
  /** Sends by keyboard, without a click. */
  sendByKeyboard(): Promise<void>;
  /** Chooses the address to write from: the mailbox is the first, linked accounts and aliases follow. */
  writeAs(place: number): Promise<void>;
  openFolder(folderId: string): Promise<void>;
}

/** A person at the stand-in's page. Everything is done by clicking and typing, nothing by script. */
export function createYahooUser(page: DrivenPage, webmail: Pick<WebmailStandIn, 'url'>): YahooUser {
  const visible = (what: string, selector: string): Promise<void> =>
    page.waitFor(
      what,
      (css: string) => [...document.querySelectorAll<HTMLElement>(css)].some((one) => one.offsetParent !== null),
      selector,
    );
  const click = async (what: string, selector: string): Promise<void> => {
    await visible(what, selector);
    await page.click(selector);
  };
  const toastNumber = (): Promise<number> =>
    page.evaluate(
      (css: string) => Number(document.querySelector(css)?.getAttribute('data-stand-in-number') ?? 0),
      controls.toast,
    );
  const afterToast = async (what: string, act: () => Promise<void>): Promise<void> => {
    const before = await toastNumber();
    await act();
    await page.waitFor(
      what,
      (css: string, number: number) =>
        Number(document.querySelector(css)?.getAttribute('data-stand-in-number') ?? 0) > number,
      controls.toast,
      before,
    );
  };
  const addresses = async (field: string, text: string): Promise<void> => {
    await visible('the field of recipients', field);
    await page.fill(field, text);
    await page.press('Enter');
  };
  const awaitSaved = (): Promise<void> =>
    page.waitFor('the draft to be saved', (css: string) => document.querySelector(css) !== null, controls.saved);
  const gone = (): Promise<void> =>
    page.waitFor('the compose window to be gone', (css: string) => document.querySelector(css) === null, controls.form);
  const focus = (selector: string): Promise<void> =>
    page.evaluate((css: string) => document.querySelector<HTMLElement>(css)?.focus(), selector);

  return {
    page,
    async open(account) {
      await page.goto(webmail.url(account));
      await page.waitFor(
        'the mailbox to be drawn',
        (css: string) => document.querySelector(css) !== null,
        controls.ready,
      );
    },
    async compose(draft: Draft) {
      await click('the compose button', controls.compose);
      await visible('the compose window', controls.send);
      await addresses(controls.to, draft.to);
      if (draft.cc) await addresses(controls.cc, draft.cc);
      if (draft.bcc) await addresses(controls.bcc, draft.bcc);
      await page.fill(controls.subjectField, draft.subject);
      await page.fill(controls.body, draft.body);
      const { files = [] } = draft;
      if (files.length > 0) {
        await page.setFiles(controls.files, files);
        await page.waitFor(
          'the files to be attached',
          (css: string, count: number) => document.querySelectorAll(css).length >= count,
          controls.attached,
          files.length,
        );
      }
      await awaitSaved();
    },
    async writeAs(place) {
      // Keys of a person at the list of senders; a click would open a list that is no part of the page.
      await focus(controls.from);
      for (let step = 0; step < place; step += 1) await page.press('ArrowDown');
    },
    sendByKeyboard: () =>
      afterToast('the page to say that it sends', async () => {
        await focus(controls.body);
        await page.press('Control+Enter');
      }),
    send: () => afterToast('the page to say that it sends', () => click('the send button', controls.send)),
    undo: () => afterToast('the page to say that it was undone', () => click('the undo link', controls.undo)),
    schedule: () =>
      afterToast('the page to say that it is scheduled', async () => {
        await click('more send options', controls.more);
        await click('the schedule entry', controls.schedule);
      }),
    async discard() {
      await click('the discard button', controls.discard);
      await gone();
    },
    async closeCompose() {
      await click('the close button', controls.close);
      await gone();
    },
    async openConversation(subject) {
      const row = await page.evaluate(
        (css: string, wanted: string) =>
          [...document.querySelectorAll<HTMLElement>(css)]
            .find((one) => [...one.querySelectorAll('span')].some((span) => span.textContent === wanted))
            ?.getAttribute('data-stand-in-row'),
        controls.row,
        subject,
      );
      if (!row) throw new Error('no row with that subject in the list');
      await page.click(`[data-stand-in-row="${row}"]`);
      await page.waitFor(
        'the conversation to open',
        (css: string, wanted: string) =>
          [...document.querySelectorAll<HTMLElement>(css)].some(
            (one) => one.offsetParent !== null && one.textContent === wanted,
          ),
        controls.subject,
        subject,
      );
    },
    async reply(body) {
      await click('the reply button', controls.reply);
      await visible('the reply form', controls.send);
      await page.fill(controls.body, body);
      await awaitSaved();
    },
    async backToInbox() {
      await click('the way back', controls.inbox);
      await visible('the list', controls.list);
    },
    async openFolder(folderId) {
      await click('the folder', own(`folder-${folderId}`));
      await visible('the list', controls.list);
    },
  };
}
