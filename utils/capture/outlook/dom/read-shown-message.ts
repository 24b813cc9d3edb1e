import type { StructuredDraft } from '../fetch/to-structured.ts';
import type { ShownMessage, ShownPane } from './read-pane.ts';
import { selectors } from './selectors.ts';

/**
 * Reads an opened message off the page, the last resort: its HTML is rewritten, its recipients are those with an address shown,
 * without roles, its date is in words nobody but a person understands, and it has no Message-ID.
 */
export function readShownMessage({ pane }: Pick<ShownPane, 'pane'>, shown: ShownMessage): StructuredDraft | undefined {
  const { block, body, sender, recipients } = shown;
  if (body === undefined) return undefined;
  const attachments = [...block.querySelectorAll(selectors.attachment)]
    .filter((option) => !body.contains(option))
    .map((option) => ({
      name: (option.querySelector('[title]')?.getAttribute('title') ?? '').slice(0, 1000),
      mimeType: 'application/octet-stream',
      inline: false,
    }));
  const missing = ['messageId', 'recipients', 'original-html', 'sent-at'];
  if (attachments.length > 0 || body.querySelector(selectors.inlineImage) !== null) missing.push('attachments');
  return {
    missing,
    fileIds: [],
    message: {
      to: recipients,
      cc: [],
      bcc: [],
      replyTo: [],
      subject: subjectOf(pane),
      html: body.innerHTML,
      attachments,
      ...(sender === undefined ? {} : { from: sender }),
    },
  };
}

/** The title goes first: to the text a label of the page's own may be glued. */
function subjectOf(pane: Element): string {
  for (const selector of selectors.subject) {
    const heading = pane.querySelector(selector);
    const text = heading?.getAttribute('title') || heading?.textContent;
    if (text) return text.trim().slice(0, 10_000);
  }
  return '';
}
