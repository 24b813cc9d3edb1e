import { findEmail } from '../email-pattern.ts';
import { selectors } from './dom/selectors.ts';

/**
 * The address as the page shows it, where its data do not tell: in the label of the account menu, else in the title. A title
 * may hold a subject too, so its last address is taken.
 */
export function readAccountOnScreen(document: Document): string | undefined {
  const label = document.querySelector(selectors.accountMenu)?.getAttribute('aria-label') ?? '';
  const last = document.title.split(/\s+/u).findLast((word) => findEmail(word) !== undefined);
  return findEmail(label) ?? (last === undefined ? undefined : findEmail(last));
}
