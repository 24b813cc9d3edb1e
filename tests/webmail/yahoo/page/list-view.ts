import { onUse, show } from '../../gmail/page/dom.ts';
import { type App, shownName } from './app.ts';
import type { PageMessage } from './store.ts';
import { shownDate } from './texts.ts';

export interface ListView {
  readonly element: HTMLElement;
  show(rows: PageMessage[], activeConversation: string | undefined): void;
}

type Line =
  | { kind: 'row'; message: PageMessage }
  | { kind: 'separator'; text: string }
  | { kind: 'advert'; place: number };

interface Slot {
  item: HTMLLIElement;
  line?: Line;
}

const LINE_PX = 48;
const SPARE_LINES = 4;
const DAY_SECONDS = 86_400;
const ADVERT_EVERY = 3;

let opaque = 0;

/**
 * The list draws only the lines in view. Each stands alone in its `li`, and the `li`s are used again for other lines
 * while the list is scrolled.
 */
export function createListView(app: App): ListView {
  const { config, texts, make, store } = app;
  const { behaviour } = config;
  const list = make('ul', { role: 'list', class: 'si-rows' });
  const container = make('div', { 'data-test-id': 'virtual-list-container' }, list);
  const scroller = make('div', { 'data-test-id': 'virtual-list', class: 'si-list' }, container);
  const empty = make('p', { class: 'si-empty' }, texts.empty);
  const element = make(
    'div',
    { 'data-test-id': 'message-list', class: 'si-list-pane', 'data-stand-in': 'list' },
    empty,
    scroller,
  );
  const slots: Slot[] = [];
  const suffixes = new Map<string, string>();
  let lines: Line[] = [];
  let active: string | undefined;

  const opaqueOf = (message: PageMessage): string => {
    const known = suffixes.get(message.id);
    if (known) return known;
    opaque += 1;
    const made = `${Math.floor(opaque / 10)}${opaque % 10}_${opaque}`;
    suffixes.set(message.id, made);
    return made;
  };
  const suffixOf = (message: PageMessage): string => (behaviour.rowSuffix === 'mid' ? message.id : opaqueOf(message));

  function rowOf(message: PageMessage): HTMLElement {
    const suffix = suffixOf(message);
    const all = store.conversation(message.conversationId);
    const isOut = message.folderTypes.some((type) => type === 'SENT' || type === 'DRAFT');
    const party = isOut ? message.to : message.from;
    const unread = !message.read;
    const subject = message.subject || texts.noSubject;
    const isLink = behaviour.rowTag === 'a' || (behaviour.rowTag === 'by-client' && config.client === 'norrin');
    const older = behaviour.rowWrapper === 'older';
    const row = make(
      isLink || older ? 'a' : 'div',
      {
        'data-test-id': 'message-list-item',
        'data-stand-in': 'row',
        'data-stand-in-row': opaqueOf(message),
        'data-test-read': String(message.read),
        'data-test-active': String(message.conversationId === active),
        ...(behaviour.rowMid === 'shown' ? { 'data-test-mid': message.id } : {}),
        ...(isLink ? { href: `${config.base}/folders/${message.folderId}/messages/${message.id}` } : { tabindex: 0 }),
        ...(older ? { role: 'article' } : {}),
        class: 'si-row',
        'aria-labelledby': `${unread ? `unread-message-status-${suffix} ` : ''}email-sender-${suffix} email-subject-${suffix}`,
      },
      make('button', { type: 'button', role: 'checkbox', 'aria-checked': 'false', tabindex: -1, class: 'si-check' }),
      unread ? make('span', { id: `unread-message-status-${suffix}`, class: 'si-live' }, texts.unread) : null,
      make(
        'span',
        { id: `email-sender-${suffix}`, title: party[0]?.email ?? '', class: 'si-sender' },
        party.map(shownName).join(', '),
      ),
      all.length > 1 ? make('span', { class: 'si-count' }, String(all.length)) : null,
      make(
        'span',
        { class: 'sr-only si-live', id: `email-subject-snippet-${suffix}` },
        `${subject} ${message.snippet}`,
      ),
      make('span', { id: `email-subject-${suffix}`, title: subject, class: 'si-subject' }, subject),
      make('div', { id: `email-snippet-${suffix}`, class: 'si-snippet' }, message.snippet),
      make('time', { class: 'si-date' }, shownDate(behaviour.locale, message.date)),
    );
    onUse(row, 'click', (event) => {
      event.preventDefault();
      app.open(message);
    });
    return row;
  }

  function advertOf(place: number): HTMLElement {
    return make(
      'div',
      { 'data-test-id': `pencil-ad-messageList-${place}`, class: 'si-advert' },
      make(
        'a',
        { href: 'https://api.taboola.com/1.2/json/click', title: 'offers@shop.example', rel: 'noopener' },
        texts.advert,
      ),
    );
  }

  function fill(slot: Slot, line: Line, place: number): void {
    slot.line = line;
    slot.item.style.top = `${place * LINE_PX}px`;
    const older = behaviour.rowWrapper === 'older' && line.kind === 'row';
    slot.item.replaceChildren(
      line.kind === 'row'
        ? rowOf(line.message)
        : line.kind === 'advert'
          ? advertOf(line.place)
          : make('div', { 'data-test-id': 'time-chunk-separator', class: 'si-separator' }, line.text),
    );
    if (behaviour.anchors === 'renamed') return;
    if (older) slot.item.setAttribute('data-test-id', 'infinite-scroll-ROW');
    else slot.item.removeAttribute('data-test-id');
  }

  function draw(): void {
    const height = scroller.clientHeight || window.innerHeight;
    const first = Math.max(0, Math.floor(scroller.scrollTop / LINE_PX) - SPARE_LINES);
    const count = Math.min(lines.length - first, Math.ceil(height / LINE_PX) + 2 * SPARE_LINES);
    while (slots.length < count) {
      const item = make('li', { class: 'si-line' });
      slots.push({ item });
      list.append(item);
    }
    slots.forEach((slot, number) => {
      const line = number < count ? lines[first + number] : undefined;
      show(slot.item, line !== undefined);
      if (line) fill(slot, line, first + number);
      else slot.item.replaceChildren();
    });
    container.style.height = `${lines.length * LINE_PX}px`;
  }

  function linesOf(rows: PageMessage[]): Line[] {
    const made: Line[] = [];
    let chunk = '';
    let adverts = 0;
    rows.forEach((message, place) => {
      const text = Date.now() / 1000 - message.date < DAY_SECONDS ? texts.today : texts.earlier;
      if (behaviour.separators && text !== chunk) made.push({ kind: 'separator', text });
      chunk = text;
      if (place % ADVERT_EVERY === 0 && adverts < behaviour.adverts) {
        adverts += 1;
        made.push({ kind: 'advert', place: adverts });
      }
      made.push({ kind: 'row', message });
    });
    return made;
  }

  scroller.addEventListener('scroll', draw);
  return {
    element,
    show(rows, activeConversation) {
      active = activeConversation;
      lines = linesOf(rows);
      show(empty, rows.length === 0);
      draw();
    },
  };
}
