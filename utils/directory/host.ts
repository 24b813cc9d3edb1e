import { getDomain } from 'tldts';

/** What a URL would read as something else than a host name. */
const NOT_IN_A_HOST = /[\s/?#@\\[\]%:<>|^]/u;
const ASCII_HOST = /^[a-z0-9._*-]+$/;

/**
 * A host name in the one form it is compared in: lower case, ASCII (IDNA), no dot at the end. Null for what is no host.
 * Letters that only look alike stay different here, so a homograph never equals the domain it imitates.
 */
export function toAsciiHost(text: string): string | null {
  const host = text.trim().toLowerCase().replace(/\.$/, '');
  if (host === '' || host.length > 255 || NOT_IN_A_HOST.test(host)) return null;
  if (ASCII_HOST.test(host)) return host;
  try {
    return new URL(`http://${host}`).hostname.replace(/\.$/, '') || null;
  } catch {
    return null;
  }
}

/** Domains repeat all day long, and a look into the public suffix list costs more than one into a map. */
const known = new Map<string, string | null>();
const MAX_KNOWN = 5000;

/**
 * The domain somebody registered: `mail.acme.co.uk` → `acme.co.uk`. Null for public suffixes, addresses of machines and
 * nonsense. Suffixes of hosting services count as public (`a.github.io` and `b.github.io` are two owners).
 *
 * @param host Host name in any spelling.
 */
export function registrableDomain(host: string): string | null {
  const cached = known.get(host);
  if (cached !== undefined) return cached;
  const ascii = toAsciiHost(host);
  const domain = ascii === null ? null : getDomain(ascii, { allowPrivateDomains: true, extractHostname: false });
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(host, domain);
  return domain;
}
