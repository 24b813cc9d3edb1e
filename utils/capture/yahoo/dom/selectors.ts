/**
 * Where things stand in Yahoo's and AOL's page. Class names are generated anew with each release; `data-test-id` and a few
 * element ids have lived for years. No visible text is ever matched.
 */
export const selectors = {
  /** The inline data of the page; its `nonce` reads as empty, so what it holds decides. */
  inlineScript: 'script:not([src])',
  client:
    '#mail-app-component, #mail-app-component-container, [data-test-id="mail-app-container"], #basic-mail-app-container',
  list: '[data-test-id="virtual-list"], [data-test-id="message-list"], #messageListContainer',
  listItem: 'li, tr',

  /** An `a` in some builds and a `div` in others. Adverts and separators are not among them. */
  row: '[data-test-id="message-list-item"]',
  /** Lists of the basic view are rows with a link to each message. */
  basicRow: '#messageListContainer li, #messageListContainer tr',
  messageLink: 'a[href*="/messages/"]',
  namedByMid: '[data-test-mid]',
  /** Ids that end in something which may be the message's own. */
  suffixed: '[id^="email-subject-"], [id^="email-sender-"], [id^="email-snippet-"], [id^="unread-message-status-"]',
  rowSender: '[id^="email-sender-"]',
  titled: '[title]',

  opened: '[data-test-id="message-view"]',
  from: '[data-test-id="message-from"]',
  /** Of 2026. */
  fromCard: '[data-test-id="with-contact-card-anchor"]',
  recipients: '[data-test-id="message-to"], [data-test-id="message-recipients"]',
  pill: '[data-test-id="email-pill"]',
  subject: '[data-test-id="message-group-subject-text"]',
  body: '[data-test-id="message-view-body-content"]',
  bodyAround: '[data-test-id="message-view-body"]',
  attachment: '[data-test-id="attachment-item"], [data-test-id="attachment-container"]',

  accountMenu: '#ybarAccountMenu',
} as const;
