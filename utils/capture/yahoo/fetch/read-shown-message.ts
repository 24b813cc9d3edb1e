import { readOpened } from '../dom/read-opened.ts';
import { selectors } from '../dom/selectors.ts';
import type { Route } from '../ids.ts';
import type { StructuredDraft } from './to-structured.ts';

/**
 * Reads an opened message off the page, the last resort: its HTML is rewritten by the server, its recipients are a list without
 * roles, and it has no Message-ID.
 *
 * @returns undefined when the message is not open in this page
 */
export function readShownMessage(document: ParentNode, mid: string, route: Route): StructuredDraft | undefined {
  const shown = readOpened(document, route).find((message) => message.mid === mid);
  const body = shown?.element.querySelector(selectors.body) ?? shown?.element.querySelector(selectors.bodyAround);
  if (shown === undefined || body === null || body === undefined) return undefined;
  const files = shown.element.querySelectorAll(selectors.attachment).length;
  const missing = ['messageId', 'recipient-roles', 'original-html'];
  if (files > 0) missing.push('attachments');
  return {
    missing,
    parts: [],
    message: {
      to: shown.recipients,
      cc: [],
      bcc: [],
      replyTo: [],
      subject: (document.querySelector(selectors.subject)?.textContent ?? '').trim().slice(0, 10_000),
      html: body.innerHTML,
      attachments: [],
      ...(shown.from === undefined ? {} : { from: shown.from }),
    },
  };
}
