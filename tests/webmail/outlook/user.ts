import type { DrivenPage } from '../../support/driver.ts';
import type { Draft, WebmailStandIn, WebmailUser } from '../stand-in.ts';

/** The page's own controls, which are the same in every release of it, for tests that need more than the user offers. */
export const controls = {
  ready: 'html[data-stand-in="ready"]',
  compose: '[data-stand-in="compose"]',
  form: '[data-stand-in="form"]',
  to: '[data-stand-in="to"]',
  cc: '[data-stand-in="cc"]',
  bcc: '[data-stand-in="bcc"]',
  copies: '[data-stand-in="copies"]',
  from: '[data-stand-in="from"]',
  subject: '[data-stand-in="subject"]',
  editor: '[data-stand-in="editor"]',
  editorFrame: '[data-stand-in="editor-frame"]',
  files: '[data-stand-in="files-input"]',
  attached: '[data-stand-in="attached"]',
  send: '[data-stand-in="send"]',
  more: '[data-stand-in="more"]',
  later: '[data-stand-in="later"]',
  discard: '[data-stand-in="discard"]',
  close: '[data-stand-in="close"]',
  undo: '[data-stand-in="undo"]',
  notice: '[data-stand-in="notice"]',
  reply: '[data-stand-in="reply"]',
  replyAll: '[data-stand-in="reply-all"]',
  forward: '[data-stand-in="forward"]',
  inbox: '[data-stand-in="inbox"]',
  list: '[data-stand-in="list"]',
  row: '[data-stand-in="row"]',
  topic: '[data-stand-in="topic"]',
  message: '[data-stand-in="message"]',
  body: '[data-stand-in="body"]',
} as const;

/** What a person does in Outlook besides what every webmail offers. */
export interface OutlookUser extends WebmailUser {
  /** Sends by keyboard, without a click. */
  sendByKeyboard(): Promise<void>;
  /** Chooses the address to write from: the mailbox is the first, its aliases follow. */
  writeAs(alias: number): Promise<void>;
  openFolder(role: 'inbox' | 'drafts' | 'sentitems' | 'deleteditems'): Promise<void>;
}

