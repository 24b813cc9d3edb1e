import { h, nextId, onUse } from './dom.ts';
import type { Person } from './store.ts';
import type { Texts } from './texts.ts';

export interface ChipsField {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  /** The chips; what is still being typed is nobody yet. */
  people(): Person[];
  /** Turns what was typed into chips, as leaving the field does. */
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

export function createChips(name: 'to' | 'cc' | 'bcc', texts: Texts, changed: () => void): ChipsField {
  const box = h('div', { role: 'listbox', 'aria-multiselectable': 'true', class: 'stand-in-chips' });
  const input = h('input', {
    type: 'text',
    class: 'agP aFw',
    'aria-label': texts[name],
    id: nextId(),
    autocomplete: 'off',
    role: 'combobox',
    'aria-expanded': 'false',
  });
  const element = h('div', { class: 'anm', name }, h('span', { class: 'stand-in-label' }, texts[name]), box, input);
  let people: Person[] = [];

  const draw = (): void => {
    box.replaceChildren(
      ...people.map((one) => {
        const gone = h('span', { class: 'stand-in-gone', 'aria-hidden': 'true' }, '×');
        const chip = h(
          'div',
          {
            role: 'option',
            class: 'stand-in-chip',
            'data-hovercard-id': one.email,
            'data-name': one.name || one.email,
          },
          one.name || one.email,
          gone,
        );
        onUse(gone, 'click', () => {
          people = people.filter((other) => other !== one);
          draw();
          changed();
        });
        return chip;
      }),
    );
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
    } else if (event.key === 'Backspace' && input.value === '' && people.length > 0) {
      people = people.slice(0, -1);
      draw();
      changed();
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
