import { isScripted } from '../../gmail/page/dom.ts';
import { createApi, SignedOut } from './api.ts';
import type { App } from './app.ts';
import { readBoot } from './boot.ts';
import { type ComposeHost, type ComposeStart, startCompose } from './compose-view.ts';
import type { PageConfig } from './config.ts';
import { createListView } from './list-view.ts';
import { createMake } from './make.ts';
import { createReaderView, type ReaderView } from './reader-view.ts';
import {
  accountsRequest,
  bodyRequest,
  foldersRequest,
  listRequest,
  messagesRequest,
  readRequest,
  unseenRequest,
} from './requests.ts';
import { createShell } from './shell.ts';
import { createStore, type PageMessage, type Person } from './store.ts';
import { textsFor } from './texts.ts';
import { createToast } from './toast.ts';

const config: PageConfig = JSON.parse(document.getElementById('stand-in-page')?.textContent ?? '{}');
const { behaviour, base } = config;
const texts = textsFor(behaviour.locale);
const make = createMake(behaviour.anchors, config.atoms);
const boot = readBoot();
const store = createStore();
const api = createApi(config, boot);
const { elements: toastElements, toast } = createToast(make, texts);
const acctIds = new Map<string, string>();
const expanded = new Set<string>();
let folderId = '1';
let reader: ReaderView | undefined;

const app: App = {
  config,
  texts,
  make,
  store,
  api,
  toast,
  senders: [{ email: config.shownAddress || boot.email, name: config.ownName }],
  open(message) {
    if (message.folderTypes.includes('DRAFT')) void openDraft(message).catch(app.failed);
    else go(`${base}/folders/${folderId}/messages/${message.id}`);
  },
  reply: (message) => compose({ kind: 'reply', message }),
  refresh: () => lookForNews(),
  failed(error) {
    if (error instanceof SignedOut) shell.signedOut();
    else toast.say(texts.failed);
  },
};
const shell = createShell(make, config, texts, {
  go: (id) => go(`${base}/folders/${id}`),
  compose: () => compose({ kind: 'new' }),
});
const list = createListView(app);
shell.listPlace.append(list.element);

const composeHost: ComposeHost = {
  place: shell.composePlace,
  shown(csid) {
    shell.look('compose');
    if (!location.pathname.startsWith(`${base}/compose`))
      history.pushState(location.pathname, '', `${base}/compose/${csid}`);
  },
  hidden() {
    const before: unknown = history.state;
    const path = typeof before === 'string' ? before : `${base}/folders/${folderId}`;
    if (location.pathname.startsWith(`${base}/compose`)) history.replaceState(null, '', path);
    void route();
  },
};

function compose(start: ComposeStart): void {
  startCompose(app, composeHost, start);
}

async function openDraft(message: PageMessage): Promise<void> {
  await loadBodies([message.id]);
  compose({ kind: 'draft', message: store.messages.get(message.id) ?? message });
}

function go(path: string): void {
  if (location.pathname !== path) history.pushState(null, '', path);
  void route();
}

function draw(): void {
  const rows = store.list(folderId) ?? [];
  list.show(rows, reader?.conversationId);
  shell.drawFolders([...store.folders.values()], folderId);
  reader?.update();
}

const folderOf = (id: string): { id: string; acctId: string } => ({ id, acctId: acctIds.get(id) ?? '1' });

function takeFolders(answer: unknown): void {
  store.take(answer);
  const found = (answer as { folders?: { id: string; acctId: string }[] } | undefined)?.folders ?? [];
  for (const one of found) acctIds.set(one.id, one.acctId);
}

async function loadList(id: string): Promise<void> {
  const requests = [listRequest(api.mailbox, folderOf(id)), unseenRequest(api.mailbox, id)];
  const answers = await api.batch('folderChange.getList', requests, { scripted: false });
  store.setList(id, store.take(answers.get('GetMessageGroupList')?.result));
}

async function loadBodies(mids: string[]): Promise<void> {
  const missing = mids.filter((mid) => store.messages.get(mid)?.html === undefined);
  if (missing.length === 0) return;
  const requests = missing.map((mid) => bodyRequest(api.mailbox, mid));
  const answers = await api.batch('messages.getBody', requests, { scripted: false });
  for (const mid of missing) {
    const result = answers.get(`GetSimpleBody_${mid}`)?.result as { simpleBody?: { html?: string } } | undefined;
    store.setBody(mid, result?.simpleBody?.html ?? '');
  }
}

async function markRead(messages: PageMessage[], scripted: boolean): Promise<void> {
  const unread = messages.filter((one) => !one.read).map((one) => one.id);
  if (unread.length === 0) return;
  await api.batch('messages.readFlagUpdate', [readRequest(api.mailbox, unread)], { scripted });
  for (const mid of unread) {
    const message = store.messages.get(mid);
    if (message) message.read = true;
  }
}

