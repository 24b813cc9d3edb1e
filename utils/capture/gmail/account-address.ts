import { findEmail, isEmail } from '../email-pattern.ts';
import { parseGuardedLiterals } from '../literals/parse-literal.ts';
import { runAtOnce } from '../sliced-work.ts';
import { readAccountSwitcher } from './dom/read-accounts.ts';
import { selectors } from './dom/selectors.ts';
import { textAt } from './readers/tree.ts';

/** Facts of the page an adapter needs: whose mailbox it shows, and the key of older addresses. */
export interface PageFacts {
  address?: string;
  ik?: string;
}

const MARKER = 'GLOBALS=[';
const MAX_GLOBALS_CHARS = 300_000;

/** Reads what the page-tap found in the page's own world. Untrusted like all it sends. */
export function parseConstants(text: string): PageFacts {
  if (text.length > 2000) return {};
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return {};
  }
  if (typeof found !== 'object' || found === null) return {};
  const { address, ik } = found as Record<string, unknown>;
  return {
    ...(typeof address === 'string' && isEmail(address) ? { address: address.toLowerCase() } : {}),
    ...(isMailboxKey(ik) ? { ik } : {}),
  };
}

/** The same constants as an inline script assigns them: works where the page-tap does not. */
export function readInlineConstants(document: ParentNode): PageFacts {
  for (const script of document.querySelectorAll(selectors.inlineScript)) {
    const text = script.textContent ?? '';
    const start = text.indexOf(MARKER);
    const key = /GM_ID_KEY\s*=\s*['"]([0-9a-f]{6,32})['"]/.exec(text)?.[1];
    if (start === -1) {
      if (key !== undefined) return { ik: key };
      continue;
    }
    const literal = text.slice(start + MARKER.length - 1, start + MAX_GLOBALS_CHARS);
    const [globals] = runAtOnce(parseGuardedLiterals(literal));
    const address = textAt(globals, 10);
    const ik = textAt(globals, 9) ?? key;
    return {
      ...(address !== undefined && isEmail(address) ? { address: address.toLowerCase() } : {}),
      ...(isMailboxKey(ik) ? { ik } : {}),
    };
  }
  return {};
}

/**
 * The address as the page shows it: start screen, banner, title. Only an address pattern is matched. In a delegated
 * mailbox the banner names the person and not the mailbox, so it is not asked there.
 */
export function readShownAddress(document: Document, pathname: string): string | undefined {
  for (const element of document.querySelectorAll(selectors.startScreen)) {
    const email = findEmail(element.textContent ?? '');
    if (email !== undefined) return email;
  }
  const current = isDelegated(pathname) ? undefined : readAccountSwitcher(document).current?.email;
  return current ?? findEmail(document.title);
}

/** `/mail/b/<id>/u/N/` and the newer `/mail/u/N/d/<id>/`. */
export function isDelegated(pathname: string): boolean {
  return /^\/mail\/(?:b\/[^/]+|u\/\d+\/d\/[^/]+)(?:\/|$)/.test(pathname);
}

function isMailboxKey(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-zA-Z_-]{4,64}$/.test(value);
}
