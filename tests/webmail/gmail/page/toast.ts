import type { Toast } from './app.ts';
import { h, onUse, setNamed } from './dom.ts';
import type { Texts } from './texts.ts';

const LIFE_MS = 8000;

/** The bar that says what became of a message. Its links are known by id, in whatever language. */
export function createToast(texts: Texts): { element: HTMLElement; toast: Toast } {
  const element = h('div', { class: 'vh stand-in-toast', role: 'alert', style: 'display:none' });
  let timer = 0;
  let number = 0;

  const put = (...children: (Node | string)[]): void => {
    number += 1;
    element.replaceChildren(...children);
    element.style.display = '';
    element.setAttribute('data-number', String(number));
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      element.replaceChildren();
      element.style.display = 'none';
    }, LIFE_MS);
  };
  const link = (id: string, text: string, use: () => void): HTMLElement => {
    const made = h('span', { id, role: 'link', tabindex: 0, class: 'ag a8k' }, text);
    onUse(made, 'click', use);
    return made;
  };
  const words = (text: string): HTMLElement => h('span', { class: 'bAq' }, text);

  return {
    element,
    toast: {
      say: (text) => put(words(text)),
      sending: (undo) => put(words(texts.sending), link('link_undo', texts.undo, undo)),
      sent(messageId, view) {
        const made = link('link_vsm', texts.view, view);
        setNamed(made, 'param', `#${messageId}`);
        put(words(texts.sentToast), made);
      },
    },
  };
}
