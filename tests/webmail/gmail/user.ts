import type { DrivenPage } from '../../support/driver.ts';
import type { Draft, WebmailStandIn, WebmailUser } from '../stand-in.ts';
import { type Names, usualNames } from './page/names.ts';

/** The page's own controls, for tests that need more than {@link createGmailUser} offers. */
export const controls = {
  ready: 'html[data-stand-in="ready"]',
  compose: '[gh="cm"]',
  popup: '.dw .no [data-stand-in="compose"]',
  inlineReply: '.ip.adB [data-stand-in="compose"]',
  reply: '[role="main"]:not([style*="none"]) .ams[data-do="reply"]',
  replyAll: '[role="main"]:not([style*="none"]) .ams[data-do="reply-all"]',
  forward: '[role="main"]:not([style*="none"]) .ams[data-do="forward"]',
  back: '[role="main"]:not([style*="none"]) [data-do="back"]',
  inbox: '[role="navigation"] a[href="#inbox"]',
  undo: '#link_undo',
  toast: '.vh',
  draft: 'input[name="draft"]',
  main: '[role="main"]',
  row: '.y6',
  list: '[gh="tl"]',
  viewSent: '#link_vsm',
  close: '.dw .no .Hm .Ha',
  alert: '[role="alertdialog"]',
  alertOk: '[role="alertdialog"] [name="ok"]',
  subject: 'h2.hP',
} as const;

const within = {
  to: '.anm[name="to"] input',
  cc: '.anm[name="cc"] input',
  bcc: '.anm[name="bcc"] input',
  copies: '[data-do="copies"]',
  from: 'select[name="from"]',
  subject: 'input[name="subjectbox"]',
  body: '[g_editable="true"]',
  files: 'input[name="Filedata"]',
  attached: '.dL',
  send: '.IZ .aoO',
  more: '.IZ .hG',
  later: '[selector="scheduledSend"]',
  discard: '.gU .oh',
};

/** What a person does in Gmail besides what every webmail offers. */
export interface GmailUser extends WebmailUser {
  /** Writes into the compose window that is open already. */
  write(draft: Draft): Promise<void>;
  /** Sends by keyboard, without a click. */
  sendByKeyboard(): Promise<void>;
  /** Chooses the address to write from: the mailbox is the first, its aliases follow. */
  writeAs(alias: number): Promise<void>;
  /** Opens a conversation in a window of its own, in this tab. */
  openPopOut(account: string, threadRef: string): Promise<void>;
  /** Opens a compose window of its own, in this tab. */
  composePopOut(account: string, draft: Draft): Promise<void>;
}

