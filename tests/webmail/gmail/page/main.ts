import { type App, type ComposeStart, tokenName } from './app.ts';
import { openComposes, startCompose } from './compose-view.ts';
import type { PageConfig } from './config.ts';
import { type ConversationView, createConversationView } from './conversation-view.ts';
import { isScripted, show, takeNames } from './dom.ts';
import { createListView, type ListView, type Row } from './list-view.ts';
import { changesRequest, labelChange } from './operations.ts';
import { FOLDERS, type Place, placeOf, queryOf } from './place.ts';
import { createShell } from './shell.ts';
import { createStore, type PageMessage, type PageThread } from './store.ts';
import { createSync, SignedOut } from './sync.ts';
import { textsFor } from './texts.ts';
import { createToast } from './toast.ts';
import { encodeToken } from './token.ts';
import { fromUnknownForm } from './unknown-form.ts';
import { fromWire, listAt, textAt, tuple } from './wire.ts';

const config: PageConfig = JSON.parse(document.getElementById('stand-in-page')?.textContent ?? '{}');
const { behaviour } = config;
takeNames(behaviour.anchors);
const texts = textsFor(behaviour.locale);
const store = createStore(config.history);
const sync = createSync(config);
const { element: toastElement, toast } = createToast(texts);
const lists = new Map<string, { view: ListView; main: HTMLElement }>();
const conversations = new Map<string, { view: ConversationView; main: HTMLElement }>();
let place: Place = { list: 'inbox' };
let searchIds: string[] = [];

const app: App = {
  config,
  texts,
  store,
  sync,
  toast,
  open(thread, message) {
    const token = encodeToken(tokenName(thread, behaviour.conversationView ? undefined : message));
    location.hash = `${place.list}/${token}`;
  },
  compose: (start: ComposeStart) => startCompose(app, start, showComposesInAddress),
  async changeLabels(thread, ids, added, removed, scripted = isScripted()) {
    const request = changesRequest([labelChange(thread.id, ids, added, removed)], store.history, Date.now());
    app.take(await sync.ask('s', request, scripted));
  },
  take(answer) {
    store.takeChanges(answer);
    draw();
  },
  failed(error) {
    if (error instanceof SignedOut) shell.signedOut();
    else toast.say(texts.failed);
  },
};
const shell = createShell(app, {
  go: (hash) => {
    location.hash = hash;
  },
  compose: () => app.compose({ kind: 'new' }),
});

function showComposesInAddress(): void {
  const base = location.hash.split('?')[0] || '#inbox';
  const tokens = [...openComposes].map((one) => one.token());
  history.replaceState(history.state, '', base + (tokens.length > 0 ? `?compose=${tokens.join(',')}` : ''));
}

function rowsFor(list: string): Row[] {
  const wanted = FOLDERS[list];
  const fits = (message: PageMessage): boolean =>
    wanted ? wanted(message.labels) : message.labels.has(list.replace('label/', ''));
  const threads = list.startsWith('search/')
    ? searchIds.flatMap((id) => store.threads.get(id) ?? [])
    : [...store.threads.values()].filter((thread) => thread.messages.some(fits));
  const rows: Row[] = behaviour.conversationView
    ? threads.map((thread) => ({ thread }))
    : threads.flatMap((thread) =>
        thread.messages
          .filter((one) => list.startsWith('search/') || fits(one))
          .map((message) => ({ thread, message })),
      );
  const newest = (row: Row): number => (row.message ?? row.thread.messages.at(-1))?.internalMs ?? 0;
  return rows.sort((a, b) => newest(b) - newest(a));
}

function unreadCount(): number {
  return [...store.threads.values()].filter((one) => one.messages.some((m) => m.labels.has('^i') && m.labels.has('^u')))
    .length;
}

function draw(): void {
  lists.get(place.list)?.view.show(rowsFor(place.list));
  for (const { view } of conversations.values()) {
    const thread = store.threads.get(view.thread.id);
    if (
      thread &&
      thread !== view.thread &&
      thread.messages.every((one) => one.html !== undefined || one.labels.has('^r'))
    )
      view.update(thread);
    else if (thread && thread !== view.thread) void refresh(view, thread);
  }
  shell.setUnread(unreadCount(), place.list);
}

async function refresh(view: ConversationView, thread: PageThread): Promise<void> {
  await loadFull(thread).catch(app.failed);
  view.update(store.threads.get(thread.id) ?? thread);
}

async function loadFull(thread: PageThread, message?: PageMessage): Promise<void> {
  const missing = (message ? [message] : thread.messages).filter((one) => one.html === undefined);
  if (missing.length === 0) return;
  const whole = !message && missing.length === thread.messages.length;
  const body = whole
    ? tuple({ 0: [tuple({ 0: thread.id, 1: 1 })], 1: 2 })
    : tuple({ 0: [tuple({ 0: thread.id, 2: missing.map((one) => one.id) })], 1: 1 });
  store.takeFull(await sync.ask('fd', body));
}

