import { button, h } from '../../gmail/page/dom.ts';

export type Saying = 'sending' | 'sent' | 'undone' | 'failed';

/** A short word to the person at the foot of the page. */
export interface Toast {
  element: HTMLElement;
  say(what: Saying, text: string, act?: string, use?: () => void): void;
}

export function createToast(): Toast {
  const element = h('div', { role: 'status', class: 'toast', 'data-number': 0 });
  let number = 0;
  return {
    element,
    say(what, text, act, use) {
      number += 1;
      element.setAttribute('data-number', String(number));
      element.setAttribute('data-say', what);
      element.replaceChildren(h('span', {}, text), ...(act && use ? [button({ 'data-do': 'undo' }, act, use)] : []));
    },
  };
}
