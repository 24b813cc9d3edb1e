import type { DrivenFrame, DrivenPage } from '../../support/driver.ts';
import type { Draft, WebmailStandIn, WebmailUser } from '../stand-in.ts';

/** Part of the address of the frame everything happens in. */
export const APP_FRAME = '/index.html?rootDomain=';

/** Part of the address of the frames that show a message each. */
export const MESSAGE_FRAME = '-message/current/';

/** The page's own controls, for tests that need more than {@link createIcloudUser} offers; all but two lie in the frame. */
export const controls = {
  ready: 'html[data-stand-in="ready"]',
  signIn: '[data-do="sign-in"]',
  signOut: '[data-do="sign-out"]',
  compose: '[data-do="compose"]',
  form: '[data-compose]',
  to: '[data-compose] input[name="to"]',
  cc: '[data-compose] input[name="cc"]',
  bcc: '[data-compose] input[name="bcc"]',
  from: '[data-compose] select[name="from"]',
  subject: '[data-compose] input[name="subject"]',
  body: '[data-compose] .editor',
  files: '[data-compose] input[type="file"]',
  attached: '[data-compose] .attached',
  send: '[data-compose] [data-do="send"]',
  discard: '[data-compose] [data-do="discard"]',
  close: '[data-compose] [data-do="close"]',
  toast: '.toast',
  undo: '[data-do="undo"]',
  thread: '[data-thread]',
  message: '[data-message]',
  file: '[data-do="file"]',
  reply: '[data-do="reply"]',
  replyAll: '[data-do="reply-all"]',
  back: '[data-do="back"]',
  folder: (name: string) => `[data-folder="${name}"][role="button"]`,
  row: '[data-row]',
} as const;

/** What a person does in iCloud Mail besides what every webmail offers. */
export interface IcloudUser extends WebmailUser {
  /** The app's frame. */
  frame(): Promise<DrivenFrame>;
  openFolder(name: string): Promise<void>;
  /** Chooses the address to write from; 0 is the account's own. */
  writeAs(identity: number): Promise<void>;
}

