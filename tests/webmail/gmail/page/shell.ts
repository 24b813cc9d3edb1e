import type { App } from './app.ts';
import { button, classOf, h, onUse, show } from './dom.ts';
import { FOLDERS } from './place.ts';
import type { Texts } from './texts.ts';

export interface Shell {
  readonly elements: HTMLElement[];
  /** A new main area holding the element; several may exist, and one is visible. */
  addMain(content: HTMLElement): HTMLElement;
  /** Puts a conversation beside or below the list of a main area. */
  fillPane(main: HTMLElement, content: HTMLElement, pane: 'vertical' | 'horizontal'): void;
  emptyPane(main: HTMLElement): void;
  setUnread(count: number, list: string): void;
  signedOut(): void;
  online(is: boolean): void;
}

const FOLDER_TEXTS: Record<string, keyof Texts> = {
  inbox: 'inbox',
  starred: 'starred',
  sent: 'sent',
  scheduled: 'scheduled',
  drafts: 'drafts',
  all: 'all',
  spam: 'spam',
  trash: 'trash',
};

function accountCorner(app: App): HTMLElement {
  const { config } = app;
  const known = config.behaviour.accountIn !== 'globals-only';
  const face = h('span', { class: 'stand-in-face', 'aria-hidden': 'true' }, config.name.slice(0, 1).toUpperCase());
  if (!known) return h('div', { class: 'stand-in-account' }, face);
  const others = config.others.map((one) => h('a', { href: one.href, class: 'stand-in-other' }, one.address));
  const label = h('div', { class: 'gb_Da' }, config.account);
  const manage = h(
    'a',
    {
      href: 'https://myaccount.google.com/?utm_source=OGB',
      target: '_blank',
      tabindex: -1,
      'aria-label': config.account,
    },
    face,
  );
  const list = h('div', { class: 'stand-in-others', style: 'display:none' }, ...others);
  const corner = h('div', { class: 'stand-in-account' }, label, manage, list);
  if (others.length > 0) onUse(label, 'click', () => show(list, list.style.display === 'none'));
  return corner;
}

/** The frame of the page: banner, folders, main areas, the place of compose windows. */
export function createShell(app: App, act: { go(hash: string): void; compose(): void }): Shell {
  const { texts, config } = app;
  const links = new Map<string, { link: HTMLElement; count: HTMLElement }>();
  const search = h('input', { name: 'q', type: 'text', placeholder: texts.search, 'aria-label': texts.search });
  const form = h('form', { role: 'search', class: 'stand-in-search' }, search);
  onUse(form, 'submit', (event) => {
    event.preventDefault();
    act.go(`search/${encodeURIComponent(search.value)}`);
  });
  const notice = h('div', { class: 'stand-in-notice', role: 'status', style: 'display:none' });
  const banner = h(
    'header',
    { role: 'banner', class: 'gb_va' },
    h('div', { class: 'stand-in-mark' }, h('span', { class: 'stand-in-logo', 'aria-hidden': 'true' }), 'Webmail'),
    form,
    accountCorner(app),
  );
  const folders = Object.keys(FOLDERS).map((name) => {
    const count = h('span', { class: 'bsU' });
    const link = h(
      'a',
      { class: 'J-Ke n0', href: `#${name}` },
      h('span', {}, texts[FOLDER_TEXTS[name] ?? 'inbox']),
      count,
    );
    links.set(name, { link, count });
    return h('div', { class: 'TO' }, link);
  });
  const compose = button(
    { class: 'T-I T-I-KE L3', gh: 'cm', 'aria-label': texts.compose },
    `✎  ${texts.compose}`,
    act.compose,
  );
  const navigation = h('nav', { role: 'navigation', class: 'aeN' }, compose, ...folders);
  const mains = h('div', { class: 'nH bkK' });
  const popups = h(
    'div',
    { class: 'dw' },
    h('div', { class: 'nH' }, h('div', { class: 'nH' }, h('div', { class: 'no' }))),
  );

  return {
    elements: [
      h('div', { class: 'stand-in-banner', role: 'note' }, texts.banner),
      h(
        'div',
        { class: 'nH stand-in-page' },
        banner,
        notice,
        h('div', { class: 'nH stand-in-columns' }, navigation, mains),
      ),
      popups,
    ],
    addMain(content) {
      const isList = content.classList.contains('stand-in-list');
      const back = isList
        ? null
        : button({ class: 'lS', 'data-do': 'back' }, `← ${texts.back}`, () =>
            act.go(location.hash.split('/').slice(0, -1).join('/') || 'inbox'),
          );
      const main = h('div', { role: 'main', class: 'nH' }, back, content);
      mains.append(main);
      return main;
    },
    fillPane(main, content, pane) {
      main.classList.add('stand-in-split', `stand-in-${pane}`);
      main.querySelector(':scope > .stand-in-pane')?.remove();
      main.append(h('div', { class: 'stand-in-pane' }, content));
    },
    emptyPane: (main) => main.querySelector(':scope > .stand-in-pane')?.remove(),
    setUnread(count, list) {
      for (const [name, { link, count: place }] of links) {
        link.classList.toggle(classOf('nZ'), name === list);
        place.textContent = name === 'inbox' && count > 0 ? String(count) : '';
      }
      const folder = FOLDER_TEXTS[list];
      const where = `${folder ? texts[folder] : list}${list === 'inbox' && count > 0 ? ` (${count})` : ''}`;
      document.title =
        config.behaviour.accountIn === 'globals-only' ? where : `${where} - ${config.account} - Stand-in webmail`;
    },
    signedOut() {
      notice.replaceChildren(
        `${texts.signedOut} `,
        h('a', { href: config.signInUrl, id: 'sign-in-again' }, texts.signIn),
      );
      show(notice, true);
    },
    online(is) {
      if (!is) notice.replaceChildren(texts.failed);
      show(notice, !is);
    },
  };
}
