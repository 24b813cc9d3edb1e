import type { Address } from '../../../model/address.ts';
import { findEmail } from '../../email-pattern.ts';
import { isShown } from '../../page/watch-page.ts';
import { conversationOfPath, parseId } from '../ids.ts';
import { selectors } from './selectors.ts';

/** A message as the reading pane shows it. Colleagues are shown by name alone, so whoever has no address here has one. */
export interface ShownMessage {
  block: Element;
  body: Element | undefined;
  sender: Address | undefined;
  recipients: Address[];
}

export interface ShownPane {
  pane: Element;
  /** Undefined where nothing says which conversation is open. */
  conversationId: string | undefined;
  messages: ShownMessage[];
}

export interface ShownPage {
  /** The list of messages is there, be it empty. */
  hasList: boolean;
  pane: ShownPane | undefined;
}

/** Looks at list and reading pane. Old views are kept in the page, hidden, and are passed over. */
export function readPage(document: Document, pathname: string): ShownPage {
  const hasList = document.querySelector(`${selectors.list}, ${selectors.row}`) !== null;
  const panes = [...document.querySelectorAll(selectors.pane)].filter(isShown);
  // Containers stand within each other: the outermost that shows a message is the pane.
  for (const pane of panes) {
    const messages = readMessages(pane);
    if (messages.length > 0) return { hasList, pane: { pane, messages, conversationId: openedIn(document, pathname) } };
  }
  return { hasList, pane: undefined };
}

/** What is selected in the list is what is open; without one row selected the address may tell. */
function openedIn(document: Document, pathname: string): string | undefined {
  const selected = new Set(
    [...document.querySelectorAll(selectors.selectedRow)].map((row) => parseId(row.getAttribute('data-convid'))),
  );
  const [only] = selected;
  return selected.size === 1 ? only : conversationOfPath(pathname);
}

function readMessages(pane: Element): ShownMessage[] {
  const messages: ShownMessage[] = [];
  const seen = new Set<Element>();
  for (const sender of pane.querySelectorAll(selectors.sender)) {
    const block = blockOf(sender, pane);
    if (seen.has(block) || isDraft(block)) continue;
    seen.add(block);
    messages.push({
      block,
      body: outermostBody(block),
      sender: readPerson(sender),
      recipients: readRecipients(block),
    });
  }
  if (messages.length > 0) return messages;
  // Exchange of one's own names no sender in a way that can be relied on.
  const bodies = [...pane.querySelectorAll(selectors.body)].filter((body) => !isDraft(body));
  return bodies.map((body) => ({ block: body, body, sender: undefined, recipients: [] }));
}

/** The largest element around a sender in which no other sender stands. */
function blockOf(sender: Element, pane: Element): Element {
  let block = sender;
  for (let around = sender.parentElement; around !== null && around !== pane; around = around.parentElement) {
    if (around.querySelectorAll(selectors.sender).length > 1) break;
    block = around;
  }
  return block;
}

function isDraft(block: Element): boolean {
  return block.matches(selectors.editor) || block.querySelector(selectors.editor) !== null;
}

function outermostBody(block: Element): Element | undefined {
  return block.querySelector(selectors.body) ?? undefined;
}

function readRecipients(block: Element): Address[] {
  const found = new Map<string, Address>();
  for (const well of block.querySelectorAll(selectors.recipients)) {
    for (const person of well.querySelectorAll(selectors.person)) {
      const address = readPerson(person);
      if (address !== undefined) found.set(address.email, address);
    }
  }
  return [...found.values()];
}

/** `Name<address>` as text, title or label; the label has a word before its colon. */
function readPerson(element: Element): Address | undefined {
  const holders = [element, ...element.querySelectorAll('[aria-label], [title]')];
  const texts = holders.flatMap((holder) => [holder.getAttribute('aria-label'), holder.getAttribute('title')]);
  for (const text of [element.textContent, ...texts]) {
    const email = findEmail(text ?? '');
    if (email !== undefined) return { email };
  }
  return undefined;
}
