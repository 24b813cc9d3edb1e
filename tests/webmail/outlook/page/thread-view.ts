import { button, h, onUse } from '../../gmail/page/dom.ts';
import type { App, ReplyKind } from './app.ts';
import { safeBody } from './safe-html.ts';
import type { PageItem, Person } from './store.ts';
import { shownDate, shownSize } from './texts.ts';

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** People of the same organisation are shown by name alone, all others with their address. */
export function shownPerson(app: App, one: Person): string {
  const isInternal = !one.email.includes('@') || domainOf(one.email) === domainOf(app.config.account);
  if (one.name === '' || one.name === one.email) return isInternal ? (one.email.split('@')[0] ?? '') : one.email;
  return isInternal ? one.name : `${one.name}<${one.email}>`;
}

let renders = 0;
/** Names a message in one rendering, and never again. */
const newToken = (): string => {
  renders += 1;
  return `${Math.floor(performance.now())}${renders}`;
};

function people(app: App, list: Person[]): HTMLElement {
  const { anchors } = app;
  const names = list.map((one) => h('span', anchors.person(), one.name || one.email));
  return h('div', { ...anchors.recipients(list), class: 'stand-in-people' }, ...names);
}

function filesOf(app: App, item: PageItem): HTMLElement | null {
  if (item.files.length === 0) return null;
  const { anchors } = app;
  const cards = item.files.map((file) =>
    h(
      'div',
      { ...anchors.file(), 'data-stand-in': 'file' },
      h('span', { title: file.name }, file.name),
      h('span', { title: shownSize(file.size) }, shownSize(file.size)),
    ),
  );
  return h('div', { ...anchors.files(), 'data-stand-in': 'files' }, ...cards);
}

function messageOf(app: App, item: PageItem): HTMLElement {
  const { anchors, texts, config } = app;
  const token = newToken();
  if (item.isDraft) {
    const isEditable = config.behaviour.anchors === 'usual' ? 'true' : true;
    const text = h('div', { contenteditable: isEditable, class: 'stand-in-body' });
    text.append(safeBody(item.html ?? ''));
    return h('div', { ...anchors.message(), 'data-stand-in': 'draft' }, h('div', {}, `[${texts.draft}]`), text);
  }
  const shown = shownPerson(app, item.from);
  const body = h('div', anchors.body());
  body.append(safeBody(item.html ?? ''));
  return h(
    'div',
    { ...anchors.message(), 'data-stand-in': 'message' },
    h(
      'div',
      { class: 'stand-in-head' },
      h('div', anchors.from(token), h('span', anchors.fromText(shown), shown)),
      h('span', { class: 'stand-in-date' }, shownDate(config.behaviour.locale, item.date)),
    ),
    h('span', { ...anchors.messageSubject(token), hidden: true }, item.subject),
    people(app, [...item.to, ...item.cc]),
    filesOf(app, item),
    h('div', { ...anchors.bodyRegion(), 'data-stand-in': 'body', class: 'stand-in-body' }, body),
  );
}

const ICONS: Record<ReplyKind, string> = {
  reply: 'ArrowReplyRegular',
  replyAll: 'ArrowReplyAllRegular',
  forward: 'ArrowForwardRegular',
};
const NAMES: Record<ReplyKind, string> = { reply: 'reply', replyAll: 'reply-all', forward: 'forward' };

/** An opened conversation, newest message first. */
export function drawThread(app: App, subject: string, items: PageItem[]): HTMLElement {
  const { anchors, texts } = app;
  const newest = items.find((item) => !item.isDraft);
  const act = (kind: ReplyKind): HTMLElement =>
    h(
      'button',
      { type: 'button', 'data-stand-in': NAMES[kind], 'aria-label': texts[kind] },
      h('i', anchors.button(ICONS[kind])),
      texts[kind],
    );
  const kinds: ReplyKind[] = ['reply', 'replyAll', 'forward'];
  const buttons = kinds.map((kind) => {
    const made = act(kind);
    onUse(made, 'click', () => newest && app.compose({ kind, item: newest }));
    return made;
  });
  // The words of a label stick to the subject's own.
  const label = button({ class: 'stand-in-summarise' }, texts.summarise, () => {});
  return h(
    'div',
    { class: 'stand-in-thread' },
    h(
      'div',
      { ...anchors.threadSubject(subject), class: 'stand-in-topic' },
      h('span', { 'data-stand-in': 'topic' }, subject),
      label,
    ),
    ...items.map((item) => messageOf(app, item)),
    h('div', { class: 'stand-in-actions' }, ...buttons),
  );
}