/** A person at the stand-in's page. Everything is done by clicking and typing, nothing by script. */
export function createIcloudUser(page: DrivenPage, webmail: Pick<WebmailStandIn, 'url'>): IcloudUser {
  const app = (): Promise<DrivenFrame> => page.frame(APP_FRAME);

  const present = async (what: string, selector: string): Promise<void> =>
    (await app()).waitFor(what, (css: string) => document.querySelector(css) !== null, selector);
  const gone = async (what: string, selector: string): Promise<void> =>
    (await app()).waitFor(what, (css: string) => document.querySelector(css) === null, selector);
  const click = async (what: string, selector: string): Promise<void> => {
    await present(what, selector);
    await (await app()).click(selector);
  };
  const addresses = async (field: string, text: string): Promise<void> => {
    await (await app()).fill(field, text);
    await page.press('Enter');
  };
  const awaitSaved = async (): Promise<void> =>
    (await app()).waitFor(
      'the draft to be saved',
      (css: string) => document.querySelector(css)?.getAttribute('data-state') === 'saved',
      controls.form,
    );
  const awaitShell = (): Promise<void> =>
    page.waitFor('the mailbox to be drawn', (css: string) => document.querySelector(css) !== null, controls.ready);
  const toastNumber = async (): Promise<number> =>
    (await app()).evaluate(
      (css: string) => Number(document.querySelector(css)?.getAttribute('data-number')),
      controls.toast,
    );
  const afterToast = async (what: string, say: string[], act: () => Promise<void>): Promise<void> => {
    const before = await toastNumber();
    await act();
    await (await app()).waitFor(
      what,
      (css: string, number: number, words: string[]) => {
        const toast = document.querySelector(css);
        const isNew = Number(toast?.getAttribute('data-number')) > number;
        return isNew && words.includes(toast?.getAttribute('data-say') ?? '');
      },
      controls.toast,
      before,
      say,
    );
  };

  return {
    page,
    frame: app,
    async open(account) {
      await page.goto(webmail.url(account));
      await awaitShell();
      const shown = await page.evaluate(() => document.documentElement.getAttribute('data-account'));
      if (shown === account) return;
      await page.click(controls.signOut);
      await page.waitFor('the list of accounts', () => document.querySelector('[data-account]') !== null);
      await page.click(`a[data-account="${account}"]`);
      await awaitShell();
    },
    async compose(draft: Draft) {
      await click('the compose button', controls.compose);
      await present('the compose window', controls.send);
      const frame = await app();
      await addresses(controls.to, draft.to);
      if (draft.cc) await addresses(controls.cc, draft.cc);
      if (draft.bcc) await addresses(controls.bcc, draft.bcc);
      await frame.fill(controls.subject, draft.subject);
      await frame.fill(controls.body, draft.body);
      const { files = [] } = draft;
      if (files.length > 0) {
        await frame.setFiles(controls.files, files);
        await frame.waitFor(
          'the files to be attached',
          (css: string, count: number) => document.querySelectorAll(css).length >= count,
          controls.attached,
          files.length,
        );
      }
      await awaitSaved();
    },
    async writeAs(identity) {
      // Keys of a person at the list of senders; a click would open a list that is no part of the page.
      await (await app()).evaluate((css: string) => document.querySelector<HTMLElement>(css)?.focus(), controls.from);
      for (let place = 0; place < identity; place += 1) await page.press('ArrowDown');
      await awaitSaved();
    },
    send: () =>
      afterToast('the page to say that it sends', ['sending', 'sent', 'failed'], () =>
        click('the send button', controls.send),
      ),
    undo: () => afterToast('the page to say that it was undone', ['undone'], () => click('undo', controls.undo)),
    schedule: () => Promise.reject(new Error('iCloud Mail has no scheduled sending')),
    async discard() {
      await click('the discard button', controls.discard);
      await gone('the compose window to be gone', controls.form);
    },
    async closeCompose() {
      await click('the close button', controls.close);
      await gone('the compose window to be gone', controls.form);
    },
    async openFolder(name) {
      await click(`the folder ${name}`, controls.folder(name));
      await present(`the list of ${name}`, `[role="listbox"][data-folder="${name}"]`);
    },
    async openConversation(subject) {
      const frame = await app();
      const findRow = (wanted: string): string | undefined =>
        [...document.querySelectorAll<HTMLElement>('[data-row]')].find(
          (one) => one.querySelector('.subject')?.textContent === wanted,
        )?.dataset.row;
      await frame.waitFor(
        'a row with that subject',
        (wanted: string) =>
          [...document.querySelectorAll('[data-row] .subject')].some((one) => one.textContent === wanted),
        subject,
      );
      const row = await frame.evaluate(findRow, subject);
      await frame.click(`[data-row="${row}"]`);
      // A row has the words of the first message, the heading those of the one that is shown.
      await frame.waitFor(
        'the conversation to open',
        (wanted: string) => {
          const topicOf = (text: string) => text.replace(/^(re:\s*)+/i, '');
          const heading = document.querySelector('.thread-subject')?.textContent ?? '';
          return topicOf(heading) === topicOf(wanted);
        },
        subject,
      );
    },
    async reply(body) {
      await click('the reply button', controls.reply);
      await present('the reply form', controls.send);
      await (await app()).fill(controls.body, body);
      await awaitSaved();
    },
    async backToInbox() {
      const frame = await app();
      if ((await frame.count(controls.back)) > 0) await click('the way back', controls.back);
      if ((await frame.count('[role="listbox"][data-folder="INBOX"]')) === 0)
        await click('the inbox', controls.folder('INBOX'));
      await gone('the conversation to be gone', controls.thread);
      await present('the list', '[role="listbox"][data-folder="INBOX"]');
    },
  };
}
