import { h, onUse } from '../../gmail/page/dom.ts';
import type { App } from './app.ts';
import type { Person } from './store.ts';

export interface RecipientWell {
  readonly element: HTMLElement;
  people(): Person[];
  /** Turns what was typed into people, as leaving the field does. */
  finish(): void;
  set(people: Person[]): void;
  focus(): void;
}

/** Reads `Name <a@b.example>; c@d.example`. */
function parsePeople(text: string): Person[] {
  return text
    .split(/[,;\n]+/)
    .map((one) => one.replaceAll('\u00a0', ' ').trim())
    .filter((one) => one !== '')
    .map((one) => {
      const named = /^"?([^"<]*)"?\s*<([^>]+)>$/.exec(one);
      return named ? { name: (named[1] ?? '').trim(), email: named[2] ?? '' } : { name: '', email: one };
    });
}

interface Parts {
  app: App;
  kind: 'to' | 'cc' | 'bcc';
  changed(): void;
}

function row(app: App, kind: Parts['kind'], ...children: HTMLElement[]): HTMLElement {
  return h('div', { class: 'stand-in-well' }, h('span', { class: 'stand-in-label' }, app.texts[kind]), ...children);
}

function listen(field: HTMLElement, take: () => void, changed: () => void): void {
  field.addEventListener('blur', take);
  onUse(field, 'input', changed);
  onUse(field, 'keydown', (event) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    take();
  });
}

/** The newer client's field: an editable place in which people stand as pills among what is typed. */
export function createPillWell({ app, kind, changed }: Parts): RecipientWell {
  const field = h('div', { ...app.anchors.well(kind), 'data-stand-in': kind, class: 'stand-in-field' });
  const known = new Map<Element, Person>();
  const pill = (one: Person): HTMLElement => {
    const made = h(
      'span',
      { ...app.anchors.person(), contenteditable: 'false', class: 'stand-in-pill' },
      one.name || one.email,
    );
    known.set(made, one);
    return made;
  };
  const standing = (): Person[] => [...field.children].flatMap((one) => known.get(one) ?? []);
  const typed = (): Person[] =>
    [...field.childNodes].flatMap((node) =>
      node instanceof Element && known.has(node) ? [] : parsePeople(node.textContent ?? ''),
    );
  const set = (people: Person[]): void => field.replaceChildren(...people.map(pill));
  const take = (): void => {
    if (typed().length === 0) return;
    set([...standing(), ...typed()]);
    changed();
  };
  listen(field, take, changed);
  return { element: row(app, kind, field), people: standing, finish: take, set, focus: () => field.focus() };
}

/** The older client's field: an input beside the people it took. */
export function createInputWell({ app, kind, changed }: Parts): RecipientWell {
  const field = h('input', {
    ...app.anchors.well(kind),
    'data-stand-in': kind,
    class: 'stand-in-field',
    autocomplete: 'off',
  });
  const pills = h('span', {});
  let people: Person[] = [];
  const set = (given: Person[]): void => {
    people = given;
    pills.replaceChildren(
      ...people.map((one) => h('span', { ...app.anchors.person(), class: 'stand-in-pill' }, one.name || one.email)),
    );
  };
  const take = (): void => {
    const typed = parsePeople(field.value);
    if (typed.length === 0) return;
    field.value = '';
    set([...people, ...typed]);
    changed();
  };
  listen(field, take, changed);
  return { element: row(app, kind, pills, field), people: () => people, finish: take, set, focus: () => field.focus() };
}
