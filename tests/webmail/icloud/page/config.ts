/** What the server tells the page about itself, as JSON in the documents of the shell and of the app. */
export interface PageConfig {
  /** Goes with the announcements of this document's requests. */
  key: string;
  www: string;
  setup: string;
  sandbox: string;
  /** Where requests of unknown form go. */
  veiled: string;
  appUrl: string;
  sandboxUrl: string;
  signInUrl: string;
  build: string;
  masteringNumber: string;
  clientId: string;
  /** Relay addresses of the person, which the preferences do not have. */
  hiddenAddresses: string[];
  names: AnchorNames;
  behaviour: PageBehaviour;
}

/** What scripts know the page by; another release may have other ones, or none. */
export interface AnchorNames {
  frame: string | null;
  pane: string | null;
  article: string | null;
  /** Tag of the subject. */
  subject: 'h1' | 'div';
  time: 'time' | 'span';
  body: string;
}

export interface PageBehaviour {
  traffic: 'usual' | 'unknown';
  transport: 'fetch' | 'xhr' | 'mixed';
  client: 'mailws2' | 'wm';
  bodies: 'together' | 'by-part';
  marksReadBy: 'flag' | 'get';
  threadMetadata: 'thread-get' | 'with-query';
  validatedBy: 'shell' | 'app' | 'both';
  frame: 'steady' | 'rebuilt';
  frameDelayMs: number;
  lang: 'en-us' | 'de-de';
  undoMs: number;
  pollMs: number;
  autosaveMs: number;
}
