import { button, onUse } from '../../gmail/page/dom.ts';
import { type App, shownName } from './app.ts';
import type { PageMessage, Person } from './store.ts';
import { shownDate } from './texts.ts';

export interface ReaderView {
  readonly element: HTMLElement;
  readonly conversationId: string;
  /** Draws it anew from the store. */
  update(): void;
}

/** The body as the server made it fit to be shown, with scripts made inert by the parser. */
function bodyOf(html: string): DocumentFragment {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const fragment = document.createDocumentFragment();
  for (const node of [...parsed.body.childNodes]) fragment.append(document.importNode(node, true));
  return fragment;
}

/** An opened conversation. Messages that were never expanded have no body in the page. */
export function createReaderView(
  app: App,
  conversationId: string,
  act: { expand(message: PageMessage): void; back(): void; isExpanded(message: PageMessage): boolean },
): ReaderView {
  const { make, texts, config, store } = app;
  const { behaviour } = config;
  const scroller = make('div', { 'data-test-id': 'message-group-view-scroller', class: 'si-reader' });
  const element = make(
    'div',
    {
      'data-test-id': 'message-group-view',
      id: 'message-group-view',
      'data-stand-in': 'reader',
      class: 'si-reader-pane',
    },
    scroller,
  );

  function pill(one: Person): HTMLElement {
    const { senderPill } = behaviour;
    if (senderPill === 'contact-card') {
      return make(
        'span',
        { 'data-test-id': 'with-contact-card-anchor', title: one.email },
        make('span', {}, shownName(one)),
      );
    }
    const address = senderPill === 'text' ? make('span', {}, make('span', {}, one.email)) : null;
    const title = senderPill === 'title' ? { title: one.email } : {};
    return make(
      'span',
      { 'data-test-id': 'email-pill', ...title },
      one.name || (address ? '' : shownName(one)),
      address,
    );
  }

  const addresses = (people: Person[]): HTMLElement[] =>
    people.map((one) =>
      make('span', { 'data-test-id': 'email-pill', title: one.email, class: 'si-pill' }, shownName(one)),
    );

  function header(message: PageMessage, expanded: boolean): HTMLElement {
    const from = message.from[0];
    const all = [...message.to, ...message.cc, ...message.bcc];
    const recipients = make(
      'span',
      { 'data-test-id': 'message-recipients' },
      make('span', { 'data-test-id': 'message-to' }, ...addresses(expanded ? all : all.slice(0, 1))),
      all.length > 1
        ? make('span', { 'data-test-id': 'more-less-label' }, expanded ? '–' : `+${all.length - 1}`)
        : null,
    );
    const date = new Date(message.date * 1000).toISOString();
    const made = make(
      'header',
      { 'data-test-id': 'message-header', class: 'si-header' },
      make('span', { 'data-test-id': 'message-from' }, from ? pill(from) : null),
      recipients,
      make('time', { 'data-test-id': 'message-date', datetime: date }, shownDate(behaviour.locale, message.date)),
    );
    onUse(made, 'click', () => {
      if (!expanded) act.expand(message);
    });
    return made;
  }

  function body(message: PageMessage): HTMLElement {
    const content = make('div', { 'data-test-id': 'message-view-body-content', class: 'msg-body' });
    content.append(make('div', {}, ...[bodyOf(message.html ?? '')]));
    const files = message.files.map((name) =>
      make(
        'div',
        { 'data-test-id': 'attachment-container' },
        make('span', { 'data-test-id': 'attachment-card-title' }, name),
      ),
    );
    return make('div', { 'data-test-id': 'message-view-body' }, content, ...files);
  }

  function view(message: PageMessage): HTMLElement {
    const expanded = message.html !== undefined && act.isExpanded(message);
    const reply = make(
      'button',
      { type: 'button', 'data-test-id': 'btn-reply-sender', 'data-stand-in': 'reply' },
      texts.reply,
    );
    onUse(reply, 'click', () => app.reply(message));
    return make(
      'div',
      { 'data-test-id': 'message-view', 'data-test-expanded': String(expanded), class: 'message-view si-message' },
      header(message, expanded),
      expanded ? body(message) : make('p', { class: 'si-snippet' }, message.snippet),
      expanded ? reply : null,
    );
  }

  const back = button({ 'data-stand-in': 'back', class: 'si-back' }, `← ${texts.back}`, act.back);
  const toolbar = make('div', { class: 'si-toolbar' }, back);
  element.prepend(toolbar);

  return {
    element,
    conversationId,
    update() {
      const messages = store.conversation(conversationId).filter((one) => !one.folderTypes.includes('DRAFT'));
      const first = messages[0];
      const folder = messages.at(-1)?.folderTypes[0] ?? '';
      const advert = make('div', { 'data-test-id': 'gam-iframe', class: 'si-advert' });
      if (behaviour.adverts > 0) {
        advert.append(
          make('iframe', {
            id: 'gpt-iframe',
            title: texts.advert,
            srcdoc: `<p>${texts.advert}: offers@shop.example</p>`,
          }),
        );
      }
      scroller.replaceChildren(
        make(
          'header',
          { class: 'si-subject-line' },
          make(
            'span',
            { 'data-test-id': 'message-group-subject-text', 'data-stand-in': 'subject' },
            first?.subject || texts.noSubject,
          ),
          make('span', { 'data-test-id': 'pill-text' }, texts.folders[folder] ?? folder),
        ),
        ...messages.map(view),
        ...(behaviour.adverts > 0 ? [advert] : []),
      );
    },
  };
}
