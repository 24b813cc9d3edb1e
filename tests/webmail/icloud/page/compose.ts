import { isScripted } from '../../gmail/page/dom.ts';
import type { Identity } from './account.ts';
import { createComposeForm } from './compose-form.ts';
import type { MailService, PageDraft } from './mail-service.ts';
import type { Texts } from './texts.ts';
import type { Toast } from './toast.ts';

export interface ComposeStart {
  to: string[];
  cc: string[];
  subject: string;
  /** Quoted text below what will be written. */
  quoted: string;
  inReplyTo: string;
  references: string;
}

export interface ComposeParts {
  service: MailService;
  texts: Texts;
  toast: Toast;
  identities: Identity[];
  autosaveMs: number;
  undoMs: number;
  /** The window is to be shown, or taken away. */
  show(element: HTMLElement): void;
  remove(element: HTMLElement): void;
  failed(error: unknown): void;
}

const RETRY_MS = 500;

const inHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Begins a message: it is saved while it is written, and goes out once there is no way back. */
export function startCompose(parts: ComposeParts, start: ComposeStart): void {
  const { service, toast, texts } = parts;
  const attachments: { name: string; entry: unknown }[] = [];
  let uid = 0;
  let scripted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> = Promise.resolve();
  let isOver = false;

  const draft = (): PageDraft => ({
    from: form.from(),
    to: form.to.addresses(),
    cc: form.cc.addresses(),
    bcc: form.bcc.addresses(),
    subject: form.subject.value,
    html: `<div>${form.body.innerHTML}</div>${start.quoted}`,
    text: form.body.innerText,
    inReplyTo: start.inReplyTo,
    references: start.references,
    attachments: attachments.map((one) => one.entry),
  });
  const mark = (state: 'changed' | 'saved'): void => form.element.setAttribute('data-state', state);
  /** One save at a time, each with what stands there when its turn comes. */
  const save = (): Promise<void> => {
    clearTimeout(timer);
    saving = saving
      .then(async () => {
        form.element.setAttribute('data-state', 'saving');
        uid = await service.saveDraft(draft(), uid, scripted);
        if (form.element.getAttribute('data-state') === 'saving') mark('saved');
      })
      .catch(parts.failed);
    return saving;
  };
  const changed = (): void => {
    scripted = isScripted();
    mark('changed');
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(() => void save(), parts.autosaveMs);
  };

  const goOut = async (): Promise<void> => {
    try {
      await service.send(draft(), uid, scripted);
      toast.say('sent', texts.sent);
    } catch (error) {
      parts.failed(error);
      toast.say('failed', texts.failed);
      setTimeout(() => void goOut(), RETRY_MS);
    }
  };
  const send = async (): Promise<void> => {
    scripted = isScripted();
    if ([form.to, form.cc, form.bcc].every((field) => field.addresses().length === 0)) return;
    isOver = true;
    await save();
    parts.remove(form.element);
    if (parts.undoMs === 0) {
      toast.say('sending', texts.sending);
      await goOut();
      return;
    }
    const going = setTimeout(() => {
      toast.say('sending', texts.sending);
      void goOut();
    }, parts.undoMs);
    toast.say('sending', texts.sending, texts.undo, () => {
      clearTimeout(going);
      isOver = false;
      parts.show(form.element);
      toast.say('undone', texts.undone);
    });
  };
  const close = async (): Promise<void> => {
    scripted = isScripted();
    isOver = true;
    await save();
    parts.remove(form.element);
  };
  const discard = async (): Promise<void> => {
    scripted = isScripted();
    isOver = true;
    clearTimeout(timer);
    await saving;
    if (uid > 0) await service.discard(uid, scripted).catch(parts.failed);
    parts.remove(form.element);
  };
  const attach = async (files: File[]): Promise<void> => {
    scripted = isScripted();
    mark('changed');
    for (const file of files) attachments.push({ name: file.name, entry: await service.upload(file) });
    form.showFiles(attachments.map((one) => one.name));
    changed();
  };

  const form = createComposeForm(texts, parts.identities, {
    changed,
    attach: (files) => void attach(files).catch(parts.failed),
    send: () => void send(),
    discard: () => void discard(),
    close: () => void close(),
  });
  for (const one of start.to) form.to.add(one);
  for (const one of start.cc) form.cc.add(one);
  form.subject.value = start.subject;
  parts.show(form.element);
}

/** The text an answer stands above. */
export const quote = (intro: string, text: string): string =>
  `<blockquote type="cite"><p>${inHtml(intro)}</p><p>${inHtml(text).replaceAll('\n', '<br>')}</p></blockquote>`;
