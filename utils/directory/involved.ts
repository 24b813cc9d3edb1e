import type { Involved } from '../model/decision.ts';
import type { DirectoryAnswers, DirectoryMatch, MatchRule } from '../model/directory.ts';
import type { Counterpart } from './counterparts.ts';

const STRENGTH: Record<MatchRule, number> = {
  'contact-address': 0,
  'company-address': 1,
  'contact-plus-address': 2,
  'company-domain': 3,
};

interface Hit {
  rule: MatchRule;
  match: DirectoryMatch;
}

/**
 * The companies on the other side, each once, with the person named by the strongest rule, and among equals the first
 * on the envelope. Strongest first, then by company, so that the answer does not hang on the order of recipients.
 *
 * Several companies may share a domain (branches of one group). Where a stronger rule names one of them, the others
 * are not involved.
 */
export function findInvolved(counterparts: readonly Counterpart[], answers: DirectoryAnswers): Involved[] {
  const found = counterparts.map((counterpart) => hitsOf(counterpart, answers));
  const named = new Set(
    found
      .flat()
      .filter(isNamed)
      .map((hit) => hit.match.accountId),
  );
  const best = new Map<number, Hit>();
  for (const hits of found) {
    const oneOfThemNamed = hits.some((hit) => named.has(hit.match.accountId));
    for (const hit of hits) {
      const { accountId } = hit.match;
      if (!isNamed(hit) && oneOfThemNamed && !named.has(accountId)) continue;
      const other = best.get(accountId);
      if (!other || STRENGTH[hit.rule] < STRENGTH[other.rule]) best.set(accountId, hit);
    }
  }
  return [...best.values()].map(toInvolved).sort(byStrengthThenCompany);
}

/** The strongest rule that knows this address, and all it leads to. */
function hitsOf({ whole, plus, domain }: Counterpart, { byEmail, byDomain }: DirectoryAnswers): Hit[] {
  const matches = (keys: readonly string[]) => keys.flatMap((key) => byEmail.get(key) ?? []);
  const isContact = (match: DirectoryMatch) => match.contactId !== undefined;
  const atAddress = matches(whole);
  const ladder: [MatchRule, readonly DirectoryMatch[]][] = [
    ['contact-address', atAddress.filter(isContact)],
    ['company-address', atAddress.filter((match) => !isContact(match))],
    ['contact-plus-address', matches(plus)],
    ['company-domain', (domain !== null && byDomain.get(domain)) || []],
  ];
  for (const [rule, found] of ladder) {
    if (found.length > 0) return [...found].sort(byPerson).map((match) => ({ rule, match }));
  }
  return [];
}

function isNamed(hit: Hit): boolean {
  return hit.rule !== 'company-domain';
}

function byPerson(a: DirectoryMatch, b: DirectoryMatch): number {
  return (a.contactId ?? Number.MAX_SAFE_INTEGER) - (b.contactId ?? Number.MAX_SAFE_INTEGER);
}

function byStrengthThenCompany(a: Involved, b: Involved): number {
  return STRENGTH[a.rule] - STRENGTH[b.rule] || a.accountId - b.accountId;
}

function toInvolved({ rule, match }: Hit): Involved {
  const { accountId, accountName, contactId, contactName } = match;
  // A domain is nobody in particular, whatever the answer carries.
  const person = rule === 'company-domain' || contactId === undefined ? {} : { contactId };
  return {
    accountId,
    accountName,
    ...person,
    ...('contactId' in person && contactName !== undefined ? { contactName } : {}),
    rule,
  };
}
