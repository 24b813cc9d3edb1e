import { emailSchema } from '../model/address.ts';
import type { Company, Contact } from '../model/directory.ts';
import { toMailDomain, toWebDomain } from './to-domain.ts';
import type { Account } from './wire/account.ts';
import type { ContactRecord } from './wire/contact.ts';

/**
 * A company as the directory keeps it. `domains` holds every registrable domain of its website and address, free-mail
 * ones among them: which those are is for the reader of the directory to say.
 */
export function toCompany(account: Account): Company {
  const emails = toEmails([account.email]);
  const domains = [account.website === null ? null : toWebDomain(account.website), ...emails.map(toMailDomain)];
  return {
    accountId: account.id,
    name: account.name ?? '',
    emails,
    domains: [...new Set(domains.filter((domain) => domain !== null))],
  };
}

/** A person as the directory keeps it, or null when the record names no company, so that nothing can be logged there. */
export function toContact(record: ContactRecord): Contact | null {
  if (record.accountId === null) return null;
  return {
    contactId: record.id,
    accountId: record.accountId,
    name: [record.firstName, record.lastName].filter(Boolean).join(' '),
    emails: toEmails([record.email, record.email2, record.email3]),
  };
}

/** Addresses out of fields typed by hand: several in one field, in angle brackets, with a scheme or stray blanks. */
function toEmails(fields: readonly (string | null)[]): string[] {
  const found = fields
    .flatMap((field) => (field?.includes('@') ? field.split(/[\s,;<>()"]+/) : []))
    .filter((word) => word.includes('@'))
    .flatMap((word) => {
      const email = emailSchema.safeParse(word.replace(/^mailto:/i, ''));
      return email.success ? [email.data] : [];
    });
  return [...new Set(found)];
}
