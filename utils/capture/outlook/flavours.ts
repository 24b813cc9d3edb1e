import type { SiteId } from '../../model/site.ts';

export type OutlookSite = Extract<SiteId, 'outlook' | 'exchange'>;

/** What is known in advance of how a kind of server wants to be asked. */
export interface Flavour {
  /** Version named in the header block where the page has not shown its own. */
  readonly serverVersion: string;
  /** Further parameters of the service's address. */
  readonly query: (count: number) => Readonly<Record<string, string>>;
  /** Header that repeats the action in the words of the page's own code; absent where there is none. */
  readonly actionNameHeader?: string;
  /**
   * Whether the session's cookies and the canary cookie, which scripts may read there, are all it takes to ask. Where they
   * are not, the page has to show first how it asks.
   */
  readonly canaryInCookie: boolean;
}

export const flavours: Readonly<Record<OutlookSite, Flavour>> = {
  outlook: {
    serverVersion: 'V2018_01_08',
    query: (count) => ({ app: 'Mail', n: String(count) }),
    canaryInCookie: false,
  },
  exchange: {
    serverVersion: 'Exchange2013',
    query: (count) => ({ EP: '1', ID: String(-count), AC: '1' }),
    actionNameHeader: 'x-owa-actionname',
    canaryInCookie: true,
  },
};