async function loadConversation(conversationId: string): Promise<void> {
  const mids = store.messageIds(conversationId);
  const answers = await api.batch('conversations.getMessages', [messagesRequest(api.mailbox, mids)], {
    scripted: false,
  });
  store.take(answers.get('GetMessages')?.result);
}

async function expand(messages: PageMessage[], scripted: boolean): Promise<void> {
  for (const one of messages) expanded.add(one.id);
  await loadBodies(messages.map((one) => one.id));
  await markRead(messages, scripted);
  draw();
}

async function showConversation(message: PageMessage, scripted: boolean): Promise<void> {
  const { conversationId } = message;
  await loadConversation(conversationId);
  const all = store.conversation(conversationId).filter((one) => !one.folderTypes.includes('DRAFT'));
  const open = all.filter((one, place) => !one.read || place === all.length - 1 || one.id === message.id);
  const view = createReaderView(app, conversationId, {
    expand: (one) => void expand([one], isScripted()).catch(app.failed),
    back: () => go(`${base}/folders/${folderId}`),
    isExpanded: (one) => expanded.has(one.id),
  });
  reader = view;
  shell.readerPlace.replaceChildren(view.element);
  await expand(open, scripted);
  if (reader === view) shell.look('reader');
}

async function route(): Promise<void> {
  const scripted = isScripted();
  const [, folder = '1', mid] = /\/folders\/([^/]+)(?:\/messages\/([^/]+))?/.exec(location.pathname) ?? [];
  if (location.pathname.startsWith(`${base}/compose`)) return;
  folderId = folder;
  try {
    if (!store.list(folderId)) await loadList(folderId);
    let message = mid ? store.messages.get(mid) : undefined;
    if (mid && !message) {
      const answers = await api.batch('messages.get', [messagesRequest(api.mailbox, [mid])], { scripted: false });
      store.take(answers.get('GetMessages')?.result);
      message = store.messages.get(mid);
    }
    if (message) await showConversation(message, scripted);
    else {
      reader = undefined;
      shell.look('list');
    }
  } catch (error) {
    app.failed(error);
  }
  draw();
}

/** Asks what changed, and for the list alone where something did. */
async function lookForNews(): Promise<void> {
  const before = new Map([...store.folders].map(([id, folder]) => [id, folder.highestModSeq]));
  const answers = await api.batch('mailbox.sync', [foldersRequest(api.mailbox)], { scripted: false });
  takeFolders(answers.get('GetFolders')?.result);
  const changed = [...store.folders]
    .filter(([id, folder]) => before.get(id) !== folder.highestModSeq)
    .map(([id]) => id);
  if (changed.length === 0) return;
  if (changed.includes(folderId)) await loadList(folderId);
  for (const id of changed) if (id !== folderId && store.list(id)) await loadList(id);
  if (reader) {
    await loadConversation(reader.conversationId);
    const messages = store.conversation(reader.conversationId).filter((one) => expanded.has(one.id));
    await loadBodies(messages.map((one) => one.id));
  }
  draw();
}

async function poll(): Promise<void> {
  try {
    await lookForNews();
  } catch (error) {
    if (error instanceof SignedOut) {
      shell.signedOut();
      return;
    }
  }
  setTimeout(() => void poll(), behaviour.pollMs);
}

async function launch(): Promise<void> {
  if (boot.list) {
    takeFolders({ folders: boot.folderList });
    store.setList(boot.list.folderId, store.take(boot.list.result));
  }
  const requests = [accountsRequest(api.mailbox), foldersRequest(api.mailbox)];
  const answers = await api.batch('launch.skeleton', requests, { scripted: false });
  takeFolders(answers.get('GetFolders')?.result);
  const result = answers.get('GetAccounts')?.result as {
    accounts?: { email: string; sendingName: string; type: string }[];
  };
  const others = (result.accounts ?? []).slice(1).map((one): Person => ({ email: one.email, name: one.sendingName }));
  app.senders.push(...others);
  if (behaviour.firstList === 'bootstrap-and-call') await loadList(boot.list?.folderId ?? '1');
}

if (behaviour.telemetry) {
  for (const host of ['udc.yahoo.com', 'geo.yahoo.com']) navigator.sendBeacon(`https://${host}/p?t=0`, 'x');
}
// A message being written is not opened again by its address; its draft waits in the folder.
if (location.pathname.startsWith(`${base}/compose`)) history.replaceState(null, '', `${base}/folders/${folderId}`);
document.body.append(...shell.elements, ...toastElements);
shell.look('list');
draw();
addEventListener('popstate', () => void route());
await launch().catch(app.failed);
await route();
document.documentElement.setAttribute('data-stand-in', 'ready');
setTimeout(() => void poll(), behaviour.pollMs);
