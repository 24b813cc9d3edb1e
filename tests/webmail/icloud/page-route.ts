import { escapeHtml, html } from '../gmail/respond.ts';
import type { IcloudBehaviour, Origins } from './options.ts';
import type { AnchorNames, PageConfig } from './page/config.ts';

const inScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
const FILES = '/_/stand-in/icloud/page';

const usualNames: AnchorNames = {
  frame: 'mail2',
  pane: 'thread-detail-pane',
  article: 'article',
  subject: 'h1',
  time: 'time',
  body: 'mail-message-defaults',
};
const otherNames: AnchorNames = { frame: null, pane: null, article: null, subject: 'div', time: 'span', body: 'x7-b' };

/** Path of the app in this release and language. */
const appPath = (behaviour: IcloudBehaviour): string =>
  `/applications/${behaviour.anchors === 'usual' ? 'mail2' : 'mail3'}/current/${behaviour.lang}/index.html`;

const sandboxPath = (behaviour: IcloudBehaviour): string =>
  `/applications/${behaviour.anchors === 'usual' ? 'mail2' : 'mail3'}-message/current/${behaviour.lang}/index.html`;

export interface PageParts {
  behaviour: IcloudBehaviour;
  origins: Origins;
  hiddenAddresses: string[];
  key: string;
  clientId: string;
}

function configFor({ behaviour, origins, hiddenAddresses, key, clientId }: PageParts): PageConfig {
  return {
    key,
    www: origins.www,
    setup: origins.setup,
    sandbox: origins.sandbox,
    veiled: `${origins.gateway}/x3`,
    appUrl: `${appPath(behaviour)}?rootDomain=www`,
    sandboxUrl: `${origins.sandbox}${sandboxPath(behaviour)}`,
    signInUrl: '/sign-in/',
    build: behaviour.build,
    masteringNumber: behaviour.masteringNumber,
    clientId,
    hiddenAddresses,
    names: behaviour.anchors === 'usual' ? usualNames : otherNames,
    behaviour,
  };
}

function document(parts: PageParts, script: 'shell' | 'app' | 'message-frame', policy: string): Response {
  const { behaviour } = parts;
  const build =
    script === 'app' && behaviour.anchors === 'usual'
      ? ` data-cw-private-build-number="${behaviour.build}" data-cw-private-mastering-number="${behaviour.masteringNumber}"`
      : '';
  const config =
    script === 'message-frame' ? { www: parts.origins.www, names: configFor(parts).names } : configFor(parts);
  const body = `<!doctype html>
<html lang="${behaviour.lang.slice(0, 2)}"${build}><head><meta charset="utf-8"><title>iCloud Mail</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="${FILES}/style.css">
<script type="application/json" id="stand-in-page">${inScript(config)}</script></head>
<body class="${script}"><script type="module" src="${FILES}/${script}.ts"></script></body></html>`;
  return html(body, 200, { 'content-security-policy': policy, 'cache-control': 'no-cache, no-store' });
}

const SERVICES = (origins: Origins): string =>
  [...new Set([origins.setup, origins.gateway, origins.mcc, origins.mail])].join(' ');

/** The outer page: frame and menu around the app. */
export const answerShell = (parts: PageParts): Response =>
  document(
    parts,
    'shell',
    `default-src 'self'; script-src 'self'; img-src 'self' data:; style-src 'self'; connect-src 'self' ${SERVICES(parts.origins)}; frame-src 'self'; object-src 'none'; frame-ancestors 'none'`,
  );

/** The mail app, in its frame. */
export const answerApp = (parts: PageParts): Response =>
  document(
    parts,
    'app',
    `default-src 'self'; script-src 'self'; img-src 'self' data: blob:; style-src 'self'; connect-src 'self' ${SERVICES(parts.origins)}; frame-src ${parts.origins.sandbox}; object-src 'none'; frame-ancestors 'self'`,
  );

/** The frame one message is shown in, on a host of its own. */
export const answerSandbox = (parts: PageParts): Response =>
  document(
    parts,
    'message-frame',
    `default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; frame-ancestors ${parts.origins.www}`,
  );

/** Where a person chooses the account of this browser. */
export function answerSignIn(accounts: readonly string[]): Response {
  const links = accounts.map(
    (account) =>
      `<li><a data-account="${escapeHtml(account)}" href="/sign-in/?account=${encodeURIComponent(account)}">${escapeHtml(account)}</a></li>`,
  );
  return html(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in</title><link rel="icon" href="data:,"></head>
<body><main><h1>Stand-in sign-in</h1><ul>${links.join('')}</ul></main></body></html>`);
}
