import type { Address } from '../../../model/address.ts';
import { findEmail } from '../../email-pattern.ts';
import type { Route } from '../ids.ts';
import { readLink, readOwnId } from './read-rows.ts';
import { selectors } from './selectors.ts';

/** A message opened on the page. */
export interface OpenedMessage {
  element: Element;
  mid?: string;
  from?: Address;
  recipients: Address[];
}

/**
 * Reads the messages of the opened conversation. One that stands alone is the one the address bar names; of several, only
 * those that carry their own id can be named.
 */
export function readOpened(root: ParentNode, route: Route): OpenedMessage[] {
  const views = [...root.querySelectorAll(selectors.opened)];
  return views.map((element) => {
    const header = element.querySelector('header') ?? element;
    const mid = readOwnId(element) ?? readLink(header)?.mid ?? (views.length === 1 ? route.messageId : undefined);
    const from = people(element.querySelector(selectors.from) ?? element.querySelector(selectors.fromCard))[0];
    return {
      element,
      recipients: [...element.querySelectorAll(selectors.recipients)].flatMap(people),
      ...(mid === undefined ? {} : { mid }),
      ...(from === undefined ? {} : { from }),
    };
  });
}

/** Addresses in a piece of a header, which stand as text in some builds and in a `title` in others. */
function people(place: Element | null): Address[] {
  if (place === null) return [];
  const pills = [...place.querySelectorAll(selectors.pill)];
  const titled = [place, ...place.querySelectorAll(selectors.titled)].filter(
    (part) => findEmail(part.getAttribute('title') ?? '') !== undefined,
  );
  const parts = pills.length > 0 ? pills : titled.length > 0 ? titled : [place];
  const emails = parts.map(addressIn).filter((email) => email !== undefined);
  return [...new Set(emails)].map((email) => ({ email }));
}

/** Name and address stand side by side in elements of their own; read as one text they would run into each other. */
function addressIn(part: Element): string | undefined {
  const all = [part, ...part.querySelectorAll('*')];
  const titles = all.map((one) => one.getAttribute('title') ?? '');
  const words = all
    .filter(({ childElementCount }) => childElementCount === 0)
    .map(({ textContent }) => textContent ?? '');
  return [...titles, ...words, part.textContent ?? ''].map(findEmail).find((found) => found !== undefined);
}
