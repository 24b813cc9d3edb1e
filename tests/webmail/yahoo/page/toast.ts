import { onUse } from '../../gmail/page/dom.ts';
import type { Make } from './make.ts';
import type { Texts } from './texts.ts';

const LIFE_MS = 6000;

export interface Toast {
  say(text: string): void;
  /** A message is on its way and may be called back. */
  sending(undo: () => void): void;
}

/** The bar that says what became of a message, and the live region that says it to screen readers. */
export function createToast(make: Make, texts: Texts): { elements: HTMLElement[]; toast: Toast } {
  const box = make('div', { 'data-test-id': 'notifications', 'data-stand-in': 'toast', class: 'si-toast' });
  const live = make('div', { role: 'status', 'aria-live': 'polite', class: 'si-live' });
  let timer = 0;
  let number = 0;

  const put = (text: string, ...more: Node[]): void => {
    number += 1;
    box.replaceChildren(make('span', {}, text), ...more);
    box.setAttribute('data-stand-in-number', String(number));
    box.classList.add('si-shown');
    live.textContent = text;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      box.replaceChildren();
      box.classList.remove('si-shown');
    }, LIFE_MS);
  };

  return {
    elements: [box, live],
    toast: {
      say: (text) => put(text),
      sending(undo) {
        const link = make('button', { type: 'button', 'data-stand-in': 'undo' }, texts.undo);
        onUse(link, 'click', undo);
        put(texts.sending, link);
      },
    },
  };
}
