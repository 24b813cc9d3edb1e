import { button, h, isScripted } from '../../gmail/page/dom.ts';
import { readIdentities, validate } from './account.ts';
import { type ComposeStart, quote, startCompose } from './compose.ts';
import type { PageConfig } from './config.ts';
import { createLine, SignedOut } from './line.ts';
import { createListView } from './list-view.ts';
import type { Digest, PageMessage, PagePart } from './mail-service.ts';
import { createMailwsTwo } from './mailws-two.ts';
import { createOlderMail } from './older-mail.ts';
import type { ShellWindow } from './shell.ts';
import { textsFor } from './texts.ts';
import { drawThread, type OpenMessage } from './thread-view.ts';
import { createToast } from './toast.ts';

const config: PageConfig = JSON.parse(document.getElementById('stand-in-page')?.textContent ?? '{}');
const { behaviour } = config;
const texts = textsFor(behaviour.lang);
const line = createLine(config);
const { icloudShell: shell } = window.parent as ShellWindow;

let folder = 'INBOX';
let rows: Digest[] = [];
let open: { threadId: string; count: number; messages: OpenMessage[] } | undefined;
let isOver = false;

const failed = (error: unknown): void => {
  if (!(error instanceof SignedOut)) return;
  isOver = true;
  shell.signedOut();
};

async function begin(): Promise<void> {
  const account = await (behaviour.validatedBy === 'shell' ? shell.account : validate(config, line));
  if (!account) throw new Error('nobody asked for the account');
  const identities = await readIdentities(config, line, account);
  const service =
    behaviour.client === 'wm' ? createOlderMail(config, line, account) : createMailwsTwo(config, line, account);
  await service.begin();

  const toast = createToast();
  const composes = h('div', { class: 'composes' });
  const pane = h('div', { class: 'pane' });
  const list = createListView(texts, (threadId) => void show(threadId, isScripted()).catch(failed));

  const drawList = (): void => list.show(folder, rows, behaviour.lang);
  const loadList = async (): Promise<void> => {
    const asked = folder;
    const loaded = await service.list(asked);
    if (asked !== folder) return;
    const isSame = JSON.stringify(loaded) === JSON.stringify(rows);
    rows = loaded;
    if (!isSame) drawList();
  };

  async function load(threadId: string): Promise<OpenMessage[]> {
    const all = await service.open(threadId, folder);
    // An answer that is still being written has a window of its own.
    const messages = all.filter((one) => one.folder !== 'Drafts' || folder === 'Drafts');
    const opened: OpenMessage[] = [];
    for (const message of messages) {
      const known = open?.messages.find(
        (one) => one.message.uid === message.uid && one.message.folder === message.folder,
      );
      opened.push({ message, body: known?.body ?? (await service.body(message)) });
    }
    return opened;
  }

  async function show(threadId: string, scripted: boolean): Promise<void> {
    const row = rows.find((one) => one.threadId === threadId);
    const messages = await load(threadId);
    open = { threadId, count: row?.count ?? messages.length, messages };
    const actions = {
      reply: (toAll: boolean) => compose(replyTo(messages, toAll)),
      back: () => {
        open = undefined;
        pane.replaceChildren();
      },
      read: (message: PageMessage, part: PagePart) => service.file(message, part),
      failed,
    };
    pane.replaceChildren(drawThread(config, texts, messages.at(-1)?.message.subject ?? '', messages, actions));
    if (messages.every(({ message }) => message.isSeen)) return;
    await service.markRead(threadId, folder, scripted);
    await loadList();
  }

  function replyTo(messages: readonly OpenMessage[], toAll: boolean): ComposeStart {
    const own = identities.map((one) => one.address.toLowerCase());
    const isOwn = (email: string): boolean => own.includes(email.toLowerCase());
    const last = messages.findLast(({ message }) => !isOwn(message.from.email)) ?? messages.at(-1);
    if (!last) return { to: [], cc: [], subject: '', quoted: '', inReplyTo: '', references: '' };
    const { from, to, cc, subject, messageId } = last.message;
    const written = ({ name, email }: { name: string; email: string }): string => (name ? `${name} <${email}>` : email);
    const others = toAll ? [...to, ...cc].filter((one) => !isOwn(one.email)) : [];
    return {
      to: [written(from)],
      cc: others.map(written),
      subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`,
      quoted: quote(
        `${from.name || from.email} ${texts.wrote}`,
        last.body.text || last.body.html.replace(/<[^>]*>/g, ' '),
      ),
      inReplyTo: messageId,
      references: messages.map(({ message }) => message.messageId).join(' '),
    };
  }

  const compose = (start: ComposeStart): void =>
    startCompose(
      {
        service,
        texts,
        toast,
        identities,
        autosaveMs: behaviour.autosaveMs,
        undoMs: behaviour.undoMs,
        show: (element) => composes.replaceChildren(element),
        remove: (element) => element.remove(),
        failed,
      },
      start,
    );

  const folders = Object.entries(texts.folders).map(([name, label]) =>
    button({ class: 'folder', 'data-folder': name }, label, () => {
      folder = name;
      rows = [];
      open = undefined;
      pane.replaceChildren();
      drawList();
      void loadList().catch(failed);
    }),
  );
  const empty = { to: [], cc: [], subject: '', quoted: '', inReplyTo: '', references: '' };
  const newMessage = button({ class: 'primary', 'data-do': 'compose' }, texts.compose, () => compose(empty));
  await loadList();
  drawList();
  document.body.append(
    h('nav', { class: 'folders' }, newMessage, ...folders),
    list.element,
    pane,
    composes,
    toast.element,
  );

  const poll = async (): Promise<void> => {
    try {
      await loadList();
      const count = rows.find((one) => one.threadId === open?.threadId)?.count;
      if (open && count !== undefined && count !== open.count) await show(open.threadId, false);
    } catch (error) {
      failed(error);
    }
    if (!isOver) setTimeout(() => void poll(), behaviour.pollMs);
  };
  setTimeout(() => void poll(), behaviour.pollMs);
  document.documentElement.setAttribute('data-stand-in', 'ready');
  shell.ready(account.address);
}

await begin().catch(failed);
