import { isEmail } from '../../email-pattern.ts';
import { parseLegacyHex, parseMessageId, parseThreadId } from '../ids.ts';
import { selectors } from './selectors.ts';

/** A conversation as a list shows it. Texts are what the page shows, for checks and marks; ids decide. */
export interface ListRow {
  rowId?: string;
  threadId?: string;
  threadLegacyHex?: string;
  lastMessageLegacyHex?: string;
  draftId?: string;
  isUnread: boolean;
  isAdvertisement: boolean;
  /** In the order shown: the last is who wrote last. `name` may be a translated "me". */
  senders: { email: string; name?: string }[];
  senderText?: string;
  messageCount?: number;
  subject?: string;
  snippet?: string;
  dateText?: string;
  attachmentTitle?: string;
}

/** Groups the table rows of each conversation and reads them. Read at the time of the event: rows are recycled. */
export function readRows(root: ParentNode): ListRow[] {
  return groupRows(root).map(readRow);
}

/** In the vertical split a conversation takes two or three table rows; the first holds the sender. */
function groupRows(root: ParentNode): Element[][] {
  const groups: Element[][] = [];
  for (const row of root.querySelectorAll(selectors.row)) {
    const last = groups.at(-1);
    const continues =
      last !== undefined &&
      row.classList.contains(selectors.splitRowClass) &&
      row.previousElementSibling === last.at(-1) &&
      row.querySelector(selectors.rowSenderCell) === null;
    if (continues) last.push(row);
    else groups.push([row]);
  }
  return groups;
}

function readRow(parts: Element[]): ListRow {
  const first = (selector: string) => find(parts, selector);
  const ids = first(selectors.rowIds);
  const draft = first(selectors.draftRow);
  const senderCell = first(selectors.rowSenderCell);
  const date = first(selectors.rowDate);
  const count =
    first(selectors.rowCount)?.textContent?.trim() ?? /\((\d+)\)\s*$/.exec(senderCell?.textContent ?? '')?.[1];
  const fields = {
    rowId: parts[0]?.id || undefined,
    threadId: parseThreadId(ids?.getAttribute('data-thread-id')),
    threadLegacyHex: parseLegacyHex(ids?.getAttribute('data-legacy-thread-id')),
    lastMessageLegacyHex: parseLegacyHex(
      first('[data-legacy-last-message-id]')?.getAttribute('data-legacy-last-message-id'),
    ),
    draftId: parseMessageId(draft?.getAttribute('data-standalone-draft-id')),
    senderText: senderCell?.textContent?.trim() || undefined,
    messageCount: count !== undefined && /^\d{1,6}$/.test(count) ? Number(count) : undefined,
    subject: first(selectors.rowSubject)?.textContent?.trim() || undefined,
    snippet:
      first(selectors.rowSnippet)
        ?.textContent?.trim()
        .replace(/^[-–—]\s*/u, '') || undefined,
    dateText: date?.getAttribute('title') ?? date?.getAttribute('aria-label') ?? undefined,
    attachmentTitle: first(selectors.rowAttachments)?.getAttribute('title') ?? undefined,
  };
  const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return {
    ...known,
    isUnread: parts.some((part) => part.classList.contains(selectors.unreadRowClass)),
    isAdvertisement: first(selectors.advertisement) !== undefined,
    senders: parts.flatMap((part) => [...part.querySelectorAll(selectors.rowSender)]).flatMap(toSender),
  };
}

function find(parts: Element[], selector: string): Element | undefined {
  for (const part of parts) {
    const found = part.querySelector(selector);
    if (found !== null) return found;
  }
  return undefined;
}

function toSender(element: Element): { email: string; name?: string }[] {
  const email = element.getAttribute('email')?.trim().toLowerCase() ?? '';
  if (!isEmail(email)) return [];
  const name = element.getAttribute('name')?.trim();
  return [name === undefined || name === '' ? { email } : { email, name }];
}
