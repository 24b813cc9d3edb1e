import { button, h } from '../../gmail/page/dom.ts';
import type { PageConfig } from './config.ts';
import { type Body, type PageMessage, type PagePart, type Person, shownName } from './mail-service.ts';
import type { ShownMessage } from './message-frame.ts';
import type { Texts } from './texts.ts';

export interface OpenMessage {
  message: PageMessage;
  body: Body;
}

export interface ThreadActions {
  reply(toAll: boolean): void;
  back(): void;
  /** Bytes of a file of the message. */
  read(message: PageMessage, part: PagePart): Promise<Uint8Array<ArrayBuffer>>;
  failed(error: unknown): void;
}

const written = (one: Person): string => (one.name ? `${one.name} <${one.email}>` : one.email);
const names = (list: Person[]): string => list.map(shownName).join(', ');

/** The frame that shows a text; it gets it once it says that it is there. */
function messageFrame(config: PageConfig, { message, body }: OpenMessage): HTMLIFrameElement {
  const frame = h('iframe', { src: config.sandboxUrl, class: 'message-frame', title: message.subject });
  const headers = [
    `From: ${written(message.from)}`,
    `To: ${message.to.map(written).join(', ')}`,
    ...(message.cc.length > 0 ? [`Cc: ${message.cc.map(written).join(', ')}`] : []),
  ];
  const shown: ShownMessage = { ...body, headers };
  const give = (event: MessageEvent): void => {
    if (event.source !== frame.contentWindow || event.origin !== config.sandbox) return;
    removeEventListener('message', give);
    frame.contentWindow?.postMessage(shown, config.sandbox);
  };
  addEventListener('message', give);
  return frame;
}

/** A file: the first use reads it, and then there is a link to keep it. */
function fileButton(
  part: PagePart,
  read: () => Promise<Uint8Array<ArrayBuffer>>,
  failed: (error: unknown) => void,
): HTMLElement {
  const element = button({ class: 'file', 'data-do': 'file' }, part.name, () => {
    read()
      .then((bytes) => {
        const href = URL.createObjectURL(new Blob([bytes], { type: part.contentType }));
        element.replaceWith(h('a', { class: 'file', href, download: part.name }, `${part.name} (${bytes.length})`));
      })
      .catch(failed);
  });
  return element;
}

/** An open thread. Of people it shows the names alone. */
export function drawThread(
  config: PageConfig,
  texts: Texts,
  subject: string,
  opened: readonly OpenMessage[],
  actions: ThreadActions,
): HTMLElement {
  const { names: anchors } = config;
  const articles = opened.map((one) => {
    const { message } = one;
    const when = new Date(message.dateMs);
    const files = message.parts.filter((part) => part.isFile);
    return h(
      'div',
      { role: anchors.article, class: 'message', 'data-message': '' },
      h(
        'div',
        { class: 'message-head' },
        h('span', { class: 'sender' }, shownName(message.from)),
        h('span', { class: 'recipients' }, `${texts.to}: ${names([...message.to, ...message.cc])}`),
        h(
          anchors.time,
          anchors.time === 'time' ? { datetime: when.toISOString() } : {},
          when.toLocaleString(config.behaviour.lang),
        ),
      ),
      messageFrame(config, one),
      h(
        'div',
        { class: 'files' },
        ...files.map((part) => fileButton(part, () => actions.read(message, part), actions.failed)),
      ),
    );
  });
  return h(
    'section',
    { 'data-testid': anchors.pane, class: 'thread', 'data-thread': '' },
    h(
      'div',
      { class: 'actions' },
      button({ 'data-do': 'back' }, texts.back, actions.back),
      button({ 'data-do': 'reply' }, texts.reply, () => actions.reply(false)),
      button({ 'data-do': 'reply-all' }, texts.replyAll, () => actions.reply(true)),
    ),
    h(anchors.subject, { class: 'thread-subject' }, subject),
    ...articles,
  );
}
