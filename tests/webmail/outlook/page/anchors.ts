import type { PageConfig } from './config.ts';
import type { Person, Row } from './store.ts';
import type { Texts } from './texts.ts';

type Attributes = Record<string, string | number | boolean | undefined>;

/** Everything about the page's elements that somebody might hold on to. A release differs from another in this alone. */
export interface Anchors {
  mailboxRoot(address: string, place: number): Attributes;
  list(count: number): Attributes;
  row(row: Row, isSelected: boolean, count: number): Attributes;
  pane(): Attributes;
  threadSubject(subject: string): Attributes;
  messageSubject(token: string): Attributes;
  message(): Attributes;
  from(token: string): Attributes;
  fromText(text: string): Attributes;
  recipients(people: Person[]): Attributes;
  person(): Attributes;
  bodyRegion(): Attributes;
  body(): Attributes;
  files(): Attributes;
  file(): Attributes;
  button(icon: string): Attributes;
  composeForm(): Attributes;
  well(kind: 'to' | 'cc' | 'bcc'): Attributes;
  subject(token: string): Attributes;
  editorParent(): Attributes;
  editor(): Attributes;
  sendSplit(): Attributes;
  send(): Attributes;
  discard(): Attributes;
  attachmentCard(): Attributes;
}

let number = 0;
const next = (): number => {
  number += 1;
  return number;
};

/** The React client: ids with fixed ends, `data-testid`, roles; all words in the user's language. */
function cloud(texts: Texts): Anchors {
  const label = (row: Row): string =>
    [row.isUnread ? texts.unread : '', row.senders.join(', '), row.subject, row.date, row.preview].join(' ');
  return {
    mailboxRoot: (address, place) => ({
      id: `primaryMailboxRoot_${place}${next()}`,
      role: 'treeitem',
      title: address,
      'data-folder-name': address,
      'aria-level': 1,
    }),
    list: () => ({ role: 'listbox', 'aria-label': texts.list, 'data-app-section': 'MessageListItems' }),
    row: (row, isSelected, count) => ({
      role: 'option',
      id: `AQAAAAAA${next()}`,
      'data-convid': row.conversationId,
      'aria-selected': isSelected ? 'true' : 'false',
      'aria-setsize': count,
      'aria-label': label(row),
      tabindex: -1,
      class: 'S2NDX',
    }),
    pane: () => ({
      'data-app-section': 'MailReadCompose',
      role: 'main',
      id: 'ReadingPaneContainerId',
      'aria-label': texts.readingPane,
    }),
    threadSubject: (subject) => ({ role: 'heading', 'aria-level': 2, id: `CONV_${next()}_SUBJECT`, title: subject }),
    messageSubject: (token) => ({ role: 'heading', 'aria-level': 3, id: `MSG_${token}_SUBJECT`, class: 'x8gV5' }),
    message: () => ({ class: 'aVla3' }),
    from: (token) => ({ id: `MSG_${token}_FROM`, class: 'OZZZK' }),
    fromText: (text) => ({ 'aria-label': `${texts.from}: ${text}` }),
    recipients: (people) => ({
      'data-testid': 'RecipientWell',
      'aria-label': `${texts.to}: ${people.map((one) => one.name || one.email).join('; ')}`,
      'aria-readonly': 'true',
    }),
    person: () => ({ class: 'lpc-hoverTarget', 'data-lpc-hover-target-id': `lpc-${next()}` }),
    bodyRegion: () => ({ role: 'document', 'aria-label': texts.body }),
    body: () => ({ id: `UniqueMessageBody_${next()}`, class: 'XbIp4' }),
    files: () => ({ role: 'listbox', class: 'T3idP' }),
    file: () => ({ role: 'option', tabindex: -1 }),
    button: (icon) => ({ 'data-icon-name': icon, class: 'fui-Icon-font' }),
    composeForm: () => ({ 'data-app-section': 'ConversationContainer' }),
    well: (kind) => ({
      contenteditable: 'true',
      role: 'textbox',
      'aria-label': texts[kind],
      tabindex: 0,
      class: 'EditorClass',
    }),
    subject: (token) => ({
      id: `MSG_${token}_SUBJECT`,
      maxlength: 255,
      'aria-label': texts.subject,
      placeholder: texts.subject,
    }),
    editorParent: () => ({ id: `editorParent_${next()}` }),
    editor: () => ({
      contenteditable: 'true',
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-label': texts.body,
      tabindex: 0,
    }),
    sendSplit: () => ({ 'data-testid': 'ComposeSendButton', role: 'group' }),
    send: () => ({ title: `${texts.send} (Ctrl+Enter)`, 'aria-label': texts.send }),
    discard: () => ({ id: 'discardCompose', 'aria-label': texts.discard }),
    attachmentCard: () => ({ 'data-testid': 'AttachmentCard' }),
  };
}

