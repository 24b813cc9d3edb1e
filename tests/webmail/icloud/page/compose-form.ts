import { button, h, onUse } from '../../gmail/page/dom.ts';
import type { Identity } from './account.ts';
import type { Texts } from './texts.ts';

export interface AddressField {
  element: HTMLElement;
  /** What was put in, and what is still being typed. */
  addresses(): string[];
  add(address: string): void;
}

/** A field that makes a pill of each address once Enter or a comma is typed, or the field is left. */
export function createAddressField(name: string, label: string, changed: () => void): AddressField {
  const pills: string[] = [];
  const list = h('span', { class: 'pills' });
  const input = h('input', { name, 'aria-label': label, autocomplete: 'off' });
  const draw = (): void => {
    list.replaceChildren(
      ...pills.map((pill, place) => {
        const remove = button({ class: 'remove', 'aria-label': `${label}: −` }, '×', () => {
          pills.splice(place, 1);
          draw();
          changed();
        });
        return h('span', { class: 'pill' }, pill, remove);
      }),
    );
  };
  const add = (address: string): void => {
    pills.push(address);
    draw();
  };
  const take = (): void => {
    const typed = input.value.split(',').map((one) => one.trim());
    input.value = '';
    for (const one of typed) if (one !== '') add(one);
    changed();
  };
  onUse(input, 'keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ',') return;
    event.preventDefault();
    take();
  });
  onUse(input, 'blur', () => {
    if (input.value.trim() !== '') take();
  });
  return {
    element: h('label', { class: 'field' }, h('span', {}, label), list, input),
    addresses: () => [...pills, input.value.trim()].filter((one) => one !== ''),
    add,
  };
}

export interface ComposeActions {
  changed(): void;
  attach(files: File[]): void;
  send(): void;
  discard(): void;
  close(): void;
}

export interface ComposeForm {
  element: HTMLElement;
  to: AddressField;
  cc: AddressField;
  bcc: AddressField;
  subject: HTMLInputElement;
  body: HTMLElement;
  /** Which identity is chosen. */
  from(): Identity;
  showFiles(names: readonly string[]): void;
}

/** The window a message is written in. */
export function createComposeForm(texts: Texts, identities: Identity[], actions: ComposeActions): ComposeForm {
  const to = createAddressField('to', texts.to, actions.changed);
  const cc = createAddressField('cc', texts.cc, actions.changed);
  const bcc = createAddressField('bcc', texts.bcc, actions.changed);
  const subject = h('input', { name: 'subject', 'aria-label': texts.subject, placeholder: texts.subject });
  const body = h('div', { class: 'editor', contenteditable: 'true', role: 'textbox', 'aria-label': texts.body });
  const from = h(
    'select',
    { name: 'from', 'aria-label': texts.from },
    ...identities.map((one, place) => h('option', { value: place }, `${one.name} <${one.address}>`)),
  );
  const files = h('div', { class: 'attached-files' });
  const picker = h('input', { type: 'file', name: 'files', multiple: true, 'aria-label': texts.attach });
  picker.addEventListener('change', () => {
    actions.attach([...(picker.files ?? [])]);
    picker.value = '';
  });
  for (const field of [subject, body, from]) onUse(field, 'input', actions.changed);
  const element = h(
    'form',
    { class: 'compose', 'data-compose': '' },
    h(
      'div',
      { class: 'actions' },
      button({ 'data-do': 'close' }, texts.close, actions.close),
      button({ 'data-do': 'discard' }, texts.discard, actions.discard),
      button({ 'data-do': 'send', class: 'primary' }, texts.send, actions.send),
    ),
    h('label', { class: 'field' }, h('span', {}, texts.from), from),
    to.element,
    cc.element,
    bcc.element,
    h('label', { class: 'field' }, h('span', {}, texts.subject), subject),
    h('label', { class: 'field' }, h('span', {}, texts.attach), picker),
    files,
    body,
  );
  element.addEventListener('submit', (event) => event.preventDefault());
  const [own = { address: '', name: '', isHidden: false }] = identities;
  return {
    element,
    to,
    cc,
    bcc,
    subject,
    body,
    from: () => identities[Number(from.value)] ?? own,
    showFiles: (names) => files.replaceChildren(...names.map((name) => h('span', { class: 'attached' }, name))),
  };
}
