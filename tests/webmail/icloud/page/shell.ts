import { h } from '../../gmail/page/dom.ts';
import { type Account, validate } from './account.ts';
import type { PageConfig } from './config.ts';
import { createLine } from './line.ts';
import { textsFor } from './texts.ts';

/** What the shell offers to the app in its frame. */
export interface ShellWindow extends Window {
  icloudShell: {
    /** The account, where the shell asks for it. */
    account: Promise<Account> | undefined;
    /** The app is drawn. */
    ready(address: string): void;
    signedOut(): void;
  };
}

const config: PageConfig = JSON.parse(document.getElementById('stand-in-page')?.textContent ?? '{}');
const { behaviour, names } = config;
const texts = textsFor(behaviour.lang);
const line = createLine(config);

const place = h('main', { class: 'app-place' });
const who = h('span', { class: 'who' });
const signOut = h('a', { href: `${config.signInUrl}?out=1`, 'data-do': 'sign-out' }, texts.signOut);
document.body.append(h('header', { class: 'bar' }, h('strong', {}, 'iCloud Mail'), who, signOut), place);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
let built = 0;

async function buildFrame(): Promise<void> {
  await pause(behaviour.frameDelayMs);
  built += 1;
  place.replaceChildren(h('iframe', { 'data-name': names.frame, src: config.appUrl, title: 'Mail' }));
}

const shell: ShellWindow['icloudShell'] = {
  account: behaviour.validatedBy === 'app' ? undefined : validate(config, line),
  ready(address) {
    if (behaviour.frame === 'rebuilt' && built === 1) {
      void buildFrame();
      return;
    }
    who.textContent = address;
    document.documentElement.setAttribute('data-account', address);
    document.documentElement.setAttribute('data-stand-in', 'ready');
  },
  signedOut() {
    place.replaceChildren(h('a', { href: config.signInUrl, 'data-do': 'sign-in' }, texts.signIn));
    document.documentElement.setAttribute('data-stand-in', 'signed-out');
  },
};
(window as unknown as ShellWindow).icloudShell = shell;
shell.account?.catch(() => shell.signedOut());
await buildFrame();
