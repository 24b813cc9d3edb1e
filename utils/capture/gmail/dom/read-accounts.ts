import { findEmail, isEmail } from '../../email-pattern.ts';
import { selectors } from './selectors.ts';

export interface ShownAccount {
  email: string;
  name?: string;
}

export interface ShownAccounts {
  current?: ShownAccount;
  others: ShownAccount[];
}

/**
 * The account switcher in the banner. The signed-in account stands beside the link to its Google account; everybody
 * else named there can be switched to. Addresses are recognised by their pattern, words are never read.
 */
export function readAccountSwitcher(root: ParentNode): ShownAccounts {
  const others: ShownAccount[] = [];
  const banner = root.querySelector(selectors.banner);
  if (banner === null) return { others };
  const shown = leavesWithEmail(banner);
  const link = banner.querySelector(selectors.accountLink);
  const current = link === null ? undefined : nearestTo(link, banner, shown);
  const seen = new Set([current?.email]);
  for (const account of shown) {
    if (seen.has(account.email)) continue;
    seen.add(account.email);
    others.push(toAccount(account));
  }
  return current === undefined ? { others } : { current: toAccount(current), others };
}

interface ShownLeaf {
  element: Element;
  email: string;
}

/** Elements without element children whose text holds an address, and labels of such (the avatar button). */
function leavesWithEmail(banner: Element): ShownLeaf[] {
  return [...banner.querySelectorAll('*')].flatMap((element) => {
    if (element.firstElementChild !== null) return [];
    const email = findEmail(element.textContent ?? '');
    return email === undefined ? [] : [{ element, email }];
  });
}

/** Climbs from the link until an address comes into sight; the nearest enclosing element decides. */
function nearestTo(link: Element, banner: Element, shown: readonly ShownLeaf[]): ShownLeaf | undefined {
  for (const holder of [link, ...ancestorsOf(link, banner)]) {
    const inside = shown.find(({ element }) => holder.contains(element));
    if (inside !== undefined) return inside;
    const label = findEmail(holder.getAttribute('aria-label') ?? '');
    if (label !== undefined) return { element: holder, email: label };
  }
  return undefined;
}

function ancestorsOf(element: Element, end: Element): Element[] {
  const ancestors: Element[] = [];
  for (let current = element.parentElement; current !== null; current = current.parentElement) {
    ancestors.push(current);
    if (current === end) break;
  }
  return ancestors;
}

/** The name stands in the leaf before the address, within the same small box. */
function toAccount({ element, email }: ShownLeaf): ShownAccount {
  const before = element.previousElementSibling;
  const name = before === null || before.firstElementChild !== null ? undefined : before.textContent?.trim();
  return name === undefined || name === '' || isEmail(name) ? { email } : { email, name };
}
