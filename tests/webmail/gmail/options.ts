import { defaultStandInBehaviour, type StandInBehaviour } from '../stand-in.ts';

/** A person's mailbox in the stand-in. The order of accounts is their number in `/u/N/`. */
export interface StandInAccount {
  address: string;
  name: string;
  /** Further addresses the person may send as. */
  aliases?: { address: string; name: string }[];
}

/** A mailbox of somebody else that an account may open, under `/mail/u/N/d/<id>/`. */
export interface DelegatedMailbox {
  id: string;
  address: string;
  name: string;
  /** Address of the account that may open it. */
  delegate: string;
  /** `b` is the older address form, `/mail/b/<id>/u/N/`. */
  path?: 'd' | 'b';
}

export type Locale = 'en' | 'es' | 'ar' | 'ja';

/** How the container of a conversation looked over the years, newest first. */
export type ConversationRoot = 'a98' | 'PeIF1d' | 'if' | 'table';

/** What happens to a send: it works, the server answers 503, it takes the request and leaves a draft, or never answers. */
export type SendOutcome = 'works' | 'refused' | 'ignored' | 'unanswered';

/**
 * Everything about the webmail that is known to differ between users, administrators, browsers and years. All of it may
 * be changed while the stand-in runs, see `GmailStandIn.set`; pages take up what concerns them when they are loaded.
 */
export interface Behaviour extends Omit<StandInBehaviour, 'sends'> {
  /** Wire form of sync requests and answers: arrays since September 2022, before that objects with keys from 1. */
  form: 'array' | 'object';
  /** `download original` may be switched off by an administrator. */
  rawSource: 'on' | 'off';
  originalPage: 'html' | 'text' | 'off';
  /** The original page shortens attachments of mail larger than this. */
  originalLimitBytes: number;
  classic: 'on' | 'off';
  /** `labels`: a confirmed send is told by a label change alone. */
  confirmations: 'records' | 'labels';
  /** `later`: a change is told by the answer to some later request. */
  confirmedBy: 'same-answer' | 'later';
  /** Pause before each answer of the sync layer. */
  answerDelayMs: number;
  /** Extra data in each sync answer, to try large ones. */
  paddingBytes: number;
  sends: SendOutcome;
  /** Nothing is answered at all. */
  offline: boolean;
  /**
   * `server`: the request of the click carries the message and the server holds it. `page`: the click saves a draft, and
   * the request that sends follows when the time to undo is over.
   */
  undoHeldBy: 'server' | 'page';
  /** When a message scheduled with the page's only menu entry is really sent. */
  scheduleMs: number;
  /** A just-sent `msg-a:` id is not found by source requests for this long. */
  sourceLagMs: number;
  /** The XSRF token changes after this many sync requests; 0 for never. */
  rotateXsrfAfter: number;
  /** The session ends this long after the page was opened; 0 for never. */
  sessionMs: number;
  /** Whether the sign-in page may be read by a fetch that was redirected to it. */
  signInReadable: boolean;
  /** Recipients of `fd` answers: at the places of 2018-2023, or one level deeper as seen in November 2025. */
  fdRecipients: 'flat' | 'nested';
  /** An answer for single messages may lack the heads, and with them sender name and labels. */
  fdHeads: 'always' | 'threads-only';
  /** Messages whose whole content is embedded in the page, counted in conversations. */
  embeddedConversations: number;

  locale: Locale;
  threadPermId: 'shown' | 'undefined';
  conversationView: boolean;
  /** Where an opened conversation appears: in place of the list, beside it, or below it. */
  pane: 'none' | 'vertical' | 'horizontal';
  root: ConversationRoot;
  /** `div.AD` is a dialog in most reports, a region in one of 2026. */
  composeRole: 'dialog' | 'region';
  titleBar: 'images' | 'buttons';
  downloadUrl: 'by-browser' | 'always' | 'never';
  downloadUrlShape: 'doubled' | 'plain';
  /** Attachment cards are drawn this long after the message. */
  cardDelayMs: number;
  adverts: number;
  /** From how many messages on the middle of a conversation is folded to a number; 0 for never. */
  foldFrom: number;
  /** Collapsed messages that were never opened carry no ids. */
  collapsedIds: 'shown' | 'absent';
  /** The legacy id of a just-sent message stays that of its last draft. */
  staleLegacyId: boolean;
  accountIn: 'everywhere' | 'globals-only' | 'document-only';
}

export const defaultBehaviour: Behaviour = {
  ...defaultStandInBehaviour,
  form: 'array',
  rawSource: 'on',
  originalPage: 'html',
  originalLimitBytes: 100_000,
  classic: 'on',
  confirmations: 'records',
  confirmedBy: 'same-answer',
  answerDelayMs: 0,
  paddingBytes: 0,
  offline: false,
  undoHeldBy: 'server',
  scheduleMs: 60_000,
  sourceLagMs: 0,
  rotateXsrfAfter: 0,
  sessionMs: 0,
  signInReadable: true,
  fdRecipients: 'flat',
  fdHeads: 'always',
  embeddedConversations: 2,
  locale: 'en',
  threadPermId: 'shown',
  conversationView: true,
  pane: 'none',
  root: 'a98',
  composeRole: 'dialog',
  titleBar: 'images',
  downloadUrl: 'by-browser',
  downloadUrlShape: 'doubled',
  cardDelayMs: 0,
  adverts: 0,
  foldFrom: 4,
  collapsedIds: 'absent',
  staleLegacyId: true,
  accountIn: 'everywhere',
};

export interface GmailStandInOptions extends Partial<Behaviour> {
  accounts?: StandInAccount[];
  delegated?: DelegatedMailbox[];
  /** Origins to answer for; the real ones unless told, for looking at the stand-in over plain HTTP. */
  origins?: Partial<Origins>;
  now?: () => number;
  /** Numbers in [0, 1). */
  random?: () => number;
}

export interface Origins {
  mail: string;
  source: string;
  accounts: string;
}

export const realOrigins: Origins = {
  mail: 'https://mail.google.com',
  source: 'https://mail-attachment.googleusercontent.com',
  accounts: 'https://accounts.google.com',
};

export const defaultAccounts: StandInAccount[] = [{ address: 'rep@example.com', name: 'Robin Reyes' }];
