import { button, h, show } from '../../gmail/page/dom.ts';
import type { PageConfig } from './config.ts';
import type { Make } from './make.ts';
import type { PageFolder } from './store.ts';
import type { Texts } from './texts.ts';

export interface Shell {
  readonly elements: HTMLElement[];
  readonly listPlace: HTMLElement;
  readonly readerPlace: HTMLElement;
  readonly composePlace: HTMLElement;
  /** What is in view: the list, a conversation, or a message being written. */
  look(at: 'list' | 'reader' | 'compose'): void;
  drawFolders(folders: PageFolder[], current: string): void;
  signedOut(): void;
}

function accountMenu(make: Make, config: PageConfig, texts: Texts): HTMLElement {
  const address = config.shownAddress;
  const label = address ? `${texts.account}: ${config.ownName} (${address})` : texts.account;
  const body = make('div', { id: 'ybarAccountMenuBody', class: 'si-menu' });
  const menu = make('div', { class: 'si-account' });
  const opener = button({}, config.ownName.slice(0, 1).toUpperCase(), () => {
    // The other sign-ins are drawn only once the menu is opened.
    if (body.isConnected) body.remove();
    else {
      body.replaceChildren(
        ...config.others.map((one) => make('a', { href: one.href, class: 'si-other' }, one.address)),
      );
      menu.append(body);
    }
  });
  menu.append(make('div', { id: 'ybarAccountMenu', 'aria-label': label, class: 'si-face' }, opener));
  return menu;
}

/** The frame of the page, by the names of its client. */
export function createShell(
  make: Make,
  config: PageConfig,
  texts: Texts,
  act: { go(folderId: string): void; compose(): void },
): Shell {
  const { behaviour, client } = config;
  const compose = make(
    'button',
    { type: 'button', 'data-test-id': 'compose-button', 'data-stand-in': 'compose-button' },
    texts.compose,
  );
  compose.addEventListener('click', act.compose);
  const folderList = make('ul', { 'data-test-id': 'folder-list', class: 'si-folders' });
  const rail = make('nav', { class: 'si-rail' }, compose, folderList);
  const listPlace = make('div', { class: 'si-list-place' });
  const readerPlace = make('div', { class: 'si-reader-place' });
  const composePlace = make('div', { class: 'si-compose-place' });
  const reader = make(
    'div',
    {
      'data-test-id': 'mail-reader',
      ...(behaviour.preview ? { 'data-test-preview': '1' } : {}),
      ...(client === 'novation' ? { id: 'mail-reader-container' } : {}),
      class: 'si-main',
    },
    listPlace,
    readerPlace,
    composePlace,
  );
  const adverts =
    behaviour.adverts > 0
      ? make(
          'aside',
          { class: 'si-right' },
          make('button', { type: 'button', 'data-test-id': 'right-rail-hidead-btn' }, '×'),
          make('div', { 'data-test-id': 'leaderboard-ad' }, texts.advert),
        )
      : null;
  const app = make(
    'div',
    {
      'data-test-id': 'mail-app-container',
      ...(client === 'norrin' ? { id: 'mail-app-container' } : {}),
      class: 'si-columns',
    },
    rail,
    reader,
    adverts,
  );
  const notice = make('div', { class: 'si-notice', style: 'display:none' });
  const bar = make(
    'header',
    client === 'norrin' ? { class: 'norrin-ybar si-top', id: 'norrin-ybar-header' } : { class: 'si-top' },
    make('b', {}, 'Webmail'),
    accountMenu(make, config, texts),
  );
  const root = make(
    'div',
    { id: client === 'norrin' ? 'mail-app-component' : 'mail-app-component-container', class: 'si-page' },
    bar,
    notice,
    app,
  );

  return {
    elements: [h('div', { class: 'si-banner', role: 'note' }, texts.banner), root],
    listPlace,
    readerPlace,
    composePlace,
    look(at) {
      show(composePlace, at === 'compose');
      show(readerPlace, at === 'reader');
      show(listPlace, at === 'list' || (at === 'reader' && behaviour.preview));
    },
    drawFolders(folders, current) {
      const shown = folders.filter((one) => !one.types.includes('SYNC') && !one.types.includes('INVISIBLE'));
      const items = shown.map((one) => {
        const known = one.types.includes('EXTERNAL') ? one.name : (texts.folders[one.types[0] ?? ''] ?? one.name);
        const count = one.unread > 0 ? ` (${one.unread})` : '';
        const link = make(
          'a',
          {
            href: `${config.base}/folders/${one.id}`,
            'data-test-folder-name': one.name,
            'data-stand-in': `folder-${one.id}`,
            class: one.id === current ? 'si-current' : '',
          },
          `${known}${count}`,
        );
        link.addEventListener('click', (event) => {
          event.preventDefault();
          act.go(one.id);
        });
        return make('li', {}, link);
      });
      folderList.replaceChildren(...items);
    },
    signedOut() {
      const here = encodeURIComponent(location.href);
      const href = `${location.origin}${config.base}/folders/1?.src=ym&from=${here}`;
      notice.replaceChildren(`${texts.signedOut} `, h('a', { href, 'data-stand-in': 'sign-in' }, texts.signIn));
      show(notice, true);
    },
  };
}
