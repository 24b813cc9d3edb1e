/** What the server tells the page about itself, as JSON in the document. */
export interface PageConfig {
  account: string;
  name: string;
  aliases: { address: string; name: string }[];
  /** `/mail/u/0` or with `/d/<id>`. */
  mailBase: string;
  syncBase: string;
  ik: string;
  xsrf: string;
  /** Marks requests as the page's own. */
  pageKey: string;
  history: number;
  others: { address: string; href: string }[];
  signInUrl: string;
  showDownloadUrl: boolean;
  behaviour: PageBehaviour;
}

export interface PageBehaviour {
  form: 'array' | 'object';
  undoMs: number;
  undoHeldBy: 'server' | 'page';
  locale: 'en' | 'es' | 'ar' | 'ja';
  threadPermId: 'shown' | 'undefined';
  conversationView: boolean;
  pane: 'none' | 'vertical' | 'horizontal';
  root: 'a98' | 'PeIF1d' | 'if' | 'table';
  composeRole: 'dialog' | 'region';
  titleBar: 'images' | 'buttons';
  downloadUrlShape: 'doubled' | 'plain';
  cardDelayMs: number;
  adverts: number;
  foldFrom: number;
  collapsedIds: 'shown' | 'absent';
  staleLegacyId: boolean;
  accountIn: 'everywhere' | 'globals-only' | 'document-only';
  anchors: 'usual' | 'renamed';
  traffic: 'usual' | 'unknown';
  pollMs: number;
  autosaveMs: number;
}
