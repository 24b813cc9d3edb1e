import { isEmail } from '../../email-pattern.ts';
import { parseLegacyHex, parseMessageId, parseThreadId } from '../ids.ts';
import { selectors } from './selectors.ts';

/** A message of an opened conversation, by what its attributes say. */
export interface ShownMessage {
  element: Element;
  /** Sync id; absent in items that were never opened. */
  id?: string;
  /** Right for received mail. On own mail just sent it may still be a draft's former id, so it is no proof there. */
  legacyHex?: string;
  isOpen: boolean;
  sender?: { email: string; name?: string };
  /** A shortened list, to and cc not told apart. */
  recipients: { email: string }[];
}

export interface ShownConversation {
  root: Element;
  threadId?: string;
  threadLegacyHex?: string;
  messages: ShownMessage[];
}

/**
 * Reads every conversation shown below `root`, whichever of the known containers it uses. The literal text `undefined`
 * and ids of drafts being written in a reply box are not ids of messages.
 */
export function readConversations(root: ParentNode): ShownConversation[] {
  const found = [...root.querySelectorAll(selectors.conversation)].filter(
    (element) =>
      element.querySelector(selectors.messageIds) !== null || element.querySelector(selectors.subject) !== null,
  );
  const outermost = found.filter((element) => !found.some((other) => other !== element && other.contains(element)));
  if (outermost.length > 0) return outermost.map(readConversation);
  // A container nobody has described yet: the subject and the message list still carry their attributes.
  const list = root.querySelector(`[role="list"] ${selectors.messageIds.split(',')[0]}`);
  const holder = list?.closest('[role="list"]')?.parentElement;
  return holder === undefined || holder === null ? [] : [readConversation(holder)];
}

function readConversation(root: Element): ShownConversation {
  const ids = root.querySelector(selectors.subject)?.matches(selectors.threadIds)
    ? root.querySelector(selectors.subject)
    : root.querySelector(selectors.threadIds);
  const threadId =
    parseThreadId(ids?.getAttribute('data-thread-perm-id')) ?? parseThreadId(ids?.getAttribute('data-thread-id'));
  const threadLegacyHex = parseLegacyHex(ids?.getAttribute('data-legacy-thread-id'));
  const messages = [...root.querySelectorAll(selectors.messageIds)].map(readShownMessage).filter(isMessage);
  return {
    root,
    messages,
    ...(threadId === undefined ? {} : { threadId }),
    ...(threadLegacyHex === undefined ? {} : { threadLegacyHex }),
  };
}

function isMessage(message: ShownMessage): boolean {
  return message.id !== undefined || message.legacyHex !== undefined;
}

function readShownMessage(element: Element): ShownMessage {
  const id = parseMessageId(element.getAttribute('data-message-id'));
  const legacyHex = parseLegacyHex(element.getAttribute('data-legacy-message-id'));
  const sender = toPerson(element.querySelector(selectors.sender));
  const recipients = [...element.querySelectorAll(selectors.recipients)].flatMap((person) => {
    const read = toPerson(person);
    return read === undefined ? [] : [{ email: read.email }];
  });
  const item = element.closest('[role="listitem"]') ?? element.parentElement;
  return {
    element,
    isOpen: element.querySelector(selectors.body) !== null && item?.getAttribute('aria-expanded') !== 'false',
    recipients: [...new Map(recipients.map((person) => [person.email, person])).values()],
    ...(id === undefined ? {} : { id }),
    ...(legacyHex === undefined ? {} : { legacyHex }),
    ...(sender === undefined ? {} : { sender }),
  };
}

function toPerson(element: Element | null): { email: string; name?: string } | undefined {
  const email = element?.getAttribute('email')?.trim().toLowerCase() ?? '';
  if (!isEmail(email)) return undefined;
  const name = element?.getAttribute('name')?.trim();
  return name === undefined || name === '' ? { email } : { email, name };
}
