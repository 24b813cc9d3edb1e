import { isOwnMailbox } from '../../utils/directory/own-mailbox.ts';
import type { SiteId } from '../../utils/model/site.ts';
import {
  isOwnMailboxOnly,
  keepToldMailboxes,
  readToldMailboxes,
  type ToldMailbox,
  withTold,
} from '../shared/told-mailboxes.ts';

/** The page has not said yet whose mailbox it shows, so nobody can tell whether it may be logged: ask again. */
export class MailboxNotToldError extends Error {
  override readonly name = 'MailboxNotToldError';
}

/** A page as it says hello. */
interface Hello {
  site: SiteId;
  account?: string | undefined;
  aliases?: readonly string[] | undefined;
}

export interface MailboxGuard {
  /** Whether the mailbox a page has told of may be logged. A page that does not know its mailbox yet may find it out. */
  admits(page: Hello): Promise<boolean>;
  /**
   * Whether mail of a mailbox may be noticed, whatever its page made of the answer to its hello.
   *
   * @throws MailboxNotToldError where nobody has told which addresses belong to it
   */
  mayNotice(mail: { site: SiteId; account: string }): Promise<boolean>;
}

/**
 * Keeps away from mailboxes that are not the CRM user's, on sites where that is the rule. What pages told is kept for as
 * long as the browser runs, so that a background that was ended in between decides the same.
 *
 * @param repAddress who the CRM's user is at this moment
 */
export function createMailboxGuard(repAddress: () => string): MailboxGuard {
  let told: ToldMailbox[] = [];
  let reading: Promise<void> | undefined;

  /** Read once; what is told meanwhile waits, so that nothing told is lost. */
  const read = () => {
    reading ??= readToldMailboxes().then(
      (kept) => {
        told = kept;
      },
      (error: unknown) => {
        reading = undefined;
        throw error;
      },
    );
    return reading;
  };

  return {
    async admits({ site, account, aliases = [] }) {
      if (account === undefined || !isOwnMailboxOnly(site)) return true;
      const mailbox = { site, account, aliases: [...aliases] };
      await read();
      told = withTold(told, mailbox);
      await keepToldMailboxes(told);
      return isOwnMailbox(repAddress(), mailbox);
    },

    async mayNotice({ site, account }) {
      if (!isOwnMailboxOnly(site)) return true;
      await read();
      const mailbox = told.find((other) => other.site === site && other.account === account);
      if (mailbox === undefined) throw new MailboxNotToldError('the page has not said whose mailbox it shows');
      return isOwnMailbox(repAddress(), mailbox);
    },
  };
}