/** A person at the stand-in's page. Everything is done by clicking and typing, nothing by script. */
export function createGmailUser(
  page: DrivenPage,
  webmail: Pick<WebmailStandIn, 'url'> & { readonly names?: Names },
): GmailUser {
  const named = (css: string): string => (webmail.names ?? usualNames).selector(css);
  let form: string = controls.popup;
  const field = (name: keyof typeof within): string => named(`${form} ${within[name]}`);
  const control = (name: keyof typeof controls): string => named(controls[name]);

  const visible = (what: string, selector: string): Promise<void> =>
    page.waitFor(
      what,
      (css: string) => [...document.querySelectorAll<HTMLElement>(css)].some((one) => one.offsetParent !== null),
      selector,
    );
  const gone = (what: string, selector: string): Promise<void> =>
    page.waitFor(what, (css: string) => document.querySelector(css) === null, selector);
  const toastNumber = (): Promise<number> =>
    page.evaluate(
      (css: string) => Number(document.querySelector(css)?.getAttribute('data-number') ?? 0),
      control('toast'),
    );
  const click = async (what: string, selector: string): Promise<void> => {
    await visible(what, selector);
    await page.click(selector);
  };
  const addresses = async (name: 'to' | 'cc' | 'bcc', text: string): Promise<void> => {
    await visible(`the field ${name}`, field(name));
    await page.fill(field(name), text);
    await page.press('Enter');
  };
  const afterToast = async (what: string, act: () => Promise<void>): Promise<void> => {
    const before = await toastNumber();
    await act();
    await page.waitFor(
      what,
      (css: string, number: number) => Number(document.querySelector(css)?.getAttribute('data-number') ?? 0) > number,
      control('toast'),
      before,
    );
  };
  const awaitSaved = (): Promise<void> =>
    page.waitFor(
      'the draft to be saved',
      (css: string) => (document.querySelector(css)?.getAttribute('value') ?? '') !== '',
      named(`${form} ${controls.draft}`),
    );

  const drawn = (): Promise<void> =>
    page.waitFor('the mailbox to be drawn', (css: string) => document.querySelector(css) !== null, controls.ready);

  const write = async (draft: Draft): Promise<void> => {
    form = controls.popup;
    await visible('the compose window', field('send'));
    await addresses('to', draft.to);
    if (draft.cc || draft.bcc) await page.click(field('copies'));
    if (draft.cc) await addresses('cc', draft.cc);
    if (draft.bcc) await addresses('bcc', draft.bcc);
    await page.fill(field('subject'), draft.subject);
    await page.fill(field('body'), draft.body);
    const { files = [] } = draft;
    if (files.length > 0) {
      await page.setFiles(field('files'), files);
      await page.waitFor(
        'the files to be attached',
        (css: string, count: number) => document.querySelectorAll(css).length >= count,
        field('attached'),
        files.length,
      );
    }
    await awaitSaved();
  };

  return {
    page,
    async open(account) {
      await page.goto(webmail.url(account));
      await drawn();
    },
    async compose(draft) {
      await click('the compose button', control('compose'));
      await write(draft);
    },
    write,
    async writeAs(alias) {
      // Keys of a person at the list of senders; a click would open a list that is no part of the page.
      await page.evaluate((css: string) => document.querySelector<HTMLElement>(css)?.focus(), field('from'));
      for (let place = 0; place < alias; place += 1) await page.press('ArrowDown');
    },
    async openPopOut(account, threadRef) {
      await page.goto(`${webmail.url(account)}?view=btop&th=${encodeURIComponent(`#${threadRef}`)}`);
      await drawn();
    },
    async composePopOut(account, draft) {
      await page.goto(`${webmail.url(account)}?view=btop`);
      await drawn();
      await write(draft);
    },
    sendByKeyboard: () =>
      afterToast('the page to say that it sends', async () => {
        await page.evaluate((css: string) => document.querySelector<HTMLElement>(css)?.focus(), field('body'));
        await page.press('Control+Enter');
      }),
    send: () => afterToast('the page to say that it sends', () => click('the send button', field('send'))),
    undo: () => afterToast('the page to say that it was undone', () => click('the undo link', control('undo'))),
    schedule: () =>
      afterToast('the page to say that it is scheduled', async () => {
        await click('more send options', field('more'));
        await click('the schedule entry', field('later'));
      }),
    async discard() {
      await click('the discard button', field('discard'));
      await gone('the compose window to be gone', named(form));
    },
    async closeCompose() {
      await click('the close button', control('close'));
      await gone('the compose window to be gone', named(form));
    },
    async openConversation(subject) {
      const clickRow = async () => {
        const row = await page.evaluate(
          (wanted: string, main: string, subject: string) => {
            const shown = [...document.querySelectorAll<HTMLElement>(main)].find((one) => one.offsetParent !== null);
            const rows = [...(shown?.querySelectorAll<HTMLElement>(subject) ?? [])];
            return rows.find((one) => one.textContent === wanted)?.querySelector('[id]')?.id;
          },
          subject,
          control('main'),
          control('row'),
        );
        if (!row) throw new Error('no row with that subject in the list');
        await page.click(`[id="${row}"]`);
      };
      // New mail may draw the list anew under the pointer; a person then clicks again.
      await clickRow().catch(clickRow);
      await page.waitFor(
        'the conversation to open',
        (css: string, wanted: string) =>
          [...document.querySelectorAll<HTMLElement>(css)].some(
            (one) => one.offsetParent !== null && one.textContent === wanted,
          ),
        control('subject'),
        subject,
      );
    },
    async reply(body) {
      await click('the reply button', control('reply'));
      form = controls.inlineReply;
      await visible('the reply form', field('send'));
      await page.fill(field('body'), body);
      await awaitSaved();
    },
    async backToInbox() {
      // A reading pane leaves the list in view and has no way back of its own.
      const hasBack = (await page.count(control('back'))) > 0;
      await click('the way back', control(hasBack ? 'back' : 'inbox'));
      await visible('the list', control('list'));
    },
  };
}
