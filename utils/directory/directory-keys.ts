import type { Company, Contact } from '../model/directory.ts';
import { mailboxKeys, parseEmail } from './email-keys.ts';
import { isFreeMail } from './free-mail.ts';
import { registrableDomain } from './host.ts';

/** Every key the addresses of a record are found under, each once; what is no address is left out. */
export function toEmailIndex(emails: readonly string[]): string[] {
  return [...new Set(emails.map(parseEmail).flatMap((parts) => (parts ? mailboxKeys(parts) : [])))];
}

/**
 * The domains that lead to a company: what it registered, from its website (an address or a bare host) and its own
 * e-mail addresses. Free-mail domains lead nowhere and are left out.
 */
export function toCompanyDomains(source: { websites: readonly string[]; emails: readonly string[] }): string[] {
  const hosts = [...source.websites.map(hostOfWebsite), ...source.emails.map((email) => parseEmail(email)?.domain)];
  const domains = hosts.map((host) => (host && !isFreeMail(host) ? registrableDomain(host) : null));
  return [...new Set(domains.filter((domain) => domain !== null))];
}

/** A contact in the form the directory is indexed in. */
export function toIndexedContact(contact: Contact): Contact {
  return { ...contact, emails: toEmailIndex(contact.emails) };
}

/** A company in the form the directory is indexed in; `domains` may hold hosts or web addresses beforehand. */
export function toIndexedCompany(company: Company): Company {
  return {
    ...company,
    emails: toEmailIndex(company.emails),
    domains: toCompanyDomains({ websites: company.domains, emails: company.emails }),
  };
}

function hostOfWebsite(website: string): string | undefined {
  return website
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^[^/@]*@/, '')
    .split(/[/?#:]/, 1)[0];
}
