import { h, onUse } from '../../gmail/page/dom.ts';
import type { App } from './app.ts';
import type { Row } from './store.ts';
import { shownDate } from './texts.ts';

const ROW_PX = 72;
/** Rows drawn above and below what is in view. */
const MARGIN = 2;

export interface ListView {
  readonly element: HTMLElement;
  show(rows: Row[], selected: string | undefined): void;
}

/** Only the rows in view exist, and they are drawn in a visible tab alone. */
export function createListView(app: App, open: (row: Row) => void): ListView {
  const { anchors, texts, config } = app;
  const { locale } = config.behaviour;
  const inner = h('div', { ...anchors.list(0), class: 'stand-in-rows' });
  const empty = h('div', { class: 'stand-in-empty' }, texts.empty);
  const isNamed = config.behaviour.anchors === 'usual' && config.flavour !== 'on-premises';
  const element = h(
    'div',
    {
      class: 'stand-in-list',
      'data-stand-in': 'list',
      ...(isNamed ? { id: 'MailList', 'data-app-section': 'MessageList' } : {}),
    },
    inner,
    empty,
  );
  let rows: Row[] = [];
  let selected: string | undefined;
  let drawn = '';

  function line(row: Row, place: number): HTMLElement {
    const made = h(
      'div',
      {
        ...anchors.row(row, row.key === selected, rows.length),
        'data-stand-in': 'row',
        'data-unread': row.isUnread ? 'yes' : 'no',
        style: `top:${place * ROW_PX}px;height:${ROW_PX}px`,
      },
      h('span', { class: 'stand-in-face', 'aria-hidden': 'true' }, (row.senders[0] ?? '?').slice(0, 1).toUpperCase()),
      h(
        'div',
        { class: 'stand-in-line' },
        h('div', { class: 'stand-in-senders' }, row.senders.join(', '), row.count > 1 ? ` (${row.count})` : null),
        h('div', { class: 'stand-in-subject', 'data-stand-in': 'row-subject' }, row.subject),
        h('div', { class: 'stand-in-preview' }, row.preview),
      ),
      h('span', { class: 'stand-in-date' }, shownDate(locale, row.date)),
    );
    if (row.key === selected) made.classList.add('stand-in-selected');
    onUse(made, 'click', () => open(row));
    return made;
  }

  function draw(): void {
    if (document.visibilityState !== 'visible') return;
    const from = Math.max(0, Math.floor(element.scrollTop / ROW_PX) - MARGIN);
    const to = Math.min(rows.length, Math.ceil((element.scrollTop + (element.clientHeight || 600)) / ROW_PX) + MARGIN);
    const mark = JSON.stringify([from, to, selected, rows.slice(from, to)]);
    if (mark === drawn) return;
    drawn = mark;
    inner.style.height = `${rows.length * ROW_PX}px`;
    inner.replaceChildren(...rows.slice(from, to).map((row, index) => line(row, from + index)));
    empty.hidden = rows.length > 0;
  }
  element.addEventListener('scroll', draw);
  document.addEventListener('visibilitychange', draw);
  window.addEventListener('resize', draw);

  return {
    element,
    show(given, key) {
      rows = given;
      selected = key;
      draw();
    },
  };
}
