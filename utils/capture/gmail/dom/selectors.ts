/**
 * Where things stand in Gmail's page. Class names are minified but have lived for years; attributes with ids and
 * addresses are the firm ground. Each selector lists its variants newest first. No visible text is ever matched.
 */
export const selectors = {
  /** Several exist after some navigation; only one is shown. */
  mainArea: '[role="main"]',
  /** A list row; in the vertical split two or three rows in a line make one (`apv`). */
  row: 'tr.zA',
  splitRowClass: 'apv',
  unreadRowClass: 'zE',
  /** Advertisements look like rows and carry no ids. */
  advertisement: '.am0, .bvA',
  /** Rows of 2014 to 2018 had no ids at all. */
  rowIds: '[data-thread-id], [data-legacy-thread-id]',
  draftRow: '[data-standalone-draft-id]',
  rowSender: '.yW span[email]',
  rowSenderCell: '.yW',
  rowCount: '.bx0',
  rowSubject: '.y6 span.bog, .y6 > span[id], .y6 > span:not(.y2)',
  rowSnippet: '.y2',
  rowDate: 'td.xW span[title], td.xW span[aria-label]',
  rowAttachments: '.yf img.yE[title]',

  /** Newest first: November 2023, October 2022, 2018, classic; then the reading pane. */
  conversation: '.a98.iY, .PeIF1d, .if, table.Bs > tbody > tr, table.Bs > tr, .ao9',
  subject: 'h2.hP, .ha h2',
  threadIds: '[data-thread-perm-id], [data-legacy-thread-id]',
  /** Items of the message list; a folded one without ids has none of the attributes below. */
  messageItem: '[role="list"] > *',
  messageIds: '[data-message-id], [data-legacy-message-id]',
  foldedGroup: '.adv',
  openMessageClass: 'h7',
  sender: 'span.gD[email], td.gF span[email], h3.iw span[email]',
  recipients: '.hb span[email], span.g2[email]',
  body: 'div.ii.gt > div.a3s, .a3s.aiL, .a3s, .aXjCH',
  clippedBody: '.iX a[href*="view=lg"]',
  card: '.aQH span.aZo, span.aZo',
  cardName: '.aV3',
  cardSize: '.SaH2Ve',
  cardLink: 'a.aQy',

  /** Toasts: the first lives while a send may be undone. */
  undoLink: '#link_undo',

  banner: '[role="banner"]',
  accountLink: 'a[href^="https://myaccount.google."]',
  startScreen: '#loading div.msg, .eYSAde',
  inlineScript: 'script:not([src])',
} as const;
