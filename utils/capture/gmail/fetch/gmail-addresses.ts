import { legacyHexOf } from '../ids.ts';

/** One message by every name it has. */
export interface MessageNames {
  /** Sync id. */
  id: string;
  legacyHex?: string;
}

export interface GmailAddresses {
  /** RFC 822 source; answered with a redirect to a short-lived address. */
  raw(names: MessageNames): string;
  /** The same by legacy id. */
  rawByLegacyHex(legacyHex: string): string;
  original(names: MessageNames): string;
  /** To be asked with POST. */
  classic(legacyHex: string): string;
  attachment(names: MessageNames, attid: string): string;
}

/**
 * Addresses inside the signed-in session. A changing parameter goes along, since the second request for the very same
 * address of a source can be bounced back to the mail page.
 *
 * @param origin Of the page: Firefox does not resolve relative addresses in content scripts.
 * @param pathname Of the page: `/mail/u/N/`, delegated `/mail/b/<id>/u/N/` or `/mail/u/N/d/<id>/`.
 * @param ik Key of the mailbox; some addresses want it, none is refused for it.
 * @param unique A text never given before.
 */
export function createGmailAddresses(
  { origin, pathname }: Pick<Location, 'origin' | 'pathname'>,
  ik: () => string | undefined,
  unique: () => string,
): GmailAddresses {
  const base = `${origin}${baseOf(pathname)}`;
  const make = (...parameters: string[]) => {
    const key = ik();
    return `${base}?${[...(key === undefined ? [] : [`ik=${key}`]), ...parameters, `tandem=${unique()}`].join('&')}`;
  };
  const named = ({ id }: MessageNames) => `permmsgid=${id}`;
  return {
    raw: (names) => make('view=att', named(names), 'attid=0', 'disp=comp', 'safe=1', 'zw'),
    rawByLegacyHex: (hex) => make('view=att', `th=${hex}`, 'attid=0', 'disp=comp', 'safe=1', 'zw'),
    original: (names) => make('view=om', named(names)),
    classic: (hex) => make('ui=2', 'view=cv', `th=${hex}`, 'pcd=1', 'mb=0', 'rt=c', 'search=inbox', `type=${hex}`),
    attachment: (names, attid) => {
      const hex = names.legacyHex ?? legacyHexOf(names.id);
      const thread = hex === undefined ? [] : [`th=${hex}`];
      return make('ui=2', 'view=att', named(names), ...thread, `attid=${encodeURIComponent(attid)}`, 'disp=safe', 'zw');
    },
  };
}

function baseOf(pathname: string): string {
  return /^\/mail\/(?:b\/[^/]+\/)?(?:u\/\d+\/)?(?:d\/[^/]+\/)?/.exec(pathname)?.[0] ?? '/mail/';
}
