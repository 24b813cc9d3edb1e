import { decide } from '../../utils/directory/decide.ts';
import { lookupKeys } from '../../utils/directory/lookup-keys.ts';
import { compileRules, type Rules } from '../../utils/directory/rules.ts';
import type { Settings } from '../../utils/settings/schema.ts';
import type { Decider } from '../../utils/sync/intake-parts.ts';

type Lists = Pick<Settings, 'ownDomains' | 'neverLog' | 'repAddress'>;

/** The decision by the lists of the moment. They are made ready once for each mailbox and each change of settings. */
export function createDecider(lists: () => Lists): Decider {
  let compiledFrom: Lists | undefined;
  const compiled = new Map<string, Rules>();

  function rulesFor(account: string): Rules {
    const now = lists();
    if (now !== compiledFrom) {
      compiledFrom = now;
      compiled.clear();
    }
    const known = compiled.get(account);
    if (known) return known;
    const { ownDomains, neverLog, repAddress } = now;
    const rules = compileRules({ ownDomains, neverLog, repAddresses: [account, repAddress].filter(Boolean) });
    compiled.set(account, rules);
    return rules;
  }

  return {
    lookupKeys: (mail) => lookupKeys(mail, rulesFor(mail.account)),
    decide: (mail, answers) => decide(mail, answers, rulesFor(mail.account)),
  };
}
