import type { App } from './app.ts';
import { type ChipsField, createChips } from './chips.ts';
import { button, h, nextId, onUse, show } from './dom.ts';

export interface ComposeActions {
  changed(): void;
  send(): void;
  sendLater(): void;
  discard(): void;
  close(): void;
  minimise(): void;
  fullScreen(): void;
  attach(files: File[]): void;
}

export interface ComposeForm {
  readonly element: HTMLElement;
  readonly to: ChipsField;
  readonly cc: ChipsField;
  readonly bcc: ChipsField;
  readonly subject: HTMLInputElement;
  readonly body: HTMLElement;
  readonly from: HTMLSelectElement | undefined;
  /** Hidden fields: `composeid`, `draft`, `rt`, `lts`, `rm`, `uet`. */
  setHidden(name: string, value: string): void;
  showFiles(files: { name: string; size: string }[]): void;
  showCopies(): void;
}

/** The controls of a compose window, the same in a popup and below a conversation. */
export function createComposeForm(app: App, actions: ComposeActions): ComposeForm {
  const { texts, config } = app;
  const to = createChips('to', texts, actions.changed);
  const cc = createChips('cc', texts, actions.changed);
  const bcc = createChips('bcc', texts, actions.changed);
  const subject = h('input', {
    name: 'subjectbox',
    class: 'aoT',
    placeholder: texts.subject,
    'aria-label': texts.subject,
  });
  const body = h('div', {
    class: 'Am Al editable',
    g_editable: 'true',
    contenteditable: 'true',
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-label': texts.body,
    id: nextId(),
  });
  const hidden = new Map<string, HTMLInputElement>();
  for (const name of ['composeid', 'draft', 'rt', 'lts', 'rm', 'uet'])
    hidden.set(name, h('input', { type: 'hidden', name }));
  const own = { address: config.account, name: config.name };
  const from =
    config.aliases.length > 0
      ? h(
          'select',
          { name: 'from', 'aria-label': texts.from },
          ...[own, ...config.aliases].map((one) => h('option', { value: one.address }, `${one.name} <${one.address}>`)),
        )
      : undefined;
  const files = h('div', { class: 'stand-in-files' });
  const picker = h('input', {
    type: 'file',
    name: 'Filedata',
    multiple: true,
    'aria-label': texts.attach,
    class: 'stand-in-picker',
  });
  picker.addEventListener('change', () => {
    actions.attach([...(picker.files ?? [])]);
    picker.value = '';
  });
  const copies = h(
    'span',
    { class: 'stand-in-copies' },
    button({ class: 'aB', 'data-do': 'copies' }, `${texts.cc} ${texts.bcc}`, () => showCopies()),
  );
  const showCopies = (): void => {
    show(cc.element, true);
    show(bcc.element, true);
    show(copies, false);
  };
  show(cc.element, false);
  show(bcc.element, false);

  const later = h('div', { role: 'menuitem', selector: 'scheduledSend', tabindex: 0, class: 'J-N' }, texts.later);
  const menu = h('div', { role: 'menu', class: 'J-M', style: 'display:none' }, later);
  onUse(later, 'click', () => {
    show(menu, false);
    actions.sendLater();
  });
  const send = button({ class: 'T-I J-J5-Ji aoO v7 T-I-atl L3', 'aria-label': texts.send }, texts.send, actions.send);
  const more = button(
    { class: 'T-I J-J5-Ji hG T-I-atl L3', 'aria-haspopup': 'true', 'aria-label': texts.more },
    '▾',
    () => show(menu, menu.style.display === 'none'),
  );
  const discard = button({ class: 'oh J-Z-I', 'aria-label': texts.discard }, '🗑', actions.discard);
  const toolbar = h(
    'div',
    { class: 'IZ' },
    h('div', { class: 'Up' }, h('div', { class: 'J-J5-Ji btA' }, send, more), menu),
    h('label', { class: 'stand-in-attach', title: texts.attach }, '📎', picker),
    h('div', { class: 'gU' }, discard),
  );
  const form = h(
    'form',
    { class: 'bAs', enctype: 'multipart/form-data' },
    ...hidden.values(),
    from ?? null,
    h('div', { class: 'GS' }, to.element, copies, cc.element, bcc.element),
    subject,
  );
  form.addEventListener('submit', (event) => event.preventDefault());
  const top = h('table', { class: 'stand-in-wide' }, h('tbody', {}, h('tr', {}, h('td', {}, form))));
  const element = h(
    'div',
    { class: 'stand-in-compose', 'data-stand-in': 'compose' },
    top,
    h('div', { class: 'Ap' }, body),
    files,
    toolbar,
  );
  for (const field of [subject, body, from]) field?.addEventListener('input', actions.changed);
  onUse(element, 'keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      actions.send();
    }
  });

  return {
    element,
    to,
    cc,
    bcc,
    subject,
    body,
    from,
    showCopies,
    setHidden: (name, value) => hidden.get(name)?.setAttribute('value', value),
    showFiles(list) {
      files.replaceChildren(
        ...list.map((file) =>
          h(
            'div',
            { class: 'dL' },
            h('a', { class: 'dO' }, h('div', { class: 'vI' }, file.name), h('div', { class: 'vJ' }, `(${file.size})`)),
          ),
        ),
      );
    },
  };
}

/** The popup around a form, with its title bar. */
export function createPopup(app: App, form: ComposeForm, actions: ComposeActions, title: string): HTMLElement {
  const { texts, config } = app;
  const images = config.behaviour.titleBar === 'images';
  const control = (className: string, label: string, sign: string, use: () => void): HTMLElement => {
    const element = images
      ? h('img', {
          class: className,
          role: 'button',
          alt: sign,
          'aria-label': label,
          tabindex: 0,
          src: 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=',
        })
      : h('button', { class: className, type: 'button', 'aria-label': label }, sign);
    element.setAttribute('data-sign', sign);
    onUse(element, 'click', use);
    return element;
  };
  const bar = h(
    'table',
    { class: images ? 'cf Ht' : 'cf Hta' },
    h(
      'tbody',
      {},
      h(
        'tr',
        {},
        h('td', { class: 'Hy' }, h('h2', { class: 'aYF' }, title)),
        h(
          'td',
          { class: 'Hm' },
          control('Hl', texts.minimise, '–', actions.minimise),
          control('Hq', texts.fullScreen, '⤢', actions.fullScreen),
          control('Ha', texts.close, '×', actions.close),
        ),
      ),
    ),
  );
  const region = h('div', { class: 'aoI', role: 'region', 'data-compose-id': nextId() }, form.element);
  const dialog = h(
    'div',
    { class: 'AD', role: config.behaviour.composeRole, 'aria-label': title, tabindex: -1 },
    bar,
    region,
  );
  return h('div', { class: 'nH Hd' }, dialog);
}
