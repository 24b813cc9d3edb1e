import type { DrivenPage } from '../../support/driver.ts';
import type { WebmailStandIn, WebmailUser } from '../stand-in.ts';

const own = (name: string): string => `[data-stand-in="${name}"]`;
const field = (name: string): string => `#compose-form [name="${name}"]`;

/** A person at the basic view, where each step is a page of its own. It has no undo and no schedule. */
export function createBasicUser(page: DrivenPage, webmail: Pick<WebmailStandIn, 'url'>): WebmailUser {
  const there = (what: string, selector: string): Promise<void> =>
    page.waitFor(what, (css: string) => document.querySelector(css) !== null, selector);
  const click = async (selector: string, what: string, next: string): Promise<void> => {
    await page.click(selector);
    await there(what, next);
  };
  const unknown = (): Promise<never> => Promise.reject(new Error('the basic view cannot do that'));
  const backToInbox = (): Promise<void> =>
    click('nav a[href="/b/folders/1"]', 'the list', '#messageListContainer, #basic-mail-app-container');

  return {
    page,
    async open(account) {
      await page.goto(webmail.url(account));
      await there('the mailbox', '#messageListContainer');
    },
    async compose(draft) {
      await click(own('compose-button'), 'the form', '#compose-form');
      await page.fill(field('to'), draft.to);
      await page.fill(field('cc'), draft.cc ?? '');
      await page.fill(field('bcc'), draft.bcc ?? '');
      await page.fill(field('subject'), draft.subject);
      await page.fill(field('content'), draft.body);
      if (draft.files?.length) await page.setFiles(field('file'), draft.files);
    },
    send: () => click(own('send'), 'word of what became of it', `${own('sent')}, ${own('failed')}`),
    undo: unknown,
    schedule: unknown,
    discard: backToInbox,
    closeCompose: () => click(own('save'), 'the list of drafts', '#messageListContainer'),
    async openConversation(subject) {
      const href = await page.evaluate(
        (wanted: string) =>
          [...document.querySelectorAll('#messageListContainer a')]
            .find((one) => one.textContent === wanted)
            ?.getAttribute('href'),
        subject,
      );
      if (!href) throw new Error('no row with that subject in the list');
      await click(`a[href="${href}"]`, 'the message', own('subject'));
    },
    async reply(body) {
      await click(own('reply'), 'the form', '#compose-form');
      await page.fill(field('content'), body);
    },
    backToInbox,
  };
}
