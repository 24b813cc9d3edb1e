import type { Mailbox } from './mailbox.ts';
import type { PageConfig } from './page/config.ts';
import { renamedNames, usualNames } from './page/names.ts';
import { toUnknownForm } from './page/unknown-form.ts';
import { toWire, tuple } from './page/wire.ts';
import { RENAMED } from './page-files.ts';
import { type RecordContext, threadRecord } from './records.ts';
import { escapeHtml, html } from './respond.ts';
import { threadsFor } from './sync-routes.ts';

export interface PageParts {
  context: RecordContext;
  config: PageConfig;
  nonce: string;
  embeddedConversations: number;
  sourceOrigin: string;
  accountsOrigin: string;
  /** A conversation or a compose window in a window of its own. */
  popOut: 'none' | 'conversation' | 'compose';
}

const inScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** `GLOBALS` of the page: language at 4, account part at 7, mailbox key at 9, address at 10. */
function globals(config: PageConfig): unknown[] {
  const accountPart = config.mailBase.replace(/^\/mail/, '');
  return ['standin', 1, '', '', `standin.${config.behaviour.locale}`, 0, 0, accountPart, 0, config.ik, config.account];
}

function globalsScript(config: PageConfig): string {
  const gbar = [
    [null, null, null, null, null, null, null, null, null, null, [null, null, null, null, null, config.account]],
  ];
  return `var GLOBALS=${inScript(globals(config))};var GM_ID_KEY=${inScript(config.ik)};var GM_SPT_ENABLED="true";var GM_RFT_ENABLED="true";var gbar={_CONFIG:${inScript(gbar)}};`;
}

/** First data: the newest list, and the newest conversations in full. */
function embedded(parts: PageParts): { data: Record<string, unknown>; revealed: string[] } {
  const { context, config } = parts;
  const box: Mailbox = context.mailbox;
  const inbox = threadsFor(box, 'in:inbox');
  const full = inbox.slice(0, parts.embeddedConversations);
  const form = config.behaviour.form;
  const list = toWire(
    tuple({
      0: tuple({ 0: inbox.map((thread) => tuple({ 0: thread.id, 4: threadRecord(context, thread, 'list') })) }),
    }),
    form,
  );
  const whole = toWire(
    tuple({ 0: 0, 1: full.map((thread) => tuple({ 0: thread.id, 1: threadRecord(context, thread, 'embedded') })) }),
    form,
  );
  const accounts = [
    [
      'mla',
      [
        [config.account, 1, 0, 0, config.name],
        ...config.others.map((one, place) => [one.address, 0, 0, place + 1, '']),
      ],
    ],
  ];
  return {
    data: {
      sBEv4c: [[null, null, JSON.stringify(accounts)]],
      a6jdv: [[null, null, JSON.stringify(list)]],
      Cl6csf: [[null, null, JSON.stringify(whole)]],
    },
    revealed: full.flatMap((thread) => thread.messages.map((message) => message.id)),
  };
}

/** The page itself, with the headers that bind its scripts and everybody else's. */
export function answerPage(parts: PageParts): { response: Response; revealed: string[] } {
  const { config, nonce } = parts;
  const first = embedded(parts);
  const known = config.behaviour.accountIn !== 'globals-only';
  const withGlobals = config.behaviour.accountIn !== 'document-only' && parts.popOut === 'none';
  const script = (text: string): string => `<script nonce="${nonce}">${text}</script>`;
  const direction = config.behaviour.locale === 'ar' ? 'rtl' : 'ltr';
  const isRenamed = config.behaviour.anchors === 'renamed';
  const names = isRenamed ? renamedNames : usualNames;
  const firstData =
    config.behaviour.traffic === 'unknown'
      ? `var firstData=${inScript(toUnknownForm(JSON.stringify(first.data)))};`
      : `_GM_setData(${inScript(first.data)});`;
  const bodyClass = { none: 'aAU', conversation: 'aAU xE Su', compose: 'xE xp' }[parts.popOut];
  const body = `<!doctype html>
<html lang="${config.behaviour.locale}" dir="${direction}">
<head><meta charset="utf-8"><title>${known ? escapeHtml(config.account) : 'Webmail'}</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/_/stand-in/${isRenamed ? RENAMED : ''}style.css">
${withGlobals ? script(globalsScript(config)) : ''}
${script('window._GM_setData=function(data){window._GM_data=Object.assign(window._GM_data||{},data)};')}
${script(firstData)}
<script type="application/json" id="stand-in-page">${inScript(config)}</script>
</head>
<body class="${names.classes(bodyClass)}"><div id="loading"><div class="msg">${known ? escapeHtml(config.account) : ''}</div></div>
<script type="module" src="/_/stand-in/main.ts" nonce="${nonce}"></script></body></html>`;
  const response = html(body, 200, {
    'content-security-policy': [
      `script-src 'self' 'nonce-${nonce}'`,
      "object-src 'none'",
      "base-uri 'self'",
      `frame-src 'self' ${parts.sourceOrigin} ${parts.accountsOrigin}`,
      "require-trusted-types-for 'script'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin-allow-popups',
    'x-frame-options': 'SAMEORIGIN',
    'cache-control': 'no-cache, no-store',
  });
  return { response, revealed: first.revealed };
}
