import { type EmailParts, mailboxKeys, parseEmail, plusKeys } from './email-keys.ts';
import { matchesGlob } from './glob.ts';
import { toAsciiHost } from './host.ts';

export type NeverLogRule = 'never-log-address' | 'never-log-domain';

/** Tells by which kind of pattern an address is blocked, or null. */
export type NeverLog = (address: EmailParts) => NeverLogRule | null;

interface AddressGlob {
  local: string;
  domain: string;
}

/**
 * Compiles the never-log list. An address blocks its mailbox, plus-addresses included; a domain (`example.com` or
 * `@example.com`) blocks itself and all below it; `*` stands for anything: `*@example.com` that domain alone,
 * `*.example.com` what is below it, `no*@example.com` some of its addresses.
 */
export function compileNeverLog(patterns: readonly string[]): NeverLog {
  const addresses = new Set<string>();
  const domains = new Set<string>();
  /** Domains of which only what is below them is blocked. */
  const above = new Set<string>();
  const domainGlobs: string[] = [];
  /** Patterns for addresses at one domain, so that most addresses meet none of them. */
  const atDomain = new Map<string, string[]>();
  const anywhere: AddressGlob[] = [];

  for (const raw of patterns) {
    const pattern = raw.trim().toLowerCase().normalize('NFC');
    const at = pattern.lastIndexOf('@');
    const local = pattern.slice(0, Math.max(at, 0));
    const domain = toAsciiHost(pattern.slice(at + 1));
    if (domain === null) continue;
    if (at < 1) {
      if (domain.startsWith('*.') && !domain.includes('*', 1)) above.add(domain.slice(2));
      else if (domain.includes('*')) domainGlobs.push(domain);
      else domains.add(domain);
    } else if (domain.includes('*')) {
      anywhere.push({ local, domain });
    } else if (local.includes('*')) {
      atDomain.set(domain, [...(atDomain.get(domain) ?? []), local]);
    } else {
      for (const key of mailboxKeys({ local, domain })) addresses.add(key);
    }
  }

  return (address) => {
    const { local, domain } = address;
    if ([...mailboxKeys(address), ...plusKeys(address)].some((key) => addresses.has(key))) return 'never-log-address';
    for (const glob of atDomain.get(domain) ?? []) if (matchesGlob(glob, local)) return ruleOf(glob);
    for (const glob of anywhere) {
      if (matchesGlob(glob.domain, domain) && matchesGlob(glob.local, local)) return ruleOf(glob.local);
    }
    const isBlocked = withParents(domain).some((name, level) => domains.has(name) || (level > 0 && above.has(name)));
    if (isBlocked) return 'never-log-domain';
    return domainGlobs.some((glob) => matchesGlob(glob, domain)) ? 'never-log-domain' : null;
  };
}

/** What happens to one address, for the field in which a rep tries the list. */
export function testNeverLog(neverLog: NeverLog, email: string): NeverLogRule | null {
  const parts = parseEmail(email);
  return parts && neverLog(parts);
}

/** `a.b.example.com` and everything above it. */
export function withParents(domain: string): string[] {
  const names = [domain];
  for (let dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) names.push(domain.slice(dot + 1));
  return names;
}

function ruleOf(local: string): NeverLogRule {
  return /^\*+$/.test(local) ? 'never-log-domain' : 'never-log-address';
}
