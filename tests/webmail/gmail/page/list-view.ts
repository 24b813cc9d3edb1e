import type { App } from './app.ts';
import { classOf, h, nextId, onUse, setNamed } from './dom.ts';
import type { PageMessage, PageThread } from './store.ts';
import { longDate, shortDate } from './texts.ts';

/** A line of a list: a conversation, or one message where conversations are off. */
export interface Row {
  thread: PageThread;
  message?: PageMessage;
}

export interface ListView {
  readonly element: HTMLElement;
  show(rows: Row[]): void;
}

interface Slot {
  lines: HTMLTableRowElement[];
  row?: Row;
}

const cell = (className: string, ...children: (Node | string | null)[]): HTMLTableCellElement =>
  h('td', { class: `xY ${className}` }, ...children);

/** Table rows are used again for whatever stands at their place, as in the real page. */
export function createListView(app: App): ListView {
  const { config, texts } = app;
  const { behaviour } = config;
  const body = h('tbody');
  const empty = h('div', { class: 'stand-in-empty' }, texts.empty);
  const element = h(
    'div',
    { class: 'stand-in-list', gh: 'tl' },
    h('table', { class: 'F cf zt', role: 'grid' }, body),
    empty,
  );
  const slots: Slot[] = [];
  const adverts: HTMLTableRowElement[] = Array.from({ length: behaviour.adverts }, () => advert());

  function advert(): HTMLTableRowElement {
    const mark = h('span', { class: 'am0 bvA' }, texts.advert);
    const sender = h('div', { class: 'yW' }, mark, h('span', { class: 'zF' }, texts.advertText));
    return h(
      'tr',
      { class: 'zA zE' },
      cell('PF'),
      cell('oZ-x3'),
      cell('apU'),
      cell('yX', sender),
      ...(behaviour.pane === 'vertical' ? [] : [cell('a4W')]),
      cell('yf'),
      cell('xW'),
    );
  }

  const sender = (message: PageMessage, unread: boolean): HTMLElement => {
    const own = message.from.email.toLowerCase() === config.account.toLowerCase();
    const name = own ? texts.me : message.from.name || message.from.email;
    return h('span', { class: unread ? 'zF' : 'yP', email: message.from.email, name }, name);
  };

  function sendersCell(row: Row, messages: PageMessage[], unread: boolean): HTMLTableCellElement {
    const last = messages.at(-1);
    const line = h('div', { class: 'yW', id: nextId() }, last ? sender(last, unread) : null);
    if (messages.some((one) => one.labels.has('^r'))) line.append(h('span', { class: 'boq' }, ` ${texts.draft}`));
    if (row.thread.messages.length > 1 && !row.message)
      line.append(' ', h('span', { class: 'bx0' }, String(row.thread.messages.length)));
    return cell('yX', line);
  }

  function subjectCell(row: Row, messages: PageMessage[]): HTMLTableCellElement {
    const last = messages.at(-1);
    const onlyDraft = messages.every((one) => one.labels.has('^r')) ? last : undefined;
    const suffix = row.message ? `|${row.message.id}` : '';
    const named = h(
      'span',
      {
        'data-thread-id': `#${row.thread.id}${suffix}`,
        'data-legacy-thread-id': row.thread.legacyHex,
        'data-legacy-last-message-id': last?.legacyHex,
        'data-legacy-last-non-draft-message-id': messages.findLast((one) => !one.labels.has('^r'))?.legacyHex,
        'data-standalone-draft-id': onlyDraft ? `#${onlyDraft.id}` : null,
      },
      row.message?.subject || row.thread.subject || texts.noSubject,
    );
    const subject = h('div', { class: 'y6' }, h('span', { class: 'bog', id: nextId() }, named));
    const snippet = h('span', { class: 'y2' }, ` - ${last?.snippet ?? ''}`);
    return cell('a4W', h('div', { class: 'xS', role: 'link' }, h('div', { class: 'xT' }, subject, snippet)));
  }

  function dateCell(last: PageMessage | undefined): HTMLTableCellElement {
    const ms = last?.internalMs ?? 0;
    const title = longDate(behaviour.locale, ms);
    return cell(
      'xW',
      h('span', { title, 'aria-label': title }, h('span', {}, shortDate(behaviour.locale, ms, Date.now()))),
    );
  }

  function fill(slot: Slot, row: Row): void {
    slot.row = row;
    const messages = row.message ? [row.message] : row.thread.messages;
    const last = messages.at(-1);
    const unread = messages.some((one) => one.labels.has('^u'));
    const files = messages.flatMap((one) => one.files).map((file) => file.name);
    const mark = files.length > 0 ? h('img', { class: 'yE', title: files.join(', '), alt: '' }) : null;
    const start = [
      cell('PF'),
      cell('oZ-x3 aid', h('div', { class: 'oZ-jc T-Jo', role: 'checkbox', 'aria-checked': 'false', tabindex: -1 })),
      cell('apU', h('span', { class: 'aXw T-KT' })),
    ];
    const [first, second] = slot.lines;
    if (!first) return;
    for (const line of slot.lines) setNamed(line, 'class', `zA ${unread ? 'zE' : 'yO'}${second ? ' apv' : ''}`);
    if (!second) {
      first.replaceChildren(
        ...start,
        sendersCell(row, messages, unread),
        subjectCell(row, messages),
        cell('yf', mark),
        dateCell(last),
      );
      return;
    }
    first.replaceChildren(...start, sendersCell(row, messages, unread), cell('yf', mark), dateCell(last));
    second.replaceChildren(subjectCell(row, messages));
    second.firstElementChild?.setAttribute('colspan', '6');
    second.classList.add(classOf('apw'));
  }

  function createSlot(): Slot {
    const count = behaviour.pane === 'vertical' ? 2 : 1;
    const lines = Array.from({ length: count }, () =>
      h('tr', { class: 'zA yO', role: 'row', tabindex: -1, id: nextId() }),
    );
    const slot: Slot = { lines };
    for (const line of lines) {
      onUse(line, 'click', () => {
        const { row } = slot;
        if (row) app.open(row.thread, row.message);
      });
    }
    return slot;
  }

  return {
    element,
    show(rows) {
      while (slots.length < rows.length) slots.push(createSlot());
      rows.forEach((row, place) => {
        const slot = slots[place];
        if (slot) fill(slot, row);
      });
      const lines = [...adverts, ...slots.slice(0, rows.length).flatMap((slot) => slot.lines)];
      if (lines.length !== body.children.length || lines.some((line, place) => body.children[place] !== line))
        body.replaceChildren(...lines);
      empty.style.display = rows.length > 0 ? 'none' : '';
    },
  };
}
