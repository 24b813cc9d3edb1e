import { h, onUse } from '../../gmail/page/dom.ts';
import type { Digest } from './mail-service.ts';
import type { Texts } from './texts.ts';

export interface ListView {
  element: HTMLElement;
  show(folder: string, rows: readonly Digest[], lang: string): void;
}

/** The threads of a mailbox, by names and never by addresses. */
export function createListView(texts: Texts, open: (threadId: string) => void): ListView {
  const head = h('h2', { class: 'list-head' });
  const list = h('div', { role: 'listbox', class: 'rows' });

  return {
    element: h('section', { class: 'list' }, head, list),
    show(folder, rows, lang) {
      const unread = rows.filter((row) => !row.isSeen).length;
      head.textContent = `${texts.folders[folder] ?? folder} · ${rows.length} / ${unread}`;
      list.dataset.folder = folder;
      const made = rows.map((row) => {
        const element = h(
          'div',
          { role: 'option', tabindex: 0, class: row.isSeen ? 'row' : 'row unread', 'data-row': row.threadId },
          h('span', { class: 'names' }, row.senders.join(', ')),
          h('span', { class: 'subject' }, row.subject),
          h('span', { class: 'preview' }, `${row.hasFile ? '📎 ' : ''}${row.preview}`),
          h('span', { class: 'when' }, new Date(row.dateMs).toLocaleDateString(lang)),
        );
        onUse(element, 'click', () => open(row.threadId));
        return element;
      });
      list.replaceChildren(...made);
    },
  };
}