const LETTERS = {
  2016: { mcp: 'c', subject: 'd', fp: '5', lvv: '3', discard: 'e' },
  2019: { mcp: 'k', subject: 'm', fp: '7', lvv: '4', discard: 'o' },
} as const;

/** The older client: `autoid`, of which only the beginnings are the same in every build, and fixed ids of the editor. */
function onPremises(texts: Texts, build: '2016' | '2019'): Anchors {
  const letters = LETTERS[build];
  const plain = cloud(texts);
  return {
    ...plain,
    mailboxRoot: () => ({ role: 'treeitem', autoid: `_n_${letters.lvv}` }),
    list: () => ({ role: 'listbox', autoid: `_lvv_${letters.lvv}`, 'aria-label': texts.list }),
    row: (row, isSelected) => ({
      'data-convid': row.conversationId,
      role: 'option',
      autoid: `_lvv_${letters.lvv}`,
      'aria-selected': isSelected ? 'true' : 'false',
      tabindex: -1,
    }),
    pane: () => ({ role: 'region', 'aria-label': texts.readingPane, autoid: '_rp_0' }),
    threadSubject: () => ({ autoid: '_rp_4', class: 'rpHighlightSubjectClass', role: 'heading' }),
    messageSubject: () => ({ autoid: '_rp_5' }),
    message: () => ({ autoid: '_rp_3' }),
    from: () => ({ autoid: '_rp_6' }),
    fromText: () => ({ class: 'allowTextSelection' }),
    recipients: () => ({ autoid: '_rp_8' }),
    person: () => ({ class: 'lpc-hoverTarget' }),
    bodyRegion: () => ({ role: 'region', 'aria-label': texts.body }),
    body: () => ({ id: 'Item.MessageUniqueBody', class: 'allowTextSelection' }),
    files: () => ({ autoid: '_rp_a' }),
    file: () => ({ autoid: '_rp_b' }),
    button: () => ({ class: 'ms-Icon' }),
    composeForm: () => ({ autoid: '_mcp_0' }),
    well: (kind) => ({
      autoid: `_fp_${kind === 'to' ? letters.fp : `${letters.fp}${kind}`}`,
      'aria-label': texts[kind],
      type: 'text',
    }),
    subject: () => ({
      autoid: `_mcp_${letters.subject}`,
      maxlength: 255,
      'aria-label': texts.subject,
      placeholder: texts.subject,
    }),
    editorParent: () => ({ class: 'MicrosoftOWAEditorFrame' }),
    editor: () => ({ id: 'MicrosoftOWAEditorRegion', contenteditable: 'true', 'aria-label': texts.body }),
    sendSplit: () => ({ class: 'o365cs-send' }),
    send: () => ({ autoid: `_mcp_${letters.mcp}`, title: texts.send }),
    discard: () => ({ autoid: `_mcp_${letters.discard}` }),
    attachmentCard: () => ({ autoid: '_ay_0' }),
  };
}

/** A release in which nothing known is left. `contenteditable` without a value means the same and is written anew. */
function renamed(): Anchors {
  const nothing = (): Attributes => ({});
  const editable = (): Attributes => ({ contenteditable: true, tabindex: 0 });
  return {
    mailboxRoot: nothing,
    list: nothing,
    row: () => ({ tabindex: -1 }),
    pane: nothing,
    threadSubject: nothing,
    messageSubject: nothing,
    message: nothing,
    from: nothing,
    fromText: nothing,
    recipients: nothing,
    person: nothing,
    bodyRegion: nothing,
    body: nothing,
    files: nothing,
    file: nothing,
    button: nothing,
    composeForm: nothing,
    well: editable,
    subject: nothing,
    editorParent: nothing,
    editor: editable,
    sendSplit: nothing,
    send: nothing,
    discard: nothing,
    attachmentCard: nothing,
  };
}

export function anchorsFor(config: PageConfig, texts: Texts): Anchors {
  if (config.behaviour.anchors === 'renamed') return renamed();
  return config.flavour === 'on-premises' ? onPremises(texts, config.behaviour.build) : cloud(texts);
}
