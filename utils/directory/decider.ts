import type { Decision } from '../model/decision.ts';
import type { DirectoryAnswers } from '../model/directory.ts';
import type { MailReference } from '../model/mail-reference.ts';
import type { MailFacts } from './counterparts.ts';
import { decide } from './decide.ts';
import { lookupKeys } from './lookup-keys.ts';
import { compileRules, type RuleLists, type Rules } from './rules.ts';

type MailOfAccount = MailFacts & Pick<MailReference, 'account'>;

/** The decision with its rules made ready: first the keys to ask the directory for, then the decision on its answers. */
export interface Decider {
  lookupKeys(mail: MailOfAccount): { emails: string[]; domains: string[] };
  decide(mail: MailOfAccount, answers: DirectoryAnswers): Decision;
}

/**
 * Makes the rules ready once for each mailbox, since the mailbox a message was seen in is the rep's as well as the
 * addresses listed. Make a new one when a list changes.
 */
export function createDecider(lists: RuleLists): Decider {
  const byAccount = new Map<string, Rules>();
  const rulesFor = (account: string) => {
    const known = byAccount.get(account);
    if (known) return known;
    const rules = compileRules({ ...lists, repAddresses: [...lists.repAddresses, account] });
    byAccount.set(account, rules);
    return rules;
  };
  return {
    lookupKeys: (mail) => lookupKeys(mail, rulesFor(mail.account)),
    decide: (mail, answers) => decide(mail, answers, rulesFor(mail.account)),
  };
}
