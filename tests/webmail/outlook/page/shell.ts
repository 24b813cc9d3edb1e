import { button, h, onUse } from '../../gmail/page/dom.ts';
import type { App } from './app.ts';
import type { FolderInfo } from './store.ts';

export interface Shell {
  readonly elements: HTMLElement[];
  /** Where what is read stands. */
  readonly reading: HTMLElement;
  /** Where what is written stands, above it. Kept apart, since a frame that is moved forgets what was typed. */
  readonly writing: HTMLElement;
  showFolders(folders: FolderInfo[], current: string): void;
  signedOut(): void;
}

const SHOWN = ['inbox', 'drafts', 'sentitems', 'deleteditems', 'junkemail', 'archive'];

/** The frame of the page: header, folders, list and reading pane. */
export function createShell(app: App, list: HTMLElement, act: { go(role: string): void; compose(): void }): Shell {
  const { anchors, config, texts } = app;
  const isNamed = config.behaviour.anchors === 'usual' && config.flavour !== 'on-premises';
  const notice = h('div', { class: 'stand-in-ended', role: 'alert', hidden: true });
  const control = (name: string, icon: string, text: string, use: () => void): HTMLElement => {
    const made = h('button', { type: 'button', 'data-stand-in': name }, h('i', anchors.button(icon)), text);
    onUse(made, 'click', use);
    return made;
  };
  const head = h(
    'header',
    { class: 'stand-in-header' },
    h('strong', {}, config.flavour === 'on-premises' ? 'Exchange' : 'Webmail'),
    control('compose', 'ComposeRegular', texts.compose, act.compose),
    control('inbox', 'MailRegular', 'Mail', () => act.go('inbox')),
    h(
      'span',
      {
        class: 'stand-in-account',
        ...(isNamed ? { id: 'mectrl_main_trigger', 'aria-label': `Account manager for ${config.name}` } : {}),
      },
      config.name,
    ),
  );
  const folders = h('nav', { 'aria-label': texts.folders, class: 'stand-in-folders' });
  const writing = h('div', {});
  const reading = h('div', {});
  const pane = h('section', { ...anchors.pane(), class: 'stand-in-pane' }, writing, reading);
  const columns = h(
    'div',
    { class: 'stand-in-columns' },
    ...(config.behaviour.folderPane === 'shown' ? [folders] : []),
    list,
    pane,
  );

  return {
    elements: [h('div', { class: 'stand-in-banner' }, texts.banner), head, notice, columns],
    reading,
    writing,
    showFolders(infos, current) {
      const links = infos
        .filter((one) => SHOWN.includes(one.role))
        .map((one) => {
          const link = button(
            { class: one.role === current ? 'stand-in-current' : '', 'data-folder': one.role },
            one.name,
            () => act.go(one.role),
          );
          return h('div', { role: 'treeitem' }, link);
        });
      const roots = config.mailboxes.map((one, place) => {
        const name = place === 0 ? h('span', {}, one.address) : h('a', { href: one.href }, h('span', {}, one.address));
        return h(
          'div',
          { ...anchors.mailboxRoot(one.address, place), class: 'stand-in-root' },
          name,
          ...(place === 0 ? links : []),
        );
      });
      folders.replaceChildren(h('div', { role: 'tree' }, ...roots));
    },
    signedOut() {
      notice.hidden = false;
      notice.replaceChildren(
        `${texts.signedOut} `,
        h('a', { id: 'sign-in-again', href: config.signInUrl }, texts.signIn),
      );
    },
  };
}
