import type { App, ReplyKind } from './app.ts';
import { causeNow } from './client.ts';
import { type ComposeForm, createComposeForm } from './compose-form.ts';
import {
  deferredProperty,
  deferredUpdate,
  type Fields,
  fieldsOf,
  newItem,
  replyItem,
  updatesOf,
  type Written,
} from './outgoing.ts';
import type { PageItem, Person } from './store.ts';
import type { Cause } from './ticket.ts';
import { at, textAt } from './wire.ts';

export type ComposeStart = { kind: 'new' } | { kind: ReplyKind; item: PageItem };

type State = 'draft' | 'sending' | 'gone';

const LATER_MS = 3_600_000;
const ITEM_ID = 'ItemId:#Exchange';
const OLD_NAMES = {
  save: 'CreateMessageForCompose',
  send: 'CreateMessageForComposeSend',
  update: 'UpdateMessageForCompose',
  updateSend: 'UpdateMessageForComposeSend',
};

/** A complete address, or the path by which the server names somebody of the same organisation. */
const isAddress = (text: string): boolean => /^([^\s@]+@[^\s@]+\.[^\s@]+|\/O=.+)$/i.test(text);
const OPERATIONS = { new: 'newMail', reply: 'reply', replyAll: 'replyAll', forward: 'forward' } as const;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** What a reply shows of the message it answers. */
const quotedHtml = (item: PageItem): string =>
  `<div id="appendonsend"></div><div id="divRplyFwdMsg" dir="ltr"><b>${escaped(item.from.name)}</b><br>${escaped(item.subject)}</div><div>${item.html ?? ''}</div>`;

