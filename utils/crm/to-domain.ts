import { getDomain } from 'tldts';
import { sharedHosts } from './shared-hosts.ts';

/**
 * The registrable domain of what somebody typed as a website: with or without scheme, path, port or spaces. In lower
 * case, international names in their ASCII form (`xn--…`). Null for addresses, words, single labels and shared hosts.
 */
export function toWebDomain(website: string): string | null {
  const first = website.trim().split(/[\s,;|]+/)[0] ?? '';
  const host = first
    .replace(/^[a-z][a-z0-9+.-]*:\/*/i, '')
    .replace(/^\/+/, '')
    .split(/[/?#]/)[0];
  return host === undefined || host.includes('@') ? null : toRegistrable(host);
}

/** The registrable domain of a mail address; null where it has none. */
export function toMailDomain(email: string): string | null {
  return toRegistrable(email.slice(email.lastIndexOf('@') + 1));
}

function toRegistrable(host: string): string | null {
  if (!URL.canParse(`http://${host}`)) return null;
  const { hostname } = new URL(`http://${host}`);
  const domain = getDomain(hostname.replace(/\.$/, ''), { allowPrivateDomains: true });
  return domain === null || sharedHosts.has(domain) ? null : domain;
}
