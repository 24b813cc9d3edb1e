import { h } from '../../gmail/page/dom.ts';
import { safeBody } from '../../gmail/page/safe-html.ts';
import type { AnchorNames } from './config.ts';

/** What the app tells this frame of the message to show. */
export interface ShownMessage {
  html: string;
  text: string;
  /** Lines such as `From: Ana <ana@example.com>`, to be seen on paper only. */
  headers: string[];
}

const config: { www: string; names: AnchorNames } = JSON.parse(
  document.getElementById('stand-in-page')?.textContent ?? '{}',
);

addEventListener('message', (event) => {
  if (event.origin !== config.www) return;
  const message = event.data as ShownMessage;
  const body = h('div', { class: config.names.body });
  if (message.html) body.append(safeBody(message.html, 1));
  else body.append(h('pre', {}, message.text));
  const onPaper = h(
    'div',
    { class: 'print-only', 'aria-hidden': 'true' },
    ...message.headers.map((one) => h('p', {}, one)),
  );
  document.body.replaceChildren(onPaper, body);
  document.documentElement.setAttribute('data-stand-in', 'shown');
});
parent.postMessage('message-frame-loaded', config.www);
