import { findEmail, isEmail } from '../email-pattern.ts';
import { selectors } from './dom/selectors.ts';

/**
 * The address as the page shows it, where its data do not tell: in the label of the account menu, else in the title. A title
 * holds subjects too, which may name anybody, so only an address that stands alone between dashes is taken, and the last one.
 */
export function readAccountOnScreen(document: Document): string | undefined {
  const label = document.querySelector(selectors.accountMenu)?.getAttribute('aria-label') ?? '';
  const parts = document.title.split(/\s[-–—|]\s/u).map((part) => part.trim().toLowerCase());
  return findEmail(label) ?? parts.findLast(isEmail);
}
