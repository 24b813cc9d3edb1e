/** Whose mailbox a call is for, in the words of the call. */
export interface MailboxHint {
  /** Address, or empty where the call names none. Also the key under which the page's world knows how to ask. */
  mailbox: string;
  isExplicit: boolean;
}

export interface Mailboxes {
  /** The mailbox of who is signed in, once it is sure. */
  readonly primary: string | undefined;
  /** Further addresses of that mailbox. */
  readonly aliases: readonly string[];
  /**
   * First data of the page: the address mail is sent from, then the one that signs in.
   *
   * @param isExplicit the page is about a mailbox asked for by name, so who signs in may be somebody else
   */
  learnSettings(addresses: readonly string[], isExplicit: boolean): void;
  /** Less sure: a call's anchor, or the folder tree. Believed only where nothing better has come after a while. */
  learnSign(email: string, by: 'call' | 'page', at: number): void;
  /** Believes the best sign there is, where it has stood long enough. */
  settle(at: number): void;
  /** A call was seen. */
  learnCall(hint: MailboxHint): void;
  /** Undefined while nobody knows. */
  mailboxOf(hint: MailboxHint): string | undefined;
  /** How the newest call for a mailbox names it, as far as any was seen. */
  hintOf(mailbox: string): MailboxHint;
  /** Every address that writes in the name of a mailbox, as far as known. */
  addressesOf(mailbox: string): ReadonlySet<string>;
}

/** First data comes with the page; a sign is believed when it has not come by then. */
export const BELIEVE_AFTER_MS = 1500;
const MAX_HINTS = 50;

/**
 * Who is signed in, and whose mailbox a call is about. A wrong owner is worse than none, since whether a message was sent or
 * received hangs on it: so nothing is guessed, and weaker signs wait for stronger ones.
 */
export function createMailboxes(): Mailboxes {
  let primary: string | undefined;
  const aliases = new Set<string>();
  const hints = new Map<string, MailboxHint>();
  let sign: { email: string; by: 'call' | 'page'; at: number } | undefined;

  const settleOn = (email: string) => {
    if (primary !== undefined && primary !== email) aliases.add(primary);
    primary = email;
    aliases.delete(email);
  };

  const mailboxOf = ({ mailbox, isExplicit }: MailboxHint): string | undefined => {
    if (mailbox === '' || aliases.has(mailbox)) return primary;
    return primary === undefined && !isExplicit ? undefined : mailbox;
  };

  return {
    get primary() {
      return primary;
    },
    get aliases() {
      return [...aliases];
    },
    learnSettings([own, ...others], isExplicit) {
      if (own === undefined) return;
      // Once told, a mailbox keeps its name: the other one is an alias of it.
      if (primary === undefined) settleOn(own);
      for (const email of isExplicit ? [own] : [own, ...others]) if (email !== primary) aliases.add(email);
    },
    learnSign(email, by, at) {
      if (sign === undefined) sign = { email, by, at };
      else if (sign.by === 'page' && by === 'call') sign = { email, by, at: sign.at };
    },
    settle(at) {
      if (primary === undefined && sign !== undefined && at - sign.at >= BELIEVE_AFTER_MS) settleOn(sign.email);
    },
    learnCall({ mailbox, isExplicit }) {
      hints.delete(mailbox);
      if (hints.size < MAX_HINTS) hints.set(mailbox, { mailbox, isExplicit });
    },
    mailboxOf,
    hintOf(mailbox) {
      const seen = [...hints.values()].findLast((hint) => mailboxOf(hint) === mailbox);
      return seen ?? { mailbox: mailbox === primary ? '' : mailbox, isExplicit: false };
    },
    addressesOf: (mailbox) => new Set(mailbox === primary ? [mailbox, ...aliases] : [mailbox]),
  };
}
