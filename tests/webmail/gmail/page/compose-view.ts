import { type App, type ComposeStart, tokenName } from './app.ts';
import { type ComposeForm, createComposeForm, createPopup } from './compose-form.ts';
import { button, classOf, find, h, isScripted, nextId } from './dom.ts';
import {
  changesRequest,
  firstReply,
  firstSave,
  labelChange,
  laterSave,
  type Operation,
  type OutgoingRecord,
} from './operations.ts';
import { safeBody } from './safe-html.ts';
import type { PageMessage, Person } from './store.ts';
import { longDate, shownSize } from './texts.ts';
import { encodeToken } from './token.ts';

const RETRY_MS = 1000;
const GIVE_UP_WAITING_MS = 1500;
const SEND_LABELS = ['^all', '^pfg', '^f_bt', '^f_btns', '^f_cl'];

type State = 'draft' | 'sending' | 'scheduled' | 'gone';

/** A signed 64-bit number, as the real page makes them. */
function clientId(): string {
  const [number = 0n] = crypto.getRandomValues(new BigInt64Array(1));
  return `r${number}`;
}

const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
const hostOf = (): HTMLElement => find(document, '.dw .no') ?? document.body;

/** What stands behind an opened compose window, for the address bar. */
export const openComposes = new Set<{ token(): string }>();