/** A person at the stand-in's page. Everything is done by clicking and typing. */
export function createOutlookUser(page: DrivenPage, webmail: Pick<WebmailStandIn, 'url'>): OutlookUser {
  const visible = (what: string, selector: string): Promise<void> =>
    page.waitFor(
      what,
      (css: string) => [...document.querySelectorAll<HTMLElement>(css)].some((one) => one.offsetParent !== null),
      selector,
    );
  const gone = (what: string, selector: string): Promise<void> =>
    page.waitFor(what, (css: string) => document.querySelector(css) === null, selector);
  const click = async (what: string, selector: string): Promise<void> => {
    await visible(what, selector);
    await page.click(selector);
  };
  const addresses = async (name: 'to' | 'cc' | 'bcc', text: string): Promise<void> => {
    await visible(`the field ${name}`, controls[name]);
    await page.fill(controls[name], text);
    await page.press('Enter');
  };
  const noticeNumber = (): Promise<number> =>
    page.evaluate(
      (css: string) => Number(document.querySelector(css)?.getAttribute('data-number') ?? 0),
      controls.notice,
    );
  const afterNotice = async (what: string, act: () => Promise<void>): Promise<void> => {
    const before = await noticeNumber();
    await act();
    await page.waitFor(
      what,
      (css: string, number: number) => Number(document.querySelector(css)?.getAttribute('data-number') ?? 0) > number,
      controls.notice,
      before,
    );
  };
  const settled = (): Promise<void> =>
    page.waitFor(
      'what was written to be saved',
      (css: string) => document.querySelector(css)?.getAttribute('data-settled') === 'yes',
      controls.form,
    );
  const writeBody = async (text: string): Promise<void> => {
    if ((await page.count(controls.editorFrame)) === 0) {
      await page.fill(controls.editor, text);
      return;
    }
    // Drivers reach no frames: the text is put in the way a keyboard or a paste does, as an edit of the page's own.
    await page.waitFor(
      'the editor to be there',
      (frame: string, css: string) =>
        Boolean(document.querySelector<HTMLIFrameElement>(frame)?.contentDocument?.querySelector(css)),
      controls.editorFrame,
      controls.editor,
    );
    await page.evaluate(
      (frame: string, css: string, typed: string) => {
        const inside = document.querySelector<HTMLIFrameElement>(frame)?.contentDocument;
        inside?.querySelector<HTMLElement>(css)?.focus();
        inside?.execCommand('insertText', false, typed);
      },
      controls.editorFrame,
      controls.editor,
      text,
    );
  };

  const write = async (draft: Draft): Promise<void> => {
    await visible('the compose form', controls.send);
    await addresses('to', draft.to);
    if (draft.cc || draft.bcc) await page.click(controls.copies);
    if (draft.cc) await addresses('cc', draft.cc);
    if (draft.bcc) await addresses('bcc', draft.bcc);
    await page.fill(controls.subject, draft.subject);
    await writeBody(draft.body);
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
    await settled();
  };

  /** Rows out of view do not exist: the list is scrolled until the one with the subject does. */
  const findRow = async (subjects: string[]): Promise<number> => {
    await page.waitFor(
      'a row with that subject in the list',
      (list: string, css: string, wanted: string[]) => {
        const rows = [...document.querySelectorAll<HTMLElement>(css)];
        const told = (row: HTMLElement): string =>
          row.querySelector('[data-stand-in="row-subject"]')?.textContent ?? '';
        if (rows.some((row) => wanted.includes(told(row)))) return true;
        const box = document.querySelector<HTMLElement>(list);
        if (box) {
          const isAtEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 1;
          box.scrollTop = isAtEnd ? 0 : box.scrollTop + box.clientHeight;
        }
        return false;
      },
      controls.list,
      controls.row,
      subjects,
    );
    return page.evaluate(
      (css: string, wanted: string[]) =>
        [...document.querySelectorAll<HTMLElement>(css)].findIndex((row) =>
          wanted.includes(row.querySelector('[data-stand-in="row-subject"]')?.textContent ?? ''),
        ) + 1,
      controls.row,
      subjects,
    );
  };

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
    async compose(draft) {
      await click('the button for new mail', controls.compose);
      await write(draft);
    },
    async writeAs(alias) {
      await page.evaluate((css: string) => document.querySelector<HTMLElement>(css)?.focus(), controls.from);
      for (let place = 0; place < alias; place += 1) await page.press('ArrowDown');
    },
    send: () => afterNotice('the page to say that it sends', () => click('the send button', controls.send)),
    sendByKeyboard: () =>
      afterNotice('the page to say that it sends', async () => {
        await page.evaluate((css: string) => document.querySelector<HTMLElement>(css)?.focus(), controls.subject);
        await page.press('Control+Enter');
      }),
    undo: () => afterNotice('the page to say that it was undone', () => click('the undo link', controls.undo)),
    schedule: () =>
      afterNotice('the page to say that it is scheduled', async () => {
        await click('more ways of sending', controls.more);
        await click('the entry for later', controls.later);
      }),
    async discard() {
      await click('the discard button', controls.discard);
      await gone('the compose form to be gone', controls.form);
    },
    async closeCompose() {
      await click('the close button', controls.close);
      await gone('the compose form to be gone', controls.form);
    },
    async openConversation(subject) {
      await page.bringToFront();
      // A conversation is named without the marks of replies.
      const names = [subject, subject.replace(/^((re|fwd?|aw|wg|rv):\s*)+/i, '')];
      const place = await findRow(names);
      await page.click(`${controls.row}:nth-child(${place})`);
      await page.waitFor(
        'the conversation to open',
        (css: string, wanted: string[]) => wanted.includes(document.querySelector(css)?.textContent ?? ''),
        controls.topic,
        names,
      );
    },
    async reply(body) {
      await click('the reply button', controls.reply);
      await visible('the reply form', controls.send);
      await writeBody(body);
      await settled();
    },
    async openFolder(role) {
      await click(`the folder ${role}`, `[data-folder="${role}"]`);
    },
    async backToInbox() {
      await click('the way back', controls.inbox);
      await visible('the list', controls.list);
    },
  };
}
