import { isScripted } from '../../gmail/page/dom.ts';
import { type App, shownName } from './app.ts';
import { type ComposeForm, createComposeForm } from './compose-form.ts';
import { moveRequest, type Outgoing, saveRequest, sendRequest } from './requests.ts';
import type { PageMessage } from './store.ts';
import { shownDate } from './texts.ts';

const RETRY_MS = 800;
const TRASH_FOLDER = '4';
const STYLE = 'font-family:Helvetica Neue, Helvetica, Arial, sans-serif;font-size:13px;';

type State = 'draft' | 'sending' | 'gone';

export interface ComposeStart {
  kind: 'new' | 'reply' | 'draft';
  message?: PageMessage;
}

/** Where compose windows stand. */
export interface ComposeHost {
  place: HTMLElement;
  shown(csid: string): void;
  hidden(): void;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

function midIn(result: unknown): string | undefined {
  const message = (result as { message?: { id?: unknown } } | null)?.message;
  return typeof message?.id === 'string' ? message.id : undefined;
}

/** One message being written: saved while it is typed, sent when the time to undo is over. */
export function startCompose(app: App, host: ComposeHost, start: ComposeStart): void {
  const { texts, config, api, store } = app;
  const { behaviour } = config;
  const csid = start.message?.csid || String(Date.now());
  const files: { fileId: string; file: File }[] = [];
  const uploaded = new Set<string>();
  let draft = start.kind === 'draft' ? start.message?.id : undefined;
  let dirty = false;
  let state: State = 'draft';
  let timer = 0;
  let quoted = '';
  let line: Promise<unknown> = Promise.resolve();

  const form: ComposeForm = createComposeForm(app, {
    changed() {
      dirty = true;
      clearTimeout(timer);
      const byScript = isScripted();
      timer = window.setTimeout(() => void save(byScript), behaviour.autosaveMs);
    },
    send: () => send(false),
    sendLater: () => send(true),
    discard,
    close,
    attach(list) {
      for (const file of list) files.push({ fileId: `${csid}-${files.length}`, file });
      form.showFiles(files.map((one) => one.file.name));
      dirty = true;
      void save(false);
    },
  });

  function outgoing(sendTime?: number): Outgoing {
    const html = `<html><head></head><body><div class="yahoo-style-wrap" style="${STYLE}"><div dir="ltr">${form.body.innerHTML}</div>${quoted}</div></body></html>`;
    return {
      draft,
      csid,
      from: form.from(),
      to: form.to.people(),
      cc: form.cc.people(),
      bcc: form.bcc.people(),
      subject: form.subject.value,
      html,
      answers: start.kind === 'reply' ? start.message?.id : undefined,
      files: files.map(({ fileId, file }) => ({ fileId, name: file.name, type: file.type, size: file.size })),
      uploads: files.filter(({ fileId }) => !uploaded.has(fileId)).length,
      sendTime,
    };
  }
  const newFiles = (): ReadonlyMap<string, File> =>
    new Map(files.filter(({ fileId }) => !uploaded.has(fileId)).map(({ fileId, file }) => [fileId, file]));

  /** One request at a time, so that the server sees saves in the order they were made. */
  function inLine<T>(act: () => Promise<T>): Promise<T> {
    const next = line.then(act);
    line = next.catch(() => undefined);
    return next;
  }

  function takeSaved(result: unknown, sentFiles: ReadonlyMap<string, File>): void {
    const mid = midIn(result);
    if (!mid) return;
    if (draft) store.replaceId(draft, mid);
    draft = mid;
    for (const fileId of sentFiles.keys()) uploaded.add(fileId);
    form.element.setAttribute('data-stand-in-saved', mid);
  }

  async function saveNow(name: string, byScript: boolean, sendTime?: number): Promise<void> {
    const sentFiles = newFiles();
    const request = saveRequest(api.mailbox, outgoing(sendTime));
    const answers = await api.batch(name, [request], { files: sentFiles, scripted: byScript });
    const saved = answers.get('SaveMessage');
    if (!saved || saved.httpCode >= 300) throw new Error('not saved');
    takeSaved(saved.result, sentFiles);
  }

  async function save(byScript: boolean): Promise<void> {
    clearTimeout(timer);
    if (!dirty || state !== 'draft') return;
    dirty = false;
    const name = draft ? 'messages.autoSaveV3' : 'messages.save';
    try {
      await inLine(async () => {
        if (state === 'draft') await saveNow(name, byScript);
      });
    } catch (error) {
      dirty = true;
      app.failed(error);
    }
  }

  function hide(): void {
    form.element.remove();
    host.hidden();
  }
  function bringBack(): void {
    state = 'draft';
    host.place.replaceChildren(form.element);
    host.shown(csid);
  }
  function close(): void {
    for (const field of [form.to, form.cc, form.bcc]) field.finish();
    void save(isScripted());
    hide();
  }
  function discard(): void {
    const byScript = isScripted();
    state = 'gone';
    clearTimeout(timer);
    hide();
    app.toast.say(texts.discarded);
    void inLine(async () => {
      if (!draft) return;
      await api.batch('messages.move', [moveRequest(api.mailbox, [draft], TRASH_FOLDER)], { scripted: byScript });
    }).catch(app.failed);
  }

  function send(later: boolean): void {
    if (state !== 'draft') return;
    for (const field of [form.to, form.cc, form.bcc]) field.finish();
    const all = [...form.to.people(), ...form.cc.people(), ...form.bcc.people()];
    if (all.length === 0 || !all.every((one) => isAddress(one.email))) {
      app.toast.say(texts.noAddress);
      return;
    }
    clearTimeout(timer);
    const byScript = isScripted();
    if (later) void schedule(byScript);
    else void sendLater(byScript);
  }

  async function schedule(byScript: boolean): Promise<void> {
    state = 'sending';
    hide();
    const sendTime = Math.ceil((Date.now() + behaviour.scheduleMs) / 1000);
    await untilDone(() => inLine(() => saveNow('messages.save', byScript, sendTime)));
    app.toast.say(texts.scheduled);
  }

  /** The page itself holds a message while it may be undone; the server hears of it afterwards. */
  async function sendLater(byScript: boolean): Promise<void> {
    state = 'sending';
    hide();
    let undone = false;
    if (behaviour.undoMs > 0) {
      app.toast.sending(() => {
        if (undone || state !== 'sending') return;
        undone = true;
        bringBack();
        app.toast.say(texts.undone);
      });
      await new Promise((resolve) => setTimeout(resolve, behaviour.undoMs));
      if (undone) return;
      state = 'gone';
    } else app.toast.say(texts.sending);
    await untilDone(() => inLine(() => deliver(byScript)));
    app.toast.say(texts.sent);
    await app.refresh();
  }

  /** Tries again, always with the same draft, until the server takes it. */
  async function untilDone(act: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await act();
      } catch (error) {
        app.failed(error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  async function deliver(byScript: boolean): Promise<void> {
    if (behaviour.sendBatch === 'apart') {
      await saveNow('messages.save', byScript);
      const answers = await api.batch('messages.send', [sendRequest(api.mailbox, draft ?? '', outgoing())], {
        scripted: byScript,
      });
      if ((answers.get('SendMessage')?.httpCode ?? 500) >= 300) throw new Error('not sent');
      return;
    }
    const sentFiles = newFiles();
    const out = outgoing();
    const mid = behaviour.sendNames === 'mid' && draft ? draft : '$(mid)';
    const request = { ...saveRequest(api.mailbox, out), requests: [sendRequest(api.mailbox, mid, out)] };
    const answers = await api.batch('messages.saveAndSend', [request], { files: sentFiles, scripted: byScript });
    takeSaved(answers.get('SaveMessage')?.result, sentFiles);
    if ((answers.get('SendMessage')?.httpCode ?? 500) >= 300) throw new Error('not sent');
  }

  function fill(): void {
    const { message } = start;
    if (!message) return;
    if (start.kind === 'draft') {
      form.to.set(message.to);
      form.cc.set(message.cc);
      form.bcc.set(message.bcc);
      form.subject.value = message.subject;
      const parsed = new DOMParser().parseFromString(message.html ?? '', 'text/html');
      form.body.textContent = parsed.body.textContent;
      form.element.setAttribute('data-stand-in-saved', message.id);
      return;
    }
    const own = new Set(app.senders.map((one) => one.email.toLowerCase()));
    const isOwn = message.from.every((one) => own.has(one.email.toLowerCase()));
    form.to.set(isOwn ? message.to : message.from);
    form.subject.value = /^re:/i.test(message.subject) ? message.subject : `Re: ${message.subject}`;
    const when = shownDate(behaviour.locale, message.date);
    quoted = `<div class="yahoo_quoted"><div>${escaped(`${when}, ${shownName(message.from[0])} ${texts.wrote}`)}</div><div>${message.html ?? ''}</div></div>`;
  }

  fill();
  bringBack();
  (form.to.people().length > 0 ? form.body : form.to.input).focus();
}
