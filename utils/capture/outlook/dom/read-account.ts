import { findEmail } from '../../email-pattern.ts';
import { selectors } from './selectors.ts';

/** The signed-in address as the page shows it: the root of the first folder tree, then what stands behind the picture. */
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
  return undefined;
}
