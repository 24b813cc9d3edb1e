import { isEmail } from '../../email-pattern.ts';
import { isMessageId, isShownMessageId } from '../ids.ts';
import { selectors } from './selectors.ts';

/** A message, or the newest of a conversation, as a list shows it. */
export interface ListRow {
  mid?: string;
  /** Where its link leads. */
  folderId?: string;
  /** Of the other side: the sender, or in a folder of sent mail a recipient. */
  email?: string;
}

/** The rows of all lists shown. They are recycled, so none is to be kept. */
export function findRows(root: ParentNode): Element[] {
  const basic = [...root.querySelectorAll(selectors.basicRow)].filter(
    (row) => row.querySelector(selectors.messageLink) !== null && row.querySelector(selectors.row) === null,
  );
  return [...root.querySelectorAll(selectors.row), ...basic];
}

export function readRow(row: Element): ListRow {
  const link = readLink(row);
  const mid = link?.mid ?? readOwnId(row);
  const email = readAddress(row);
  return {
    ...(mid === undefined ? {} : { mid }),
    ...(link?.folderId === undefined ? {} : { folderId: link.folderId }),
    ...(email === undefined ? {} : { email }),
  };
}

/** The id an element carries itself: its own attribute, or the end of an id inside it where that has the shape of one. */
export function readOwnId(element: Element): string | undefined {
  const named = element.matches(selectors.namedByMid) ? element : element.querySelector(selectors.namedByMid);
  const mid = named?.getAttribute('data-test-mid');
  if (isMessageId(mid)) return mid;
  for (const { id } of element.querySelectorAll(selectors.suffixed)) {
    const suffix = id.replace(/^(?:email-(?:subject-snippet|subject|sender|snippet)|unread-message-status)-/, '');
    if (isShownMessageId(suffix)) return suffix;
  }
  return undefined;
}

export function readLink(element: Element): { mid: string; folderId?: string } | undefined {
  const link = element.matches(selectors.messageLink) ? element : element.querySelector(selectors.messageLink);
  const href = link?.getAttribute('href') ?? '';
  const [, folderId, mid] = /(?:\/folders\/([\w-]{1,60}))?\/messages\/([\w-]+)/.exec(href) ?? [];
  if (!isMessageId(mid)) return undefined;
  return folderId === undefined ? { mid } : { mid, folderId };
}

/** The sender's address is a bare `title`; anything else with a `title` shows names, subjects and dates. */
function readAddress(row: Element): string | undefined {
  const places = [...row.querySelectorAll(selectors.rowSender), ...row.querySelectorAll(selectors.titled)];
  for (const place of places) {
    const title = (place.getAttribute('title') ?? '').trim().toLowerCase();
    if (title.includes('.') && isEmail(title)) return title;
  }
  return undefined;
}
