import { defaultStandInBehaviour, type StandInAccount, type StandInBehaviour } from '../stand-in.ts';
import type { PageBehaviour } from './page/config.ts';

/** Hosts of Outlook on the web that show mail. */
export const cloudHosts = [
  'outlook.cloud.microsoft',
  'outlook.office.com',
  'outlook.office365.com',
  'outlook.live.com',
] as const;
export type CloudHost = (typeof cloudHosts)[number];

/** A mailbox of somebody else that an account may open, under its address in the path. */
export interface SharedMailbox {
  address: string;
  name: string;
}

/**
 * Everything about Outlook on the web and Exchange that is known to differ between users, administrators and years. All
 * of it may be changed while the stand-in runs; pages take up what concerns them when they are loaded.
 */
export interface Behaviour extends StandInBehaviour, PageBehaviour {
  /**
   * Host the mail lives on; the other hosts send on to it. `outlook.live.com` is that of personal accounts, with its
   * account slot in the path, `MSAuth1.0` and a canary. Of no meaning on-premises.
   */
  host: CloudHost;
  /** How the address stands in `x-anchormailbox`. The last two contain an `@` and are no addresses. */
  anchorForm: 'aad-smtp' | 'plain' | 'puid' | 'oid';
  /** `url` writes ids with `-` and `_` in place of `/` and `+`. */
  idAlphabet: 'classic' | 'url';
  /** How addresses of people of the same organisation stand in JSON: as such, or as an X.500 path. */
  internalAddresses: 'smtp' | 'ex';
  meetingType: 'MeetingRequest' | 'MeetingRequestMessageType';
  /** Status of a request whose session is over. */
  sessionEndStatus: 401 | 440 | 449;
  /** The session ends this long after the page was opened; 0 for never. */
  sessionMs: number;
  /** A bearer token is good for this long, after which the page gets another; 0 for ever. */
  tokenMs: number;
  /** What somebody who is not the page meets besides {@link StandInBehaviour.sources}. */
  throttling: 'none' | 'over-budget' | 'too-many-objects';
  /** Whether MIME asked for without any further property is left out, a fault of Exchange Online. */
  mimeAlone: 'works' | 'missing';
  /** Whether a member in `AttachmentShape` makes `GetAttachment` fail. */
  attachmentShape: 'works' | 'fails';
  /** `SendItem` is refused by the cloud and accepted on-premises. */
  sendItem: 'accepted' | 'refused';
  /** A sent copy has no Message-ID for this long. */
  messageIdLagMs: number;
  /** A sent copy is not found at all for this long. */
  sentCopyLagMs: number;
  /** Pause before each answer of the service. */
  answerDelayMs: number;
  /** Extra data in each answer to the page, to try large ones. */
  paddingBytes: number;
  /** What the page gets for reading: it, text that breaks off, something else than JSON, or JSON of wrong types. */
  answers: 'usual' | 'cut-off' | 'not-json' | 'wrong-types';
  /** Nothing is answered at all. */
  offline: boolean;
}

const shared: Omit<Behaviour, keyof StandInBehaviour> = {
  host: 'outlook.cloud.microsoft',
  anchorForm: 'aad-smtp',
  idAlphabet: 'classic',
  internalAddresses: 'smtp',
  meetingType: 'MeetingRequestMessageType',
  sessionEndStatus: 401,
  sessionMs: 0,
  tokenMs: 0,
  throttling: 'none',
  mimeAlone: 'missing',
  attachmentShape: 'fails',
  sendItem: 'refused',
  messageIdLagMs: 0,
  sentCopyLagMs: 0,
  answerDelayMs: 0,
  paddingBytes: 0,
  answers: 'usual',
  offline: false,
  locale: 'en',
  ids: 'immutable',
  build: '2019',
  payload: 'by-size',
  requestForm: 'object',
  firstList: 'boot',
  prefetch: 'neighbours',
  conversationView: true,
  folderPane: 'shown',
  mailboxInfo: true,
  threadBodies: 'unique',
  maximumRecipients: 100,
  sendRoute: 'update-draft',
  disposition: 'SendAndSaveCopy',
  replyRoute: 'draft',
};

export const defaultOutlookBehaviour: Behaviour = { ...defaultStandInBehaviour, ...shared };

export const defaultExchangeBehaviour: Behaviour = {
  ...defaultOutlookBehaviour,
  ids: 'classic',
  payload: 'mixed',
  anchorForm: 'plain',
  mimeAlone: 'works',
  attachmentShape: 'works',
  sendItem: 'accepted',
  meetingType: 'MeetingRequest',
  maximumRecipients: 20,
  mailboxInfo: false,
  undoMs: 0,
  replyRoute: 'direct',
};

export interface OutlookStandInOptions extends Partial<Behaviour> {
  accounts?: StandInAccount[];
  /** Mailboxes every account may open. */
  shared?: SharedMailbox[];
  /** Exchange of a company, on a host of its own, in place of the cloud. */
  onPremises?: boolean;
  /** Host of the company; only on-premises. */
  companyHost?: string;
  /** Origins to answer for; the real ones unless told, for looking at the stand-in over plain HTTP. */
  origins?: { mail: string; signIn: string };
  now?: () => number;
  /** Numbers in [0, 1). */
  random?: () => number;
}

export const defaultAccounts: StandInAccount[] = [{ address: 'rep@example.com', name: 'Robin Reyes' }];
export const COMPANY_HOST = 'mail.northside.example';
