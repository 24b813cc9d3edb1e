import { escapeHtml, html } from '../gmail/respond.ts';
import type { Json } from './json.ts';
import { folderJson, mailboxJson, selectMessages } from './mail-api.ts';
import type { Mailbox } from './mailbox.ts';
import { listJson } from './message-json.ts';
import type { YahooBehaviour } from './options.ts';
import type { PageConfig } from './page/config.ts';

export interface PageParts {
  box: Mailbox;
  behaviour: YahooBehaviour;
  config: PageConfig;
  wssid: string;
  crumb: string;
  nonce: string;
  /** Folder whose list comes with the page. */
  folderId: string;
  apisOrigin: string;
  loginOrigin: string;
  imagesOrigin: string;
  guidHash: string;
  /** Keeps a script and gives its address. */
  keepScript(text: string): string;
}

/** JSON fit for a script: slashes are escaped as the real page does, and nothing can end the script. */
export const inScript = (value: unknown): string =>
  JSON.stringify(value).replaceAll('/', '\\u002F').replaceAll('<', '\\u003C');

/** First data of the page. Its first list is what a `GetMessageGroupList` would answer. */
function firstData(parts: PageParts): Json {
  const { box, behaviour } = parts;
  const q = `folderId:${parts.folderId} acctId:${box.folder(parts.folderId)?.acctId} groupBy:conversationId count:50 offset:0 -folderType:(SYNC) -folderType:(INVISIBLE) -sort:date`;
  const known = behaviour.accountIn !== 'document-only';
  const isKnown = behaviour.traffic === 'usual';
  const withList = behaviour.firstList !== 'call' && isKnown;
  const { id, email } = mailboxJson(box) as { id: string; email: string };
  const named = known ? { selectedMailbox: { id, email }, mailboxes: [{ id, email, isPrimary: true }] } : { mbox: id };
  return {
    intl: { locale: behaviour.locale },
    guidHash: parts.guidHash,
    loginHash: parts.guidHash,
    mailWssid: parts.wssid,
    appId: parts.config.client === 'norrin' ? 'YMailNorrin' : 'YMailNovation',
    ...named,
    ...(withList
      ? {
          folderList: folderJson(box),
          messageList: { folderId: parts.folderId, result: listJson(box, selectMessages(box, q), behaviour, 'list') },
        }
      : {}),
  };
}

/** The page itself, with the headers that bind its scripts and everybody else's. */
export function answerPage(parts: PageParts): Response {
  const { behaviour, config, nonce } = parts;
  const data = inScript(firstData(parts));
  const shown = behaviour.anchors === 'usual';
  const title = config.shownAddress && shown ? `${config.shownAddress} - Yahoo Mail` : 'Yahoo Mail';
  const script = (text: string): string => `<script nonce="${nonce}">${text}</script>`;
  const boot = {
    inline: () =>
      script(`(function(root){var state=${data};Object.defineProperty(document,"standInState",{value:state})})(this);`),
    'inline-and-global': () => script(`window.AppBootstrapData=${data};`),
    global: () => `<script nonce="${nonce}" src="${parts.keepScript(`window.AppBootstrapData=${data};`)}"></script>`,
  }[behaviour.bootstrap]();
  const root = config.client === 'norrin' ? '' : ' id="Atom" data-color-theme-enabled="true" data-color-scheme="light"';
  const body = config.client === 'norrin' ? ' id="Atom"' : '';
  const telemetry = behaviour.telemetry ? ' https://udc.yahoo.com https://geo.yahoo.com' : '';
  const document = `<!doctype html>
<html lang="${behaviour.locale}"${shown ? root : ''}>
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/_/stand-in/yahoo/page/style.css">
${boot}
<script type="application/json" id="stand-in-page">${JSON.stringify(config).replaceAll('<', '\\u003c')}</script>
</head>
<body${shown ? body : ''}><input type="hidden" name="crumb" value="${escapeHtml(parts.crumb)}">
<script type="module" src="/_/stand-in/yahoo/page/main.ts" nonce="${nonce}"></script></body></html>`;
  return html(document, 200, {
    'content-security-policy': [
      `script-src 'self' 'nonce-${nonce}'`,
      "object-src 'none'",
      "base-uri 'self'",
      `connect-src 'self' ${parts.apisOrigin} ${parts.loginOrigin}${telemetry}`,
      `img-src 'self' data: ${parts.imagesOrigin}`,
      "frame-src 'self'",
    ].join('; '),
    'referrer-policy': 'no-referrer-when-downgrade',
    'x-frame-options': 'SAMEORIGIN',
    'cache-control': 'no-store, no-cache',
  });
}