export function startCompose(app: App, start: ComposeStart, routeChanged: () => void): void {
  const { texts, config, store, sync } = app;
  const { behaviour } = config;
  const message = start.kind === 'new' ? undefined : start.message;
  const isReply = (start.kind === 'reply' || start.kind === 'reply-all') && message !== undefined;
  const own = start.kind === 'draft' && message ? message.id.slice('msg-a:'.length) : clientId();
  const id = `msg-a:${own}`;
  const threadId = (isReply || start.kind === 'draft') && start.thread ? start.thread.id : `thread-a:${own}`;
  const files: OutgoingRecord['files'] = [];
  let saved = start.kind === 'draft';
  let dirty = false;
  let state: State = 'draft';
  let timer = 0;
  let line: Promise<void> = Promise.resolve();
  let quoted = '';

  const form: ComposeForm = createComposeForm(app, {
    changed: () => {
      dirty = true;
      clearTimeout(timer);
      const byScript = isScripted();
      timer = window.setTimeout(() => void save(byScript), behaviour.autosaveMs);
    },
    send: () => send(false),
    sendLater: () => send(true),
    discard,
    close,
    minimise: () => frame.classList.toggle('stand-in-small'),
    fullScreen: () => {
      frame.classList.toggle(classOf('aSt'));
      frame.parentElement?.classList.toggle(classOf('aSs'));
    },
    attach: (list) => void attach(list),
  });
  const frame = start.inside
    ? h(
        'div',
        { class: 'M9' },
        h('span', { class: { reply: 'mL', 'reply-all': 'mK', forward: 'mI', draft: 'mL', new: 'mL' }[start.kind] }),
        form.element,
      )
    : createPopup(
        app,
        form,
        {
          changed: () => {},
          send: () => send(false),
          sendLater: () => send(true),
          discard,
          close,
          attach: () => {},
          minimise: () => frame.classList.toggle('stand-in-small'),
          fullScreen: () => frame.classList.toggle('stand-in-full'),
        },
        texts.newMessage,
      );
  const entry = { token: () => (saved ? encodeToken(`${threadId.slice('thread-'.length)}+${id}`) : 'new') };

  function fill(): void {
    form.setHidden('composeid', nextId());
    if (saved) form.setHidden('draft', `#${id}`);
    if (!message) return;
    if (start.kind === 'draft') {
      form.to.set(message.to);
      form.cc.set(message.cc);
      form.bcc.set(message.bcc);
      if (message.cc.length + message.bcc.length > 0) form.showCopies();
      form.subject.value = message.subject;
      form.body.append(safeBody(message.html ?? '', 0));
      return;
    }
    form.setHidden('rt', `#${tokenNameOf()}`);
    form.setHidden('lts', message.legacyHex);
    form.setHidden('rm', `#${message.id}`);
    const prefix = start.kind === 'forward' ? 'Fwd: ' : 'Re: ';
    const subject = message.subject || start.thread?.subject || '';
    form.subject.value = /^(re|fwd):/i.test(subject) ? subject : prefix + subject;
    quoted = `<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">${escaped(`${longDate(behaviour.locale, message.internalMs)}, ${message.from.name} <${message.from.email}> ${texts.wrote}`)}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${message.html ?? ''}</blockquote></div>`;
    form.setHidden('uet', quoted);
    if (start.kind === 'forward') return;
    const mine = new Set([config.account, ...config.aliases.map((one) => one.address)].map((one) => one.toLowerCase()));
    const others = (list: Person[]): Person[] => list.filter((one) => !mine.has(one.email.toLowerCase()));
    const back = mine.has(message.from.email.toLowerCase()) ? message.to : [message.from];
    form.to.set(
      start.kind === 'reply-all'
        ? [...back, ...others(message.to).filter((one) => !back.some((b) => b.email === one.email))]
        : back,
    );
    if (start.kind === 'reply-all' && others(message.cc).length > 0) {
      form.cc.set(others(message.cc));
      form.showCopies();
    }
  }
  const tokenNameOf = (): string =>
    start.thread ? `thread-${tokenName(start.thread, behaviour.conversationView ? undefined : message)}` : '';
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

  function record(labels: string[]): OutgoingRecord {
    const address = form.from?.value ?? config.account;
    const alias = config.aliases.find((one) => one.address === address);
    return {
      id,
      threadId,
      labels,
      files,
      quoted,
      from: { email: address, name: alias?.name ?? config.name },
      isAlias: alias !== undefined,
      to: form.to.people(),
      cc: form.cc.people(),
      bcc: form.bcc.people(),
      subject: form.subject.value,
      html: `<div dir="ltr">${form.body.innerHTML}</div>`,
      ...(isReply && message ? { parent: { id: message.id, messageId: message.messageId } } : {}),
    };
  }

  function operation(labels: string[]): Operation {
    const out = record(labels);
    const make = saved ? laterSave : out.parent ? firstReply : firstSave;
    return make(out, Date.now());
  }

  /** One request at a time, so that the server sees saves in the order they were made. */
  function post(make: () => Operation[], sends: boolean, byScript: boolean): Promise<void> {
    line = line
      .catch(() => undefined)
      .then(async () => {
        const operations = make();
        if (operations.length === 0) return;
        const answer = await sync.ask('s', changesRequest(operations, store.history, Date.now(), sends), byScript);
        saved = true;
        form.setHidden('draft', `#${id}`);
        app.take(answer);
        routeChanged();
      });
    return line;
  }

  async function save(byScript: boolean): Promise<void> {
    clearTimeout(timer);
    if (!dirty || state !== 'draft') return;
    dirty = false;
    try {
      await post(() => (state === 'draft' ? [operation(['^all', '^r', '^r_bt'])] : []), false, byScript);
    } catch (error) {
      dirty = true;
      app.failed(error);
    }
  }

  async function attach(list: File[]): Promise<void> {
    for (const file of list) {
      const { realattid, size } = await sync.upload(file);
      const address = `${location.origin}/mail/?ui=2&ik=${config.ik}&attid=0.${files.length + 1}&permmsgid=${id}&view=att&realattid=${realattid}&zw`;
      files.push({ name: file.name, mime: file.type || 'application/octet-stream', size, realattid, address });
      form.showFiles(files.map((one) => ({ name: one.name, size: shownSize(behaviour.locale, one.size) })));
    }
    dirty = true;
    await save(false);
  }

  function hide(): void {
    frame.remove();
    openComposes.delete(entry);
    start.inside?.dispatchEvent(new Event('composeclosed'));
    routeChanged();
  }

  function bringBack(): void {
    state = 'draft';
    if (start.inside?.isConnected) start.inside.replaceChildren(frame);
    else hostOf().append(frame);
    openComposes.add(entry);
    routeChanged();
  }

  function close(): void {
    void save(isScripted());
    hide();
  }

  function discard(): void {
    state = 'gone';
    clearTimeout(timer);
    hide();
    const byScript = isScripted();
    void post(() => (saved ? [labelChange(threadId, [id], ['^k'], ['^r', '^r_bt'])] : []), false, byScript).catch(
      app.failed,
    );
    app.toast.say(texts.discarded);
  }

  function alertOf(text: string): void {
    const box = h('div', { role: 'alertdialog', class: 'Kj-JD', 'aria-label': text }, h('p', {}, text));
    box.append(button({ class: 'J-at1-auR', name: 'ok' }, texts.ok, () => box.remove()));
    document.body.append(box);
  }

  function send(later: boolean): void {
    if (state !== 'draft') return;
    for (const field of [form.to, form.cc, form.bcc]) field.finish();
    const out = record([]);
    const all = [...out.to, ...out.cc, ...out.bcc];
    if (all.length === 0) {
      alertOf(texts.noAddress);
      return;
    }
    if (!all.every((one) => isAddress(one.email))) {
      alertOf(texts.badAddress);
      return;
    }
    clearTimeout(timer);
    const byScript = isScripted();
    const toSelf = all.some((one) => one.email.toLowerCase() === config.account.toLowerCase()) ? ['^i', '^u'] : [];
    const labels = later ? ['^all', '^scheduled'] : [...SEND_LABELS, ...toSelf];
    state = later ? 'scheduled' : 'sending';
    hide();
    if (later) void deliver(labels, byScript).then(() => app.toast.say(texts.scheduledToast));
    else void sendNow(labels, byScript);
  }

  async function sendNow(labels: string[], byScript: boolean): Promise<void> {
    const heldByPage = behaviour.undoHeldBy === 'page' && behaviour.undoMs > 0;
    let undone = false;
    const undo = (): void => {
      if (undone) return;
      undone = true;
      const undoneByScript = isScripted();
      if (!heldByPage)
        void post(
          () => [labelChange(threadId, [id], ['^r', '^r_bt'], SEND_LABELS.slice(1))],
          false,
          undoneByScript,
        ).catch(app.failed);
      bringBack();
      app.toast.say(texts.undone);
    };
    if (behaviour.undoMs > 0) app.toast.sending(undo);
    else app.toast.say(texts.sending);
    if (heldByPage) {
      await post(() => [operation(['^all', '^r', '^r_bt'])], false, byScript).catch(app.failed);
      await new Promise((resolve) => setTimeout(resolve, behaviour.undoMs));
      if (undone) return;
    }
    await deliver(labels, byScript, () => undone);
    const dueMs = Date.now() + (heldByPage ? 0 : behaviour.undoMs) + GIVE_UP_WAITING_MS;
    while (!undone && !isSent()) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      // The server took it and yet it is not out: the same message is handed in again.
      if (Date.now() > dueMs && store.message(id)?.labels.has('^r')) return sendNow(labels, byScript);
    }
    if (!undone) app.toast.sent(id, () => view());
  }
  const isSent = (): boolean => store.message(id)?.labels.has('^f') ?? false;

  /** Hands the message in until the server takes it, always under the same id. */
  async function deliver(labels: string[], byScript: boolean, stopped: () => boolean = () => false): Promise<void> {
    const parent = isReply && message ? message.id : undefined;
    for (;;) {
      if (stopped()) return;
      const answered = parent ? [labelChange(threadId, [parent], ['^io_re'], ['^io_fwd'])] : [];
      try {
        return await post(() => (stopped() ? [] : [operation(labels), ...answered]), true, byScript);
      } catch (error) {
        app.failed(error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  function view(): void {
    const thread = store.threads.get(threadId);
    const sent: PageMessage | undefined = store.message(id);
    if (thread) app.open(thread, behaviour.conversationView ? undefined : sent);
  }

  fill();
  bringBack();
  (form.to.people().length > 0 ? form.body : form.to.input).focus();
}
