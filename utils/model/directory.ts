import { z } from 'zod';

/** A company of the CRM, reduced to what a decision and a log entry need. */
export const companySchema = z.object({
  accountId: z.number().int(),
  name: z.string(),
  /** Addresses of the company itself, normalised. */
  emails: z.array(z.string()),
  /** Registrable domains of its website and addresses, free-mail domains left out. */
  domains: z.array(z.string()),
});
export type Company = z.infer<typeof companySchema>;

/** A person of the CRM. v4 allows no contact without a company. */
export const contactSchema = z.object({
  contactId: z.number().int(),
  name: z.string(),
  accountId: z.number().int(),
  /** Up to three addresses, normalised. */
  emails: z.array(z.string()),
});
export type Contact = z.infer<typeof contactSchema>;

/** Someone an address led to. `contactId` is absent when only the company is known. */
export interface DirectoryMatch {
  accountId: number;
  accountName: string;
  contactId?: number;
  contactName?: string;
}

/** How an address led to a match, strongest first. Names appear in "Why?" and in counters. */
export type MatchRule = 'contact-address' | 'company-address' | 'contact-plus-address' | 'company-domain';

/** What a set of addresses and domains leads to. Keys are normalised; absent keys have no match. */
export interface DirectoryAnswers {
  byEmail: ReadonlyMap<string, readonly DirectoryMatch[]>;
  byDomain: ReadonlyMap<string, readonly DirectoryMatch[]>;
}

/** Where answers come from: indexed look-ups, so that a cold worker reads a few rows and not the whole directory. */
export interface DirectoryLookup {
  lookup(keys: { emails: readonly string[]; domains: readonly string[] }): Promise<DirectoryAnswers>;
}
