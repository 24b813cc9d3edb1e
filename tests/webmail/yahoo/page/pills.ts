import { onUse } from '../../gmail/page/dom.ts';
import type { Make } from './make.ts';
import type { Person } from './store.ts';

export interface PillsField {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  /** The pills; what is still being typed is nobody yet. */
  people(): Person[];
  /** Turns what was typed into pills, as leaving the field does. */
  finish(): void;
  set(people: Person[]): void;
}

/** Reads `Name <a@b.example>, c@d.example`. */
function parsePeople(text: string): Person[] {
  return text
    .split(/[,;\n]+(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => {
      const named = /^"?([^"<]*)"?\s*<([^>]+)>$/.exec(one);
      return named ? { name: (named[1] ?? '').trim(), email: named[2] ?? '' } : { name: '', email: one };
    });
}

/** A field of recipients. A pill shows the name; its `title` holds the address. */
export function createPills(make: Make, kind: 'to' | 'cc' | 'bcc', label: string, changed: () => void): PillsField {
  const input = make('input', {
    type: 'text',
    id: `message-${kind}-field`,
    class: `input-${kind} si-input`,
    'aria-label': label,
    autocomplete: 'off',
  });
  const typing = make('li', { class: 'si-typing' }, input);
  const list = make('ul', { class: 'pill-list si-pills', 'data-test-id': 'recipient-input' }, typing);
  const element = make(
    'div',
    { 'data-test-id': `container-${kind}`, 'data-stand-in': kind, class: 'si-field' },
    make('label', { for: `message-${kind}-field` }, label),
    list,
  );
  let people: Person[] = [];

  const draw = (): void => {
    const pills = people.map((one) => {
      const gone = make('button', { type: 'button', tabindex: -1, class: 'si-gone', 'aria-label': '×' }, '×');
      onUse(gone, 'click', () => {
        people = people.filter((other) => other !== one);
        draw();
        changed();
      });
      const title = one.name ? `${one.name} <${one.email}>` : one.email;
      const text = make('span', { 'data-test-id': 'pill-text' }, one.name || one.email);
      return make(
        'li',
        { class: 'pill-container' },
        make('div', { 'data-test-id': 'pill', title, class: 'si-pill' }, text, gone),
      );
    });
    list.replaceChildren(...pills, typing);
  };
  const take = (): void => {
    const typed = parsePeople(input.value);
    if (typed.length === 0) return;
    people = [...people, ...typed];
    input.value = '';
    draw();
    changed();
  };
  input.addEventListener('blur', take);
  onUse(input, 'keydown', (event) => {
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ',' || event.key === ';') {
      event.preventDefault();
      take();
      input.focus();
    }
  });
  return {
    element,
    input,
    people: () => people,
    finish: take,
    set(given) {
      people = given;
      draw();
    },
  };
}