async function loadList(list: string): Promise<void> {
  const inner = tuple({ 0: list.startsWith('search/') ? 79 : 49, 1: 50, 3: queryOf(list), 9: 0 });
  const answer = await sync.ask('bv', tuple({ 0: tuple({ 0: inner }) }));
  store.takeList(answer);
  if (list.startsWith('search/')) searchIds = listAt(answer, 2).map((row) => textAt(row, 0, 3));
}

function onlyShown(main: HTMLElement): void {
  for (const { main: one } of [...lists.values(), ...conversations.values()]) show(one, one === main);
}

async function showList(list: string): Promise<HTMLElement> {
  let made = lists.get(list);
  if (!made) {
    const view = createListView(app);
    made = { view, main: shell.addMain(view.element) };
    lists.set(list, made);
    if (list !== 'inbox' || store.threads.size === 0) await loadList(list).catch(app.failed);
  } else if (list.startsWith('search/')) await loadList(list).catch(app.failed);
  made.view.show(rowsFor(list));
  return made.main;
}

async function showConversation(thread: PageThread, message: PageMessage | undefined): Promise<void> {
  const scripted = isScripted();
  const key = tokenName(thread, message);
  await loadFull(thread, message).catch(app.failed);
  const current = store.threads.get(thread.id) ?? thread;
  const known = conversations.get(key);
  const view = known?.view ?? createConversationView(app, current, message);
  if (known) view.update(current);
  if (behaviour.pane !== 'none') {
    const listMain = await showList(place.list);
    shell.fillPane(listMain, view.element, behaviour.pane);
    conversations.clear();
    conversations.set(key, { view, main: listMain });
    onlyShown(listMain);
  } else {
    const main = known?.main ?? shell.addMain(view.element);
    conversations.set(key, { view, main });
    onlyShown(main);
  }
  const unread = (message ? [message] : current.messages).filter((one) => one.labels.has('^u'));
  if (unread.length > 0)
    await app
      .changeLabels(
        current,
        unread.map((one) => one.id),
        ['^io_lr', '^o'],
        ['^u', '^us'],
        scripted,
      )
      .catch(app.failed);
}

async function findThread(place: Place): Promise<PageThread | undefined> {
  const fits = (thread: PageThread): boolean => thread.id === place.threadId || thread.legacyHex === place.threadId;
  const known = [...store.threads.values()].find(fits);
  if (known || !place.threadId) return known;
  await loadList('all').catch(app.failed);
  return [...store.threads.values()].find(fits);
}

async function route(): Promise<void> {
  place = placeOf(location.hash);
  const thread = await findThread(place);
  const message = place.messageId ? thread?.messages.find((one) => one.id === place.messageId) : undefined;
  if (!thread) {
    const main = await showList(place.list);
    shell.emptyPane(main);
    if (behaviour.pane !== 'none') conversations.clear();
    onlyShown(main);
  } else if (thread.messages.every((one) => one.labels.has('^r'))) {
    onlyShown(await showList(place.list));
    const draft = message ?? thread.messages.at(-1);
    await loadFull(thread).catch(app.failed);
    if (draft) app.compose({ kind: 'draft', thread, message: draft });
    history.replaceState(null, '', `#${place.list}`);
  } else await showConversation(thread, message);
  shell.setUnread(unreadCount(), place.list);
}

async function poll(): Promise<void> {
  try {
    const request = changesRequest([], store.history, Date.now());
    const before = store.history;
    const answer = await sync.ask('s', request, false);
    store.takeChanges(answer);
    if (store.history !== before) draw();
    shell.online(true);
  } catch (error) {
    if (error instanceof SignedOut) {
      shell.signedOut();
      return;
    }
    shell.online(false);
  }
  setTimeout(() => void poll(), behaviour.pollMs);
}

function takeEmbedded(): void {
  const page = window as { _GM_data?: Record<string, unknown[][]>; firstData?: string };
  const unknown = page.firstData && JSON.parse(fromUnknownForm(page.firstData));
  const data: Record<string, unknown[][]> = unknown ?? page._GM_data ?? {};
  const read = (key: string): unknown => fromWire(JSON.parse(String(data[key]?.[0]?.[2] ?? '[]')));
  for (const item of listAt(read('a6jdv'), 0, 0)) store.addThread(listAt(item)[4]);
  for (const item of listAt(read('Cl6csf'), 1)) store.addThread(listAt(item)[1]);
}

takeEmbedded();
document.getElementById('loading')?.remove();
document.body.append(...shell.elements, toastElement);
addEventListener('hashchange', () => void route());
const popOut = new URLSearchParams(location.search);
const inWindow = popOut.get('view') === 'btop';
if (inWindow && popOut.has('th')) {
  const named = popOut.get('th') ?? '';
  place = { list: 'all', threadId: named.startsWith('#') ? named.slice(1) : named };
  const thread = await findThread(place);
  if (thread) await showConversation(thread, undefined);
} else {
  await route();
  if (inWindow) app.compose({ kind: 'new' });
}
document.documentElement.setAttribute('data-stand-in', 'ready');
setTimeout(() => void poll(), behaviour.pollMs);
