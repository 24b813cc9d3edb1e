import { button, h, onUse, show } from '../../gmail/page/dom.ts';
import type { App } from './app.ts';
import { createInputWell, createPillWell, type RecipientWell } from './recipient-well.ts';
import { safeBody } from './safe-html.ts';
import { shownSize } from './texts.ts';

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
  readonly to: RecipientWell;
  readonly cc: RecipientWell;
  readonly bcc: RecipientWell;
  readonly subject: HTMLInputElement;
  readonly from: HTMLSelectElement | undefined;
  html(): string;
  setHtml(html: string): void;
  showFiles(files: { name: string; size: number }[]): void;
  showCopies(): void;
  /** Whether everything typed so far is with the server, or will not be before it is sent. */
  settled(is: boolean): void;
  focusBody(): void;
}

interface Editor {
  readonly element: HTMLElement;
  html(): string;
  set(html: string): void;
  focus(): void;
}

const contentOf = (host: HTMLElement): string => {
  if (host.querySelector('.elementToProof')) return host.innerHTML;
  return `<div class="elementToProof" style="font-family:Aptos,Calibri,sans-serif; font-size:12pt">${host.innerHTML}</div>`;
};

function editorInPage(app: App, changed: () => void): Editor {
  const field = h('div', { ...app.anchors.editor(), 'data-stand-in': 'editor', class: 'stand-in-editor' });
  onUse(field, 'input', changed);
  return {
    element: h('div', app.anchors.editorParent(), field),
    html: () => contentOf(field),
    set: (html) => field.replaceChildren(safeBody(html)),
    focus: () => field.focus(),
  };
}

/** The older client writes in a frame of its own. */
function editorInFrame(app: App, changed: () => void): Editor {
  const isNamed = app.config.behaviour.anchors === 'usual';
  const frame = h('iframe', {
    ...(isNamed ? { id: 'EditorBody' } : {}),
    'data-stand-in': 'editor-frame',
    class: 'stand-in-editor',
  });
  // The frame is empty again whenever it is put into the page anew.
  let waiting = '';
  let field: HTMLElement | undefined;
  const open = (): void => {
    const inside = frame.contentDocument;
    if (!inside || field?.ownerDocument === inside) return;
    const made = inside.createElement('div');
    for (const [name, value] of Object.entries(app.anchors.editor()))
      made.setAttribute(name, value === true ? '' : String(value));
    made.setAttribute('data-stand-in', 'editor');
    made.style.minHeight = '160px';
    made.style.outline = 'none';
    inside.body.append(made);
    onUse(made, 'input', () => {
      waiting = made.innerHTML;
      changed();
    });
    made.append(safeBody(waiting, inside));
    field = made;
  };
  frame.addEventListener('load', open);
  return {
    element: h('div', app.anchors.editorParent(), frame),
    html: () => (field ? contentOf(field) : waiting),
    set(html) {
      waiting = html;
      if (field) field.replaceChildren(safeBody(html, field.ownerDocument));
    },
    focus() {
      open();
      field?.focus();
    },
  };
}

let forms = 0;

/** The form in which a message is written. */
export function createComposeForm(app: App, actions: ComposeActions): ComposeForm {
  const { anchors, texts, config } = app;
  const isOld = config.flavour === 'on-premises';
  forms += 1;
  const token = `${Date.now() % 100_000_000}${forms}`;
  const well = (kind: 'to' | 'cc' | 'bcc'): RecipientWell =>
    (isOld ? createInputWell : createPillWell)({ app, kind, changed: actions.changed });
  const [to, cc, bcc] = [well('to'), well('cc'), well('bcc')];
  const subject = h('input', {
    ...anchors.subject(token),
    'data-stand-in': 'subject',
    class: 'stand-in-field',
    type: 'text',
  });
  const editor = (isOld ? editorInFrame : editorInPage)(app, actions.changed);
  const own = { address: config.account, name: config.name };
  const from =
    config.aliases.length > 0
      ? h(
          'select',
          { 'data-stand-in': 'from' },
          ...[own, ...config.aliases].map((one) => h('option', { value: one.address }, `${one.name} <${one.address}>`)),
        )
      : undefined;
  const copies = button({ 'data-stand-in': 'copies' }, `${texts.cc} ${texts.bcc}`, () => showCopies());
  const showCopies = (): void => {
    show(cc.element, true);
    show(bcc.element, true);
    show(copies, false);
  };
  show(cc.element, false);
  show(bcc.element, false);

  const picker = h('input', {
    type: 'file',
    multiple: true,
    'data-stand-in': 'files-input',
    'aria-label': texts.attach,
  });
  picker.addEventListener('change', () => {
    actions.attach([...(picker.files ?? [])]);
    picker.value = '';
  });
  const files = h('div', { class: 'stand-in-files' });
  const control = (attributes: Parameters<typeof h>[1], name: string, text: string, use: () => void): HTMLElement => {
    const made = h('button', { ...attributes, type: 'button', 'data-stand-in': name }, text);
    onUse(made, 'click', use);
    return made;
  };
  const later = control({ hidden: true, role: 'menuitem' }, 'later', texts.later, actions.sendLater);
  const more = control({ 'aria-haspopup': 'true', 'aria-label': texts.more }, 'more', '▾', () => {
    later.hidden = !later.hidden;
  });
  const send = control({ ...anchors.send(), class: 'stand-in-primary' }, 'send', texts.send, actions.send);
  const bar = h(
    'div',
    { class: 'stand-in-bar' },
    h('div', { ...anchors.sendSplit(), class: 'stand-in-split' }, send, ...(isOld ? [] : [more, later])),
    h('label', { class: 'stand-in-attach' }, texts.attach, picker),
    control(anchors.discard(), 'discard', texts.discard, actions.discard),
    control({}, 'close', texts.close, actions.close),
  );
  const element = h(
    'div',
    { ...anchors.composeForm(), 'data-stand-in': 'form', class: 'stand-in-form' },
    bar,
    from ?? null,
    to.element,
    copies,
    cc.element,
    bcc.element,
    subject,
    files,
    editor.element,
  );
  for (const field of [subject, from]) if (field) onUse(field, 'input', actions.changed);
  onUse(element, 'keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    actions.send();
  });

  return {
    element,
    to,
    cc,
    bcc,
    subject,
    from,
    html: () =>
      `<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body dir="ltr">${editor.html()}</body></html>`,
    setHtml: editor.set,
    showCopies,
    showFiles(list) {
      files.replaceChildren(
        ...list.map((file) =>
          h(
            'div',
            { ...anchors.attachmentCard(), 'data-stand-in': 'attached' },
            `${file.name} (${shownSize(file.size)})`,
          ),
        ),
      );
    },
    settled: (is) => element.setAttribute('data-settled', is ? 'yes' : 'no'),
    focusBody: editor.focus,
  };
}
