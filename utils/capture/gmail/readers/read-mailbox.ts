import type { Address } from '../../../model/address.ts';
import { isEmail } from '../../email-pattern.ts';
import { toAddress } from './tree.ts';

/** Reads `Name <address>`, `"Name, quoted" <address>` or a bare address. */
export function readMailbox(text: string): Address | undefined {
  const bare = text.trim();
  if (isEmail(bare)) return toAddress(bare, undefined);
  const angled = /^(.*)<([^<>]+)>$/su.exec(bare);
  const email = angled?.[2]?.trim() ?? '';
  if (!isEmail(email)) return undefined;
  const name = (angled?.[1] ?? '')
    .trim()
    .replace(/^"([\s\S]*)"$/u, '$1')
    .replace(/\\(.)/gu, '$1');
  return toAddress(email, name);
}
