import { button, h } from '../../gmail/page/dom.ts';
import type { Notice } from './app.ts';
import type { Texts } from './texts.ts';

const LIFE_MS = 8000;

/** The bar that says what became of a message. */
export function createNotice(texts: Texts): { element: HTMLElement; notice: Notice } {
  const element = h('div', { 'data-stand-in': 'notice', 'data-number': 0, role: 'status', hidden: true });
  let timer = 0;
  let number = 0;
  return {
    element,
    notice: {
      say(text, undo) {
        number += 1;
        element.replaceChildren(h('span', {}, text));
        if (undo) element.append(button({ 'data-stand-in': 'undo' }, texts.undo, undo));
        element.hidden = false;
        element.setAttribute('data-number', String(number));
        clearTimeout(timer);
        timer = window.setTimeout(() => {
          element.replaceChildren();
          element.hidden = true;
        }, LIFE_MS);
      },
    },
  };
}
