import { counterparts, type MailFacts } from './counterparts.ts';
import type { Rules } from './rules.ts';

/** What the directory is to be asked for before {@link decide}; each key once. */
export function lookupKeys(mail: MailFacts, rules: Rules): { emails: string[]; domains: string[] } {
  const emails = new Set<string>();
  const domains = new Set<string>();
  for (const { whole, plus, domain } of counterparts(mail, rules)) {
    for (const key of [...whole, ...plus]) emails.add(key);
    if (domain !== null) domains.add(domain);
  }
  return { emails: [...emails], domains: [...domains] };
}
