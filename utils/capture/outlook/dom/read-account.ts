import { findEmail, isEmail } from '../../email-pattern.ts';
import { selectors } from './selectors.ts';

/**
 * The signed-in address as the page shows it: the root of the first folder tree, then what stands behind the picture, then the only
 * address written out in folders or banner.
 */
export function readShownAccount(document: ParentNode): string | undefined {
  const root = document.querySelector(selectors.folderTree);
  const label = root?.querySelector(':scope > span');
  const button = document.querySelector(selectors.accountButton);
  const texts = [
    root?.getAttribute('title'),
    root?.getAttribute('data-folder-name'),
    label?.textContent,
    document.querySelector(selectors.accountCard)?.textContent,
    button?.getAttribute('aria-label'),
  ];
  for (const text of texts) {
    const email = findEmail(text ?? '');
    if (email !== undefined) return email;
  }
  return onlyAddressIn(document);
}

/** Exchange of one's own has no such marks. Two addresses there are those of two mailboxes, and nobody says whose is whose. */
function onlyAddressIn(document: ParentNode): string | undefined {
  const found = new Set<string>();
  for (const area of document.querySelectorAll(selectors.frame)) {
    if (area.closest(`${selectors.pane}, ${selectors.row}`) !== null) continue;
    for (const element of [area, ...area.querySelectorAll('*')]) {
      const text = element.firstElementChild === null ? (element.textContent ?? '').trim() : '';
      if (text.includes('@') && isEmail(text)) found.add(text.toLowerCase());
    }
  }
  const [only] = found;
  return found.size === 1 ? only : undefined;
}
