import { decide } from '../../utils/directory/decide.ts';
import { lookupKeys } from '../../utils/directory/lookup-keys.ts';
import { isOwnMailbox } from '../../utils/directory/own-mailbox.ts';
import { compileRules } from '../../utils/directory/rules.ts';
import type { Decision } from '../../utils/model/decision.ts';
import type { DirectoryLookup } from '../../utils/model/directory.ts';
import type { Direction, Envelope } from '../../utils/model/mail-reference.ts';

/** The folder a message lies in. */
export type FolderRole = 'inbox' | 'sent';

/** A message before anybody reads it. */
export interface SeenMail {
  role: FolderRole;
  isDraft: boolean;
  envelope: Envelope;
}

/** What is to happen to messages of one mailbox: the extension's own decision, over the directory of the CRM itself. */
export interface MailDecider {
  directionOf(mail: SeenMail): Direction;
  /** One decision for each message, in their order. */
  decide(mails: readonly SeenMail[]): Promise<Decision[]>;
}

/** @param lists As the user set them; `repAddresses` are the mailbox and the user's address in the CRM. */
export function createMailDecider(
  lists: {
    address: string;
    repAddresses: readonly string[];
    ownDomains: readonly string[];
    neverLog: readonly string[];
  },
  directory: DirectoryLookup,
): MailDecider {
  const rules = compileRules(lists);
  const mailbox = { account: lists.address, aliases: lists.repAddresses };
  const directionOf = ({ role, envelope }: SeenMail): Direction =>
    role === 'sent' || (envelope.from && isOwnMailbox(envelope.from.email, mailbox)) ? 'outgoing' : 'incoming';

  return {
    directionOf,
    async decide(mails) {
      const facts = mails.map((mail) => {
        const direction = directionOf(mail);
        const state = mail.isDraft
          ? ('draft' as const)
          : direction === 'outgoing'
            ? ('sent' as const)
            : ('received' as const);
        return { direction, state, envelope: mail.envelope };
      });
      const keys = facts.map((mail) => lookupKeys(mail, rules));
      const answers = await directory.lookup({
        emails: [...new Set(keys.flatMap(({ emails }) => emails))],
        domains: [...new Set(keys.flatMap(({ domains }) => domains))],
      });
      return facts.map((mail) => decide(mail, answers, rules));
    },
  };
}
