import { anchorsFor } from './anchors.ts';
import type { App } from './app.ts';
import { causeNow, createClient, Refused, SignedOut } from './client.ts';
import { startCompose } from './compose.ts';
import type { ComposeForm } from './compose-form.ts';
import type { PageConfig } from './config.ts';
import { createListView } from './list-view.ts';
import { createMailModel } from './mail-model.ts';
import { createNotice } from './notice.ts';
import { createShell } from './shell.ts';
import { type FolderInfo, foldersOf, type Row } from './store.ts';
import { textsFor } from './texts.ts';
import { drawThread } from './thread-view.ts';
import { at } from './wire.ts';

const source = document.getElementById('stand-in-page');
const config: PageConfig = JSON.parse(source?.textContent ?? '{}');
// What proves the page's requests is for the page alone.
source?.remove();
const { behaviour } = config;
const texts = textsFor(behaviour.locale);
const isOld = config.flavour === 'on-premises';
const client = createClient(config);
const model = createMailModel(config, client);
const { element: noticeElement, notice } = createNotice(texts);
let role = 'inbox';
let selected: Row | undefined;
let folders: FolderInfo[] = [];
let drawn = '';

const app: App = {
  config,
  texts,
  anchors: anchorsFor(config, texts),
  client,
  notice,
  refresh: () => refresh(),
  failed(error) {
    if (error instanceof SignedOut) shell.signedOut();
    else if (!(error instanceof Refused)) notice.say(texts.trouble);
  },
  compose: (start) => startCompose(app, start, { show: showForm, hide: hideForm }),
};
const list = createListView(app, (row) => void openRow(row).catch(app.failed));
const shell = createShell(app, list.element, {
  go: (name) => void go(name).catch(app.failed),
  compose: () => app.compose({ kind: 'new' }),
});

function showForm(shown: ComposeForm): void {
  shell.writing.replaceChildren(shown.element);
}

function hideForm(hidden: ComposeForm): void {
  hidden.element.remove();
}

function drawPane(): void {
  const items = selected ? model.items(selected) : [];
  const mark = JSON.stringify([selected?.key, selected?.subject, items]);
  if (mark === drawn) return;
  drawn = mark;
  const content = selected && items.length > 0 ? drawThread(app, selected.subject, items) : texts.nothing;
  shell.reading.replaceChildren(content);
}

function draw(): void {
  list.show(model.rows(), selected?.key);
  shell.showFolders(folders, role);
}

function address(): string {
  const path = `/${role}${selected ? `/id/${encodeURIComponent(selected.key)}` : ''}`;
  return isOld ? `${config.mailBase}/#path=/mail${path}` : `${config.mailBase}${path}`;
}

async function openRow(row: Row): Promise<void> {
  const cause = causeNow();
  selected = row;
  history.pushState(null, '', address());
  list.show(model.rows(), row.key);
  await model.open(row);
  // The pane still shows what stood there before for a moment.
  if (selected === row) drawPane();
  await model.markRead(row, cause);
  draw();
  await model.prefetch(row);
}

async function go(name: string): Promise<void> {
  role = name;
  selected = undefined;
  history.pushState(null, '', address());
  drawPane();
  await model.loadList(role);
  draw();
}

async function refresh(): Promise<void> {
  await model.loadList(role);
  const key = selected?.key;
  const row = model.rows().find((one) => one.key === key);
  if (row && selected) {
    selected = row;
    await model.open(row);
    drawPane();
  }
  draw();
  if (behaviour.prefetch === 'all') await model.prefetch(undefined);
}

async function poll(): Promise<void> {
  try {
    await refresh();
  } catch (error) {
    if (error instanceof SignedOut) {
      shell.signedOut();
      return;
    }
  }
  setTimeout(() => void poll(), behaviour.pollMs);
}

function rememberAccount(): void {
  const key = `sessionTracking_${config.storeName}`;
  localStorage.setItem(key, JSON.stringify({ upn: config.account }));
  const signedIn = [{ sessionTrackingKey: key, lastActiveTime: Date.now() }];
  localStorage.setItem('sessionTracking_SignedInAccountList', JSON.stringify(signedIn));
}

/** The conversation named by the address, where the page was opened with one. */
function namedRow(): Row | undefined {
  const found = /\/id\/([^/?#]+)/.exec(isOld ? location.hash : location.pathname);
  const key = found ? decodeURIComponent(found[1] ?? '') : undefined;
  return model.rows().find((row) => row.key === key);
}

async function boot(): Promise<void> {
  if (!isOld) rememberAccount();
  const startup = await client.startup();
  folders = foldersOf(at(startup, 'findFolders', 'Body'));
  if (!(await model.takeFirst(startup))) await model.loadList(role);
  const row = namedRow();
  if (row) await openRow(row);
  else if (!isOld) history.replaceState(null, '', address());
}

document.getElementById('app')?.append(...shell.elements, noticeElement);
await boot().catch(app.failed);
draw();
drawPane();
document.documentElement.setAttribute('data-stand-in', 'ready');
await client.asides().catch(app.failed);
if (behaviour.prefetch === 'all') await model.prefetch(undefined).catch(app.failed);
setTimeout(() => void poll(), behaviour.pollMs);
