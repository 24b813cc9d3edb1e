import { defaultStandInBehaviour, type StandInAccount, type StandInBehaviour } from '../stand-in.ts';

/** Another mailbox that Yahoo fetches by IMAP into this one; it has folders of its own. */
export interface LinkedAccount {
  address: string;
  name: string;
}

/** A mailbox; each stands for a sign-in of its own. Aliases are accounts of type `SENDAS`. */
export interface YahooAccount extends StandInAccount {
  linked?: LinkedAccount[];
}

export type Locale = 'en' | 'es' | 'de';

/** `norrin` lives under `/d/`, `novation` under `/n/`, `basic` under `/b/` with pages made by the server. */
export type Client = 'norrin' | 'novation' | 'basic';

export type Front = 'mail.yahoo.com' | 'in.mail.yahoo.com' | 'beta-mg.mail.yahoo.com' | 'mail.aol.com';

/**
 * Everything about the webmail that is known, or must be feared, to differ between users, hosts and years. All of it may
 * be changed while the stand-in runs; pages take up what concerns them when they are loaded.
 */
export interface YahooBehaviour extends StandInBehaviour {
  /** Host and client that `url()` names. Every host answers for every client at all times. */
  front: Front;
  client: Client;

  /** Body of a batch: a form whose field `batchJson` is text or a file, or the JSON itself as text or as a Blob. */
  bodyForm: 'form' | 'form-blob' | 'text' | 'blob';
  /** How the page asks; `fetch-request` hands a whole `Request` to `fetch`. */
  transport: 'fetch' | 'fetch-request' | 'xhr';
  /** Host the page sends its batches to. */
  apiHost: 'own' | 'apis';
  /** The `wssid` expires after this many batches; 0 for never. */
  rotateWssidAfter: number;
  /** Where the answer `EC-4003` has the new one: at the top, or in the answer to the first request of the batch. */
  wssidError: 'top' | 'nested';
  /** Pause before each answer to a batch. */
  answerDelayMs: number;
  /** Extra data in each answer to a batch, to try large ones. */
  paddingBytes: number;
  /** Nothing is answered at all. */
  offline: boolean;
  /**
   * How a send is refused: its own part of the batch (`httpCode` 503 or 400), the whole batch with HTTP 503, or a
   * top-level `error`.
   */
  refusedAs: 'part' | 'part-400' | 'whole' | 'error';
  /** One batch that saves and sends, or two. */
  sendBatch: 'joined' | 'apart';
  /** The request that sends names the draft by its mid, or by what was selected from the answer to the save. */
  sendNames: 'mid' | 'selection';
  /** What the answer to the request that sends tells. */
  sendAnswer: 'empty' | 'message';
  /** When a message gets another mid. */
  mids: 'kept' | 'changed-by-sending' | 'changed-by-saving';
  /** Whether the Sent copy names its blind recipients. */
  bccInSent: 'kept' | 'absent';
  /** `headers.messageIdRfc822` in answers. */
  messageIds: 'shown' | 'absent';
  /** `headers.cc` and `headers.bcc` in list answers. */
  copiesInLists: 'shown' | 'absent';
  /** `nested`: messages stand in cards, deeper than usual, as other clients ask for. */
  shape: 'plain' | 'nested';
  /** When a message scheduled with the page's only menu entry is really sent. */
  scheduleMs: number;
  /** What `/mailboxes/@/` leads to: the mailbox, or a refusal, as is feared for mailboxes with linked accounts. */
  atAlone: 'works' | 'refused';
  /** What requests for data get when the session is over: the way to the sign-in page, or 401. */
  endedSession: 'redirect' | 'unauthorised';
  /** The sign-in page may be read by a fetch that was redirected to it. */
  signInReadable: boolean;
  /** A message is not found by source requests for this long after it was sent. */
  sourceLagMs: number;

  /** Where first data stands: inline JSON, the same assigned to `window.AppBootstrapData`, or that object alone. */
  bootstrap: 'inline' | 'inline-and-global' | 'global';
  /** Where the first list comes from. */
  firstList: 'bootstrap' | 'bootstrap-and-call' | 'call';
  /** Where the address of the mailbox can be found: first data and document, or one of the two. */
  accountIn: 'everywhere' | 'data-only' | 'document-only';

  locale: Locale;
  /** Advertisements among the rows and beside the reader. */
  adverts: number;
  /** Lines between the rows that say which day they are of. */
  separators: boolean;
  /** Tag of a row: a link in older builds of `/d/`, a `div` in newer ones; `by-client` is a link in `/d/` alone. */
  rowTag: 'by-client' | 'a' | 'div';
  /** Suffix of the ids in a row: a running number, or the mid. */
  rowSuffix: 'opaque' | 'mid';
  /** Rows carry `data-test-mid`. */
  rowMid: 'absent' | 'shown';
  /** Each row, with wrappers of older builds: `li[data-test-id="infinite-scroll-ROW"]`, `a[role="article"]`. */
  rowWrapper: 'plain' | 'older';
  /** Where the address of a sender stands in an opened message: text of a nested span, or a `title`. */
  senderPill: 'text' | 'title' | 'contact-card';
  /** The opened conversation stands beside the list. */
  preview: boolean;
  /** The page tries to reach hosts of telemetry, which nobody answers for. */
  telemetry: boolean;
}

export const defaultYahooBehaviour: YahooBehaviour = {
  ...defaultStandInBehaviour,
  front: 'mail.yahoo.com',
  client: 'norrin',
  bodyForm: 'form',
  transport: 'fetch',
  apiHost: 'own',
  rotateWssidAfter: 0,
  wssidError: 'top',
  answerDelayMs: 0,
  paddingBytes: 0,
  offline: false,
  refusedAs: 'part',
  sendBatch: 'joined',
  sendNames: 'mid',
  sendAnswer: 'empty',
  mids: 'kept',
  bccInSent: 'kept',
  messageIds: 'shown',
  copiesInLists: 'shown',
  shape: 'plain',
  scheduleMs: 60_000,
  atAlone: 'works',
  endedSession: 'redirect',
  signInReadable: true,
  sourceLagMs: 0,
  bootstrap: 'inline',
  firstList: 'bootstrap-and-call',
  accountIn: 'everywhere',
  locale: 'en',
  adverts: 0,
  separators: true,
  rowTag: 'by-client',
  rowSuffix: 'opaque',
  rowMid: 'absent',
  rowWrapper: 'plain',
  senderPill: 'text',
  preview: false,
  telemetry: false,
};

export interface YahooStandInOptions extends Partial<YahooBehaviour> {
  accounts?: YahooAccount[];
  /** Origins to answer for; the real ones unless told, for looking at the stand-in over plain HTTP. */
  origins?: Partial<Origins>;
  now?: () => number;
  /** Numbers in [0, 1). */
  random?: () => number;
}

/** Where the stand-in lives when it is not at the real hosts: one front, and the hosts beside it. */
export interface Origins {
  mail: string;
  apis: string;
  login: string;
  images: string;
}

export const FRONTS: readonly Front[] = [
  'mail.yahoo.com',
  'in.mail.yahoo.com',
  'beta-mg.mail.yahoo.com',
  'mail.aol.com',
];

export const realOrigins: Omit<Origins, 'mail'> = {
  apis: 'https://apis.mail.yahoo.com',
  login: 'https://login.yahoo.com',
  images: 'https://ecp.yusercontent.com',
};

export const defaultAccounts: YahooAccount[] = [{ address: 'rep@example.com', name: 'Robin Reyes' }];
