import type { StandInAccount } from '../stand-in.ts';
import type { Behaviour } from './options.ts';
import type { PageConfig } from './page/config.ts';
import type { Place, Places } from './places.ts';
import type { Flavour, Session } from './session.ts';

export interface PageConfigParts {
  places: Places;
  behaviour: Behaviour;
  flavour: Flavour;
  /** Whose mailboxes the folder pane shows besides this one. */
  others: readonly StandInAccount[];
  session: Session;
  storeName: string;
  clientVersion: string;
}

/** What the server tells a page about itself when it is loaded. */
export function createPageConfig(place: Place, parts: PageConfigParts): PageConfig {
  const { places, behaviour, flavour, session } = parts;
  const { owner } = place.mailbox;
  const slot = places.slotOf(owner.address);
  const path = (base: string): string => (slot === undefined ? base : `${base}/${slot}`);
  const isOld = flavour === 'on-premises';
  const others = parts.others.filter((one) => one.address !== owner.address);
  return {
    flavour,
    account: owner.address,
    name: owner.name,
    aliases: owner.aliases ?? [],
    isShared: owner.address !== place.user.address,
    mailBase: path(isOld ? '/owa' : '/mail'),
    service: `${path('/owa')}/service.svc`,
    startup: isOld ? `${path('/owa')}/sessiondata.ashx` : `${path('/owa')}/startupdata.ashx?app=Mail&n=0`,
    anchor: places.anchorOf(place),
    ...session.credentials(place.user.address, flavour),
    ...session.openLoad(),
    mailboxes: [owner, ...others].map((one) => ({
      address: one.address,
      name: one.name,
      href: new URL(places.urlOf(one.address)).pathname,
    })),
    signInUrl: session.signInUrl(place.user.address, places.urlOf(owner.address)),
    storeName: `${parts.storeName}-${owner.address}`,
    clientVersion: parts.clientVersion,
    behaviour,
  };
}
