import { type App, shownName } from './app.ts';
import { createCard, createLinkCards } from './attachment-card.ts';
import { button, classOf, find, h, nextId, onUse, setNamed } from './dom.ts';
import { safeBody } from './safe-html.ts';
import type { PageMessage, PageThread } from './store.ts';
import { longDate, shortDate } from './texts.ts';

export interface ConversationView {
  readonly element: HTMLElement;
  readonly thread: PageThread;
  /** Draws the thread anew; what the reader unfolded stays so. */
  update(thread: PageThread): void;
}

/** The wrappers an opened conversation had over the years. */
function wrap(app: App, inner: HTMLElement[]): HTMLElement {
  const { root, pane } = app.config.behaviour;
  if (root === 'table') return h('table', { class: 'Bs nH iY' }, h('tr', {}, h('td', { class: 'Bu' }, ...inner)));
  const box = h('div', { class: { a98: 'a98 iY', PeIF1d: 'PeIF1d', if: 'if' }[root] }, ...inner);
  return pane === 'none' ? box : h('div', { class: 'aia' }, h('div', { class: 'ao9' }, box));
}

const sizeClip = 400_000;
let bodies = 0;

export function createConversationView(app: App, first: PageThread, only?: PageMessage): ConversationView {
  const { config, texts } = app;
  const { behaviour } = config;
  const opened = new Set<string>();
  const staleHex = new Map<string, string>();
  const seen = new Map<string, string>();
  for (const one of first.messages) if (one.labels.has('^u')) opened.add(one.id);
  let unfolded = false;
  let thread = first;
  const subject = h('h2', { class: 'hP', tabindex: -1 });
  const list = h('div', { role: 'list', class: 'stand-in-messages' });
  const area = h('div', { class: 'ip stand-in-reply' });
  const element = wrap(app, [h('div', { class: 'ha' }, subject), list, area]);

  const shownMessages = (): PageMessage[] => {
    if (only) return thread.messages.filter((one) => one.id === only.id);
    return thread.messages.filter((one) => !one.labels.has('^k') && !one.labels.has('^r'));
  };
  const isOpen = (message: PageMessage, messages: PageMessage[]): boolean =>
    opened.has(message.id) || message === messages.at(-1) || messages.length === 1;

  function idAttributes(message: PageMessage): Record<string, string> {
    // A message just sent keeps showing the legacy id its draft had.
    const before = seen.get(message.id);
    if (before !== undefined && before !== message.legacyHex && behaviour.staleLegacyId)
      staleHex.set(message.id, before);
    seen.set(message.id, message.legacyHex);
    return {
      'data-message-id': `#${message.id}`,
      'data-legacy-message-id': staleHex.get(message.id) ?? message.legacyHex,
    };
  }

  function header(message: PageMessage, open: boolean): HTMLElement {
    const name = message.from.name || message.from.email;
    const from = h('span', { class: 'gD', email: message.from.email, name }, name);
    const shown = [...message.to, ...message.cc];
    const people = shown
      .slice(0, 3)
      .flatMap((one, place) => [
        place > 0 ? ', ' : ' ',
        h('span', { class: 'g2', email: one.email, name: shownName(app, one) }, shownName(app, one)),
      ]);
    const to = open ? h('div', { class: 'hb' }, texts.toMe, ...people, shown.length > 3 ? '…' : null) : null;
    const title = longDate(behaviour.locale, message.internalMs);
    const when = h('span', { class: 'g3', title }, shortDate(behaviour.locale, message.internalMs, Date.now()));
    const avatar = h('span', { class: 'stand-in-face', 'aria-hidden': 'true' }, name.slice(0, 1).toUpperCase());
    const address = open ? h('span', { class: 'go' }, ` <${message.from.email}>`) : null;
    return h(
      'div',
      { class: 'gE iv gt' },
      avatar,
      h('div', { class: 'stand-in-from' }, h('div', {}, from, address), to),
      when,
    );
  }

  function bodyOf(message: PageMessage): HTMLElement {
    bodies += 1;
    const whole = message.html ?? '';
    const body = h('div', { class: 'a3s aiL', id: nextId() });
    body.append(safeBody(whole.slice(0, sizeClip), bodies));
    const hidden = h('div', { class: 'a3s', style: 'display:none' });
    const block = h('div', { class: 'ii gt', id: nextId() }, body, hidden);
    if (whole.length > sizeClip) {
      const href = `${config.mailBase}/?ui=2&ik=${config.ik}&view=lg&permmsgid=${message.id}`;
      block.append(h('div', { class: 'iX' }, h('a', { href, target: '_blank' }, texts.clipped)));
    }
    return block;
  }

  function item(message: PageMessage, messages: PageMessage[]): HTMLElement {
    if (isOpen(message, messages)) {
      const body = bodyOf(message);
      const files = [...message.files.map((file) => createCard(app, message, file)), ...createLinkCards(body)];
      const cards = files.length > 0 ? h('div', { class: 'hq gt' }, ...files) : null;
      const inner = h('div', { class: 'adn ads', ...idAttributes(message) }, header(message, true), body, cards);
      return h('div', { role: 'listitem', class: 'h7', 'aria-expanded': 'true', tabindex: -1 }, inner);
    }
    const ids = behaviour.collapsedIds === 'shown' ? idAttributes(message) : {};
    const snippet = h('div', { class: 'iA g6' }, message.snippet);
    const inner = h('div', { class: 'adf ads', ...ids }, header(message, false), snippet);
    const folded = h('div', { role: 'listitem', class: 'kv', 'aria-expanded': 'false', tabindex: -1 }, inner);
    onUse(folded, 'click', () => {
      opened.add(message.id);
      draw();
    });
    return folded;
  }

  function items(messages: PageMessage[]): HTMLElement[] {
    const all = messages.map((message) => item(message, messages));
    const { foldFrom } = behaviour;
    if (foldFrom === 0 || messages.length < foldFrom || unfolded) return all;
    const middle = all.slice(1, -2);
    for (const one of middle) one.classList.add(classOf('kQ'), classOf('kx'));
    const fold = h(
      'div',
      { class: 'adv', role: 'button', tabindex: 0 },
      h('div', { class: 'adx' }, h('span', {}, String(middle.length))),
    );
    onUse(fold, 'click', () => {
      unfolded = true;
      draw();
    });
    return [...all.slice(0, 1), fold, ...middle, ...all.slice(-2)];
  }

  function drawReply(messages: PageMessage[]): void {
    if (find(area, '.M9')) return;
    area.classList.remove(classOf('adB'));
    const message = messages.at(-1);
    const start = (kind: 'reply' | 'reply-all' | 'forward'): void => {
      if (!message) return;
      area.classList.add(classOf('adB'));
      app.compose({ kind, thread, message, inside: area });
    };
    area.replaceChildren(
      button({ class: 'ams bkH', 'data-do': 'reply' }, texts.reply, () => start('reply')),
      button({ class: 'ams bkI', 'data-do': 'reply-all' }, texts.replyAll, () => start('reply-all')),
      button({ class: 'ams bkG', 'data-do': 'forward' }, texts.forward, () => start('forward')),
    );
  }

  function draw(): void {
    const messages = shownMessages();
    subject.textContent = thread.subject || texts.noSubject;
    setNamed(subject, 'data-legacy-thread-id', thread.legacyHex);
    setNamed(subject, 'data-thread-perm-id', behaviour.threadPermId === 'undefined' ? 'undefined' : thread.id);
    list.replaceChildren(...items(messages));
    drawReply(messages);
  }
  area.addEventListener('composeclosed', () => drawReply(shownMessages()));
  draw();

  return {
    element,
    get thread() {
      return thread;
    },
    update(fresh) {
      thread = fresh;
      draw();
    },
  };
}
