import { onUse, show } from '../../gmail/page/dom.ts';
import type { App } from './app.ts';
import { createPills, type PillsField } from './pills.ts';
import type { Person } from './store.ts';

export interface ComposeActions {
  changed(): void;
  send(): void;
  sendLater(): void;
  discard(): void;
  close(): void;
  attach(files: File[]): void;
}

export interface ComposeForm {
  readonly element: HTMLElement;
  readonly to: PillsField;
  readonly cc: PillsField;
  readonly bcc: PillsField;
  readonly subject: HTMLInputElement;
  readonly body: HTMLElement;
  from(): Person;
  showFiles(names: string[]): void;
}

/** The controls of a compose window. */
export function createComposeForm(app: App, act: ComposeActions): ComposeForm {
  const { make, texts, config, senders } = app;
  const to = createPills(make, 'to', texts.to, act.changed);
  const cc = createPills(make, 'cc', texts.cc, act.changed);
  const bcc = createPills(make, 'bcc', texts.bcc, act.changed);
  const first = senders[0] ?? { email: '', name: '' };
  const choice = make(
    'select',
    { 'aria-label': texts.from, 'data-stand-in': 'from', class: 'si-input' },
    ...senders.map((one) => make('option', { value: one.email }, one.name ? `${one.name} <${one.email}>` : one.email)),
  );
  const from = make('div', { 'data-test-id': 'container-from', class: 'si-field' }, choice);
  const subject = make('input', {
    'data-test-id': 'compose-subject',
    'data-stand-in': 'subject-field',
    id: config.client === 'norrin' ? 'message-subject-field' : 'compose-subject-input',
    class: 'si-input',
    placeholder: texts.subject,
    'aria-label': texts.subject,
  });
  const body = make('div', {
    'data-test-id': 'rte',
    'data-stand-in': 'body',
    contenteditable: 'true',
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-label': texts.body,
    class: 'si-editor',
  });
  const files = make('div', {});
  const picker = make('input', { type: 'file', multiple: true, 'aria-label': texts.attach, 'data-stand-in': 'files' });
  picker.addEventListener('change', () => {
    act.attach([...(picker.files ?? [])]);
    picker.value = '';
  });
  const control = (name: string, anchor: string, text: string, use: () => void): HTMLButtonElement => {
    const made = make(
      'button',
      { type: 'button', 'data-stand-in': name, 'data-test-id': anchor, class: 'si-button' },
      text,
    );
    onUse(made, 'click', use);
    return made;
  };
  const later = control('schedule', 'compose-schedule-send', texts.later, () => {
    show(menu, false);
    act.sendLater();
  });
  const menu = make('div', { class: 'si-menu', style: 'display:none' }, later);
  const element = make(
    'div',
    { 'data-test-id': 'compose', 'data-stand-in': 'compose', class: 'si-compose' },
    make(
      'div',
      { class: 'compose-header' },
      make(
        'div',
        { 'data-test-id': 'compose-header-top-bar', class: 'si-bar' },
        control('close', 'icon-btn-close', texts.close, act.close),
      ),
      from,
      to.element,
      cc.element,
      bcc.element,
      make('div', { class: 'si-field' }, subject),
    ),
    make(
      'div',
      { 'data-test-id': 'editorWrapper', id: 'compose-styler' },
      make('div', { id: 'editor-container' }, body),
      files,
    ),
    make(
      'div',
      { class: 'si-bar' },
      control('send', 'compose-send-button', texts.send, act.send),
      control('more', 'compose-send-more', '▾', () => show(menu, menu.style.display === 'none')),
      menu,
      make('label', { class: 'si-attach' }, texts.attach, picker),
      control('discard', 'icon-btn-trash', texts.discard, act.discard),
    ),
  );
  for (const field of [subject, body, choice]) field.addEventListener('input', act.changed);
  onUse(element, 'keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      act.send();
    }
  });

  return {
    element,
    to,
    cc,
    bcc,
    subject,
    body,
    from: () => senders.find((one) => one.email === choice.value) ?? first,
    showFiles(names) {
      files.replaceChildren(
        ...names.map((name) => make('div', { 'data-test-id': 'attachment-item', 'data-stand-in': 'attached' }, name)),
      );
    },
  };
}
