import type { CheckedHost } from '../../components/options/exchange-hosts.tsx';
import { parseExchangeHost } from '../../utils/settings/exchange-host.ts';
import { siteOfFixedPage } from './site-hosts.ts';

/** Reads a typed address of an Exchange server. That of a webmail with a row of its own would be read twice over. */
export function checkExchangeHost(text: string): CheckedHost {
  const parsed = parseExchangeHost(text);
  if (parsed.ok && siteOfFixedPage(parsed.address) !== undefined) return { ok: false, why: 'other-webmail' };
  return parsed;
}
