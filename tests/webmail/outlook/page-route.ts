import { escapeHtml, html } from '../gmail/respond.ts';
import type { PageConfig } from './page/config.ts';
import { pageFileUrl } from './page-files.ts';

const inScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** The document of the page. In the cloud its headers bind all scripts; on-premises there are no such headers. */
export function answerPage(config: PageConfig, nonce: string): Response {
  const isCloud = config.flavour !== 'on-premises';
  const policy = [
    `script-src 'self' 'nonce-${nonce}'`,
    "object-src 'none'",
    "base-uri 'self'",
    "connect-src 'self' https://*.office.com https://*.office.net https://*.live.com",
    "require-trusted-types-for 'script'",
  ];
  const body = `<!doctype html>
<html lang="${config.behaviour.locale}" dir="ltr">
<head><meta charset="utf-8"><title>${isCloud ? 'Mail' : 'Outlook'} - ${escapeHtml(config.name)}</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="${pageFileUrl('style.css')}">
<script type="application/json" id="stand-in-page" nonce="${nonce}">${inScript(config)}</script>
</head>
<body data-flavour="${config.flavour}"><div id="app"></div>
<script type="module" src="${pageFileUrl('main.ts')}" nonce="${nonce}"></script></body></html>`;
  return html(body, 200, {
    ...(isCloud ? { 'content-security-policy': policy.join('; ') } : {}),
    'x-frame-options': 'SAMEORIGIN',
    'cache-control': 'no-cache, no-store',
  });
}