/** A message being written, from the first letter to the answer of the server. */
export function startCompose(
  app: App,
  start: ComposeStart,
  place: { show(form: ComposeForm): void; hide(form: ComposeForm): void },
): void {
  const { client, config, texts, notice } = app;
  const { behaviour } = config;
  const original = start.kind === 'new' ? undefined : start.item;
  let draft: { id: string; changeKey: string } | undefined;
  let saved: Fields = {};
  let state: State = 'draft';
  let isDirty = false;
  let timer = 0;
  let line: Promise<unknown> = Promise.resolve();
  const files: { name: string; size: number }[] = [];

  const form = createComposeForm(app, {
    changed() {
      isDirty = true;
      form.settled(false);
      const cause = causeNow();
      clearTimeout(timer);
      timer = window.setTimeout(() => void save(cause).catch(app.failed), behaviour.autosaveMs);
    },
    send: () => void send(undefined).catch(app.failed),
    sendLater: () => void send(Date.now() + LATER_MS).catch(app.failed),
    discard,
    close,
    attach: (list) => void attach(list).catch(app.failed),
  });

  /** Some ways of sending have no draft before, unless a file needs one to hang on. */
  const isDraftless = (): boolean =>
    draft === undefined &&
    files.length === 0 &&
    (start.kind === 'new' ? behaviour.sendRoute === 'create' : behaviour.replyRoute === 'direct');

  function written(): Written {
    const address = form.from?.value ?? config.account;
    const alias = config.aliases.find((one) => one.address === address);
    return {
      from: alias ? { name: alias.name, email: alias.address } : undefined,
      to: form.to.people(),
      cc: form.cc.people(),
      bcc: form.bcc.people(),
      subject: form.subject.value,
      html: form.html(),
    };
  }

  /** The item that makes the message; the server adds the quoted part of a reply. */
  function createdItem(fields: Fields): Fields {
    if (start.kind === 'new') return newItem(fields);
    const body = { __type: 'BodyContentType:#Exchange', BodyType: 'HTML', Value: ownPart(form.html()) };
    return replyItem(start.kind, start.item.id, start.item.changeKey, { ...fields, Body: body });
  }
  const ownPart = (html: string): string => html.split('<div id="appendonsend')[0] ?? html;

  const createRequest = (item: Fields, disposition: string): object => ({
    Items: [item],
    ClientSupportsIrm: true,
    OutboundCharset: 'AutoDetect',
    MessageDisposition: disposition,
    ComposeOperation: OPERATIONS[start.kind],
  });
  const updateRequest = (updates: object[], disposition: string): object => ({
    ItemChanges: [
      {
        __type: 'ItemChange:#Exchange',
        ItemId: { __type: ITEM_ID, Id: draft?.id ?? '', ChangeKey: draft?.changeKey ?? '' },
        Updates: updates,
      },
    ],
    ConflictResolution: 'AlwaysOverwrite',
    ClientSupportsIrm: true,
    MessageDisposition: disposition,
    ...(disposition === 'SaveOnly' ? {} : { MessageDispositionString: disposition }),
    ComposeOperation: OPERATIONS[start.kind],
    SuppressReadReceipts: false,
  });

  function takeDraft(body: unknown): void {
    const item = at(body, 'ResponseMessages', 'Items', 0, 'Items', 0);
    draft = { id: textAt(item, 'ItemId', 'Id') || (draft?.id ?? ''), changeKey: textAt(item, 'ItemId', 'ChangeKey') };
  }

  /** One request at a time, so that the server sees saves in the order they were made. */
  function inLine<T>(act: () => Promise<T>): Promise<T> {
    const made = line.catch(() => undefined).then(act);
    line = made;
    return made;
  }

  async function saveNow(cause: Cause): Promise<void> {
    const fields = fieldsOf(written());
    if (!draft) {
      takeDraft(
        await client.call('CreateItem', createRequest(createdItem(fields), 'SaveOnly'), {
          cause,
          name: OLD_NAMES.save,
        }),
      );
    } else {
      const changed = Object.fromEntries(
        Object.entries(fields).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(saved[name])),
      );
      if (Object.keys(changed).length === 0) return;
      takeDraft(
        await client.call('UpdateItem', updateRequest(updatesOf(changed), 'SaveOnly'), {
          cause,
          name: OLD_NAMES.update,
        }),
      );
    }
    saved = fields;
  }

  async function save(cause: Cause): Promise<void> {
    clearTimeout(timer);
    if (state !== 'draft') return;
    if (isDirty && !isDraftless()) {
      isDirty = false;
      try {
        await inLine(() => (state === 'draft' ? saveNow(cause) : Promise.resolve()));
      } catch (error) {
        isDirty = true;
        throw error;
      }
    }
    if (!isDirty || isDraftless()) form.settled(true);
  }

  async function attach(list: File[]): Promise<void> {
    const cause = causeNow();
    for (const file of list) {
      await inLine(async () => {
        if (!draft) await saveNow(cause);
        const body = await client.upload(draft?.id ?? '', file, cause);
        const changeKey = textAt(
          body,
          'ResponseMessages',
          'Items',
          0,
          'Attachments',
          0,
          'AttachmentId',
          'RootItemChangeKey',
        );
        if (draft && changeKey) draft.changeKey = changeKey;
        files.push({ name: file.name, size: file.size });
        form.showFiles(files);
      });
    }
  }

  function close(): void {
    const cause = causeNow();
    void save(cause)
      .then(() => {
        state = 'gone';
        return app.refresh();
      })
      .catch(app.failed);
    place.hide(form);
  }

  function discard(): void {
    const cause = causeNow();
    state = 'gone';
    clearTimeout(timer);
    place.hide(form);
    notice.say(texts.discarded);
    void inLine(async () => {
      if (!draft) return;
      const ids = [{ __type: ITEM_ID, Id: draft.id, ChangeKey: draft.changeKey }];
      await client.call(
        'DeleteItem',
        { ItemIds: ids, DeleteType: 'MoveToDeletedItems', SendMeetingCancellations: 'SendToNone' },
        { cause },
      );
      await app.refresh();
    }).catch(app.failed);
  }

  /** Sends by the route of this release. */
  async function post(dueMs: number | undefined, cause: Cause): Promise<void> {
    const { disposition, sendRoute } = behaviour;
    const fields = fieldsOf(written());
    if (isDraftless()) {
      const deferred = dueMs === undefined ? {} : { ExtendedProperty: deferredProperty(dueMs) };
      const item = { ...createdItem(fields), ...deferred };
      await client.call('CreateItem', createRequest(item, disposition), { cause, name: OLD_NAMES.send });
      return;
    }
    const later = dueMs === undefined ? [] : [deferredUpdate(dueMs)];
    const route = dueMs !== undefined || sendRoute === 'create' ? 'update-draft' : sendRoute;
    if (!draft || route !== 'update-draft') await saveNow(cause);
    if (route === 'send-item') {
      const ids = [{ __type: ITEM_ID, Id: draft?.id, ChangeKey: draft?.changeKey }];
      await client.call('SendItem', { ItemIds: ids, SaveItemToFolder: disposition !== 'SendOnly' }, { cause });
      return;
    }
    const updates = {
      'update-draft': updatesOf(fields),
      'update-one-field': updatesOf({ Subject: fields.Subject }),
      'update-nothing': [],
    }[route];
    await client.call('UpdateItem', updateRequest([...updates, ...later], disposition), {
      cause,
      name: OLD_NAMES.updateSend,
    });
  }

  async function send(dueMs: number | undefined): Promise<void> {
    if (state !== 'draft') return;
    for (const well of [form.to, form.cc, form.bcc]) well.finish();
    const { to, cc, bcc } = written();
    const all = [...to, ...cc, ...bcc];
    if (all.length === 0 || !all.every((one) => isAddress(one.email))) {
      notice.say(texts.noAddress);
      return;
    }
    const cause = causeNow();
    clearTimeout(timer);
    state = 'sending';
    place.hide(form);
    if (dueMs === undefined && behaviour.undoMs > 0) {
      // The page holds the message; until the time is over the server has a draft at most.
      const isUndone = new Promise<boolean>((resolve) => {
        notice.say(texts.sending, () => resolve(true));
        window.setTimeout(() => resolve(false), behaviour.undoMs);
      });
      if (isDirty && !isDraftless()) await inLine(() => saveNow(cause));
      isDirty = false;
      if (await isUndone) {
        bringBack();
        notice.say(texts.undone);
        return;
      }
    } else if (dueMs === undefined) notice.say(texts.sending);
    try {
      await inLine(() => post(dueMs, cause));
      state = 'gone';
      notice.say(dueMs === undefined ? texts.sentNotice : texts.scheduled);
    } catch (error) {
      bringBack();
      app.failed(error);
      notice.say(texts.failed);
    }
    await app.refresh();
  }

  function bringBack(): void {
    state = 'draft';
    place.show(form);
    form.settled(true);
  }

  function fill(item: PageItem, kind: ReplyKind): void {
    const prefix = kind === 'forward' ? 'Fw: ' : 'Re: ';
    form.subject.value = prefix + item.subject.replace(/^((re|fw):\s*)+/i, '');
    form.setHtml(`<div class="elementToProof"><br></div>${quotedHtml(item)}`);
    if (kind === 'forward') return;
    const mine = [config.account, ...config.aliases.map((one) => one.address)].map((one) => one.toLowerCase());
    const others = (list: Person[]): Person[] => list.filter((one) => !mine.includes(one.email.toLowerCase()));
    const back = mine.includes(item.from.email.toLowerCase()) ? item.to : [item.from];
    form.to.set(
      kind === 'replyAll'
        ? [...back, ...others(item.to).filter((one) => !back.some((each) => each.email === one.email))]
        : back,
    );
    if (kind === 'replyAll' && others(item.cc).length > 0) {
      form.cc.set(others(item.cc));
      form.showCopies();
    }
  }

  if (original && start.kind !== 'new') fill(original, start.kind);
  place.show(form);
  form.settled(true);
  if (original) form.focusBody();
  else form.to.focus();
}
