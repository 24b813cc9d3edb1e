/** What the server tells the page about itself, as JSON in the document. Nothing in it is a name the webmail uses. */
export interface PageConfig {
  client: 'norrin' | 'novation';
  /** `/d` or `/n`. */
  base: string;
  batchOrigin: string;
  /** Marks requests as the page's own, together with a number that counts once. */
  pageKey: string;
  ownName: string;
  /** The address, for what the page shows; empty where it stands in first data alone. */
  shownAddress: string;
  others: { address: string; href: string }[];
  /** Generated class names, others at each load. */
  atoms: string[];
  behaviour: PageBehaviour;
}

export interface PageBehaviour {
  pollMs: number;
  autosaveMs: number;
  undoMs: number;
  anchors: 'usual' | 'renamed';
  traffic: 'usual' | 'unknown';
  bodyForm: 'form' | 'form-blob' | 'text' | 'blob';
  transport: 'fetch' | 'fetch-request' | 'xhr';
  sendBatch: 'joined' | 'apart';
  sendNames: 'mid' | 'selection';
  scheduleMs: number;
  bootstrap: 'inline' | 'inline-and-global' | 'global';
  firstList: 'bootstrap' | 'bootstrap-and-call' | 'call';
  locale: 'en' | 'es' | 'de';
  adverts: number;
  separators: boolean;
  rowTag: 'by-client' | 'a' | 'div';
  rowSuffix: 'opaque' | 'mid';
  rowMid: 'absent' | 'shown';
  rowWrapper: 'plain' | 'older';
  senderPill: 'text' | 'title' | 'contact-card';
  preview: boolean;
  telemetry: boolean;
}
