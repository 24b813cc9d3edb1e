import { type EmailParts, mailboxKeys, parseEmail, plusKeys } from './email-keys.ts';
import { isFreeMail } from './free-mail.ts';
import { registrableDomain, toAsciiHost } from './host.ts';
import { compileNeverLog, type NeverLog, withParents } from './never-log.ts';

/** The lists a decision goes by, as people set them. */
export interface RuleLists {
  ownDomains: readonly string[];
  neverLog: readonly string[];
  /** Addresses that are the rep: the one in the CRM, and the mailbox the message was seen in. */
  repAddresses: readonly string[];
}

/** The lists made ready for many decisions. */
export interface Rules {
  neverLog: NeverLog;
  isRep(address: EmailParts): boolean;
  isColleague(address: EmailParts): boolean;
}

/**
 * Makes the lists ready. The domain of a rep's own address is the company's own without being listed; free-mail domains
 * never are, even if listed, since that would make colleagues of half the customers.
 */
export function compileRules(lists: RuleLists): Rules {
  const reps = lists.repAddresses.map(parseEmail).filter((parts) => parts !== null);
  const repKeys = new Set(reps.flatMap(mailboxKeys));
  const own = new Set(
    [
      ...lists.ownDomains.map((domain) => toAsciiHost(domain.replace(/^@/, ''))),
      ...reps.map((rep) => registrableDomain(rep.domain)),
    ]
      .filter((domain) => domain !== null)
      .filter((domain) => !isFreeMail(domain)),
  );
  return {
    neverLog: compileNeverLog(lists.neverLog),
    isRep: (address) => [...mailboxKeys(address), ...plusKeys(address)].some((key) => repKeys.has(key)),
    isColleague: ({ domain }) => withParents(domain).some((name) => own.has(name)),
  };
}
