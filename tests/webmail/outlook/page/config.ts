/** How a page behaves; a part of what the stand-in can be told. */
export interface PageBehaviour {
  locale: 'en' | 'de' | 'es';
  /** What the page asks ids to be: such that survive moves, or the older ones. On-premises there are only older ones. */
  ids: 'immutable' | 'classic';
  /** Letters of the `autoid` attributes, which differ between builds. Only on-premises. */
  build: '2016' | '2019';
  /**
   * Where the payload of a request stands: header up to 2,048 characters and body above (cloud), header and body by turns
   * (on-premises), or always in the body.
   */
  payload: 'by-size' | 'mixed' | 'body';
  /** The way the page writes its `fetch`: headers as an object, `Headers` or pairs, or a `Request`. */
  requestForm: 'object' | 'headers' | 'pairs' | 'request';
  /**
   * Where the first list comes from: the boot answer, a request of its own, or the page's database, in which case news
   * comes over a line nobody knows and lists cause no request of the service.
   */
  firstList: 'boot' | 'request' | 'store';
  /** Conversations loaded without being opened. `all`: opening one causes no request. */
  prefetch: 'none' | 'neighbours' | 'all';
  conversationView: boolean;
  folderPane: 'shown' | 'collapsed';
  /** Requests carry `mailboxInfo`. */
  mailboxInfo: boolean;
  /** Bodies of threads: without the quoted part, whole, or only that of the newest message. */
  threadBodies: 'unique' | 'full' | 'first-only';
  /** The page lets the server cut lists of recipients to this. */
  maximumRecipients: number;
  /**
   * What the page sends by: `UpdateItem` of the draft with all fields, with one, or with none, `CreateItem` without any
   * draft before, or `SendItem`.
   */
  sendRoute: 'update-draft' | 'update-one-field' | 'update-nothing' | 'create' | 'send-item';
  disposition: 'SendAndSaveCopy' | 'SendOnly';
  /** A reply is a draft first, or goes out by the one request that makes it. */
  replyRoute: 'draft' | 'direct';
}

/** What the server tells the page about itself, as JSON in the document. */
export interface PageConfig {
  flavour: 'work' | 'personal' | 'on-premises';
  account: string;
  name: string;
  aliases: { address: string; name: string }[];
  /** The mailbox is not that of who signed in. */
  isShared: boolean;
  /** `/mail`, `/mail/0`, `/owa`. */
  mailBase: string;
  /** `/owa/service.svc`, `/owa/0/service.svc`. */
  service: string;
  startup: string;
  anchor: string;
  authorization?: string;
  canary?: string;
  /** Names this load of the page; the seed makes the tickets of its requests. */
  load: string;
  ticketSeed: number;
  /** All mailboxes in the folder pane, this one first. */
  mailboxes: { address: string; name: string; href: string }[];
  signInUrl: string;
  /** Name of the page's database. */
  storeName: string;
  clientVersion: string;
  behaviour: PageBehaviour & {
    pollMs: number;
    autosaveMs: number;
    undoMs: number;
    anchors: 'usual' | 'renamed';
    traffic: 'usual' | 'unknown';
  };
}
