import type { StandInAccount } from '../stand-in.ts';
import type { Mailbox } from './mailbox.ts';
import type { Behaviour } from './options.ts';
import type { Flavour } from './session.ts';

/** Where a mailbox is opened from: whose session it is, and the part of the path that names it. */
export interface Place {
  mailbox: Mailbox;
  user: StandInAccount;
  /** The mailbox is not that of who signed in, and calls must say whose it is. */
  isShared: boolean;
  slot: string | undefined;
}

export interface Places {
  /** A slot is the number of an account, or the address of somebody else's mailbox; none is the first account. */
  placeOf(slot: string | undefined): Place | undefined;
  slotOf(address: string): string | undefined;
  urlOf(address: string): string;
  /** How a page tells the service whose mailbox it means. */
  anchorOf(place: Place): string;
}

export interface PlacesParts {
  accounts: readonly StandInAccount[];
  /** By address in lower case. */
  mailboxes: ReadonlyMap<string, Mailbox>;
  behaviour: Behaviour;
  onPremises: boolean;
  flavour(): Flavour;
  mailOrigin(): string;
}

const TENANT = '5b1e8a6c-7a37-4a6e-9f0e-2d7f7f1c0a11';

export function createPlaces(parts: PlacesParts): Places {
  const { accounts, mailboxes, behaviour, onPremises } = parts;
  const [first] = accounts;

  const slotOf: Places['slotOf'] = (address) => {
    const number = accounts.findIndex((one) => one.address === address);
    if (number === 0) return parts.flavour() === 'personal' ? '0' : undefined;
    // On-premises a browser has one session: further accounts are opened by address.
    return number > 0 && !onPremises ? String(number) : address;
  };
  return {
    slotOf,
    placeOf(slot) {
      if (slot?.includes('@')) {
        const mailbox = mailboxes.get(slot.toLowerCase());
        return mailbox && first ? { mailbox, user: first, isShared: mailbox.owner !== first, slot } : undefined;
      }
      const user = accounts[Number(slot ?? 0)];
      const mailbox = mailboxes.get(user?.address.toLowerCase() ?? '');
      return user && mailbox ? { mailbox, user, isShared: false, slot } : undefined;
    },
    urlOf(address) {
      const slot = slotOf(address);
      return `${parts.mailOrigin()}/${onPremises ? 'owa' : 'mail'}/${slot === undefined ? '' : `${slot}/`}`;
    },
    anchorOf({ mailbox }) {
      const { address } = mailbox.owner;
      const forms = {
        'aad-smtp': `AAD-SMTP:${address}`,
        plain: address,
        puid: `PUID:10032000A1B2C3D4@${TENANT}`,
        oid: `Oid:7c0d1c52-1f0b-4e1c-8f0a-0d6d4a51c2f7@${TENANT}`,
      };
      return forms[behaviour.anchorForm];
    },
  };
}
