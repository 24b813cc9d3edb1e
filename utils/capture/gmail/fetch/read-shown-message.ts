import { readAttachmentCard } from '../dom/read-attachment-card.ts';
import { readConversations } from '../dom/read-conversation.ts';
import { selectors } from '../dom/selectors.ts';
import { legacyHexOf, timeOfLegacyHex } from '../ids.ts';
import type { MessageNames } from './gmail-addresses.ts';
import type { StructuredDraft } from './to-structured.ts';

/**
 * Reads an opened message off the page, the last resort: its HTML is rewritten by Gmail, its recipients are a shortened
 * list without roles, and it has no Message-ID.
 *
 * @returns undefined when the message is not open in this page.
 */
export function readShownMessage(document: ParentNode, names: MessageNames): StructuredDraft | undefined {
  for (const conversation of readConversations(document)) {
    const shown = conversation.messages.find(
      ({ id, legacyHex }) =>
        id === names.id || (id === undefined && legacyHex !== undefined && legacyHex === names.legacyHex),
    );
    const body = shown?.element.querySelector(selectors.body);
    if (shown === undefined || body === null || body === undefined) continue;
    const cards = [...shown.element.querySelectorAll(selectors.card)].map(readAttachmentCard);
    const files = cards.filter(({ url, attid }) => url !== undefined || attid !== undefined);
    const missing = ['messageId', 'recipient-roles', 'original-html'];
    if (shown.element.querySelector(selectors.clippedBody) !== null) missing.push('body');
    const legacyHex = names.legacyHex ?? legacyHexOf(names.id);
    return {
      missing,
      attids: files.map(({ attid }) => attid),
      message: {
        to: shown.recipients,
        cc: [],
        bcc: [],
        replyTo: [],
        subject: (conversation.root.querySelector(selectors.subject)?.textContent ?? '').trim().slice(0, 10_000),
        html: body.innerHTML,
        attachments: files.map(({ nameFromAttribute, name, mimeType }) => ({
          name: (nameFromAttribute ?? name ?? '').slice(0, 1000),
          mimeType: (mimeType ?? 'application/octet-stream').slice(0, 255),
          inline: false,
        })),
        ...(shown.sender === undefined ? {} : { from: shown.sender }),
        ...(legacyHex === undefined ? {} : { sentAt: timeOfLegacyHex(legacyHex) }),
      },
    };
  }
  return undefined;
}
