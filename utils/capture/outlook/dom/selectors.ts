/**
 * Where things stand in the page. Ids, roles and data attributes have lived for years; class names are hashes of a build and
 * labels are translated, so neither is ever asked for. Exchange of one's own has other names for the same things, and both are
 * looked for everywhere.
 */
export const selectors = {
  list: '#MailList, [data-app-section="MessageList"]',
  row: '[data-convid]',
  selectedRow: '[data-convid][aria-selected="true"]',
  pane: [
    '[data-app-section="MailReadCompose"]',
    '#ReadingPaneContainerId',
    '#ConversationReadingPaneContainer',
    '[data-app-section="ConversationContainer"]',
    '[autoid^="_rp_"]',
  ].join(', '),
  sender: '[id^="MSG_"][id$="_FROM"]',
  body: [
    '[id^="UniqueMessageBody"]',
    '[id="Item.MessageUniqueBody"]',
    '[id="Item.MessageNormalizedBody"]',
    '[id="Item.MessagePartBody"]',
  ].join(', '),
  subject: [
    '[role="heading"][id^="CONV_"][id$="_SUBJECT"]',
    '[id^="MSG_"][id$="_SUBJECT"]',
    '[role="heading"][id$="_SUBJECT"]',
    '[role="heading"][aria-level="2"]',
    '[role="heading"][aria-level="3"]',
  ],
  recipients: '[data-testid="RecipientWell"]',
  person: '[data-lpc-hover-target-id], .lpc-hoverTarget',
  /** A message that can be written in is a draft. */
  editor: '[contenteditable="true"]',
  attachment: '[role="listbox"] [role="option"]',
  inlineImage: 'img[data-imagetype="AttachmentByCid"]',

  folderTree: '[id^="primaryMailboxRoot_"][role="treeitem"]',
  /** Where the frame of the page stands, and no mail does. */
  frame: '[role="tree"], [role="treeitem"], [role="navigation"], [role="banner"], nav, header',
  accountCard: '#mectrl_currentAccount_secondary',
  accountButton: '#mectrl_main_trigger, #mectrl_headerPicture',
} as const;

/** Attributes by whose change alone a recycled element shows something else. */
export const watchedAttributes = ['data-convid', 'aria-selected'];
