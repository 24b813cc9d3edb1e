import { defaultStandInBehaviour, type StandInAccount, type StandInBehaviour } from '../stand-in.ts';

/**
 * An Apple account. Where `address` is not one of Apple's own domains it is a custom domain of the account, as companies
 * have it; the account then has an address with the same local part at each of {@link IcloudBehaviour.ownDomains} too.
 */
export interface IcloudAccount extends StandInAccount {
  /** Relay addresses of Hide My Email the person may write from. */
  hiddenAddresses?: string[];
}

/** Everything about the webmail that is known to differ between accounts, releases and years, or that is not known. */
export interface IcloudBehaviour extends StandInBehaviour {
  /** How the page asks. `mixed`: lists by XMLHttpRequest, all else by fetch. */
  transport: 'fetch' | 'xhr' | 'mixed';
  /** `wm`: the JSON-RPC of the older client, which some accounts still get. */
  client: 'mailws2' | 'wm';
  /** From, to, cc and bcc in answers: one text an address, or objects with `email` and `name`. */
  addresses: 'strings' | 'objects';
  /** `prefixed`: `folder:INBOX` where answers name a mailbox. */
  folderNames: 'plain' | 'prefixed';
  dates: 'ms' | 's';
  /** Order of parts and bodies in answers, which nobody promised. */
  partsOrder: 'usual' | 'reversed';
  /** A sender in lists is a placeholder. */
  staleSenders: boolean;
  /** What an open message is learnt from: `thread/get` alone, or `geqs/query` beside it. */
  threadMetadata: 'thread-get' | 'with-query';
  /** The page asks for both bodies of a message in one request, or for one after the other. */
  bodies: 'together' | 'by-part';
  /** How the page marks as read: by `thread/flag`, or by leaving `dontMarkAsRead` out of `message/get`. */
  marksReadBy: 'flag' | 'get';
  /** Uid of a draft that is saved again. */
  draftUids: 'new' | 'same';
  /** Whether the sent message has the Message-ID its draft had. */
  draftMessageIds: 'kept' | 'other';
  /** A sent message is missing in lists and threads for this long. */
  sentLagMs: number;
  /** Files from this size on go out as a link that ends one day, and not as part of the message. */
  mailDropFromBytes: number;
  /** Refusals: `success: false` in a 200, or a status of their own. */
  refusals: 'in-200' | 'by-status';
  sessionOverStatus: 401 | 403 | 421 | 450;
  /** Number of the client's release. Pages carry the one they were loaded with. */
  build: string;
  masteringNumber: string;
  /** `current-only`: requests with another build number are refused. */
  builds: 'any' | 'current-only';
  /** `X-APPLE-WEBAUTH-TOKEN` changes with each answer. */
  cookies: 'rotating' | 'steady';
  /** The app's frame is added to the shell this long after the shell was drawn. */
  frameDelayMs: number;
  /** `rebuilt`: the shell takes the app's frame away once it works, and builds it again. */
  frame: 'steady' | 'rebuilt';
  /** Who asks for the account: the shell, which hands it on, the app, or each for itself. */
  validatedBy: 'shell' | 'app' | 'both';
  lang: 'en-us' | 'de-de';
  /** Domains an id has at Apple; each of them gives an address. */
  ownDomains: string[];
  /** Pause before each answer of a service. */
  answerDelayMs: number;
  /** Extra data in each answer with a list, to try large ones. */
  paddingBytes: number;
  /** Nothing is answered at all. */
  offline: boolean;
}

export const defaultBehaviour: IcloudBehaviour = {
  ...defaultStandInBehaviour,
  transport: 'fetch',
  client: 'mailws2',
  addresses: 'strings',
  folderNames: 'plain',
  dates: 'ms',
  partsOrder: 'usual',
  staleSenders: false,
  threadMetadata: 'thread-get',
  bodies: 'together',
  marksReadBy: 'flag',
  draftUids: 'new',
  draftMessageIds: 'kept',
  sentLagMs: 0,
  mailDropFromBytes: 20_000_000,
  refusals: 'in-200',
  sessionOverStatus: 421,
  build: '2636Hotfix65',
  masteringNumber: '2636Hotfix65',
  builds: 'any',
  cookies: 'rotating',
  frameDelayMs: 30,
  frame: 'steady',
  validatedBy: 'both',
  lang: 'en-us',
  ownDomains: ['icloud.com', 'me.com', 'mac.com'],
  answerDelayMs: 0,
  paddingBytes: 0,
  offline: false,
};

/** Where the webmail lives. The numbers of the services differ, and an account learns them when it signs in. */
export interface Origins {
  www: string;
  setup: string;
  /** `mailws2`. */
  gateway: string;
  /** Preferences. */
  mcc: string;
  /** The older client's `wm`. */
  mail: string;
  /** Shows one message; another site, so that nothing in a message reaches the webmail. */
  sandbox: string;
}

export const originsOf = (region: 'world' | 'china'): Origins => {
  const end = region === 'china' ? '.cn' : '';
  return {
    www: `https://www.icloud.com${end}`,
    setup: `https://setup.icloud.com${end}`,
    gateway: `https://p42-mccgateway.icloud.com${end}`,
    mcc: `https://p157-mcc.icloud.com${end}`,
    mail: `https://p38-mailws.icloud.com${end}`,
    sandbox: `https://www-mail.icloud-sandbox.com${end}`,
  };
};

export interface IcloudStandInOptions extends Partial<IcloudBehaviour> {
  accounts?: IcloudAccount[];
  /** `china`: the twins of all hosts. */
  region?: 'world' | 'china';
  /** Origins to answer for; the real ones unless told, for looking at the stand-in over plain HTTP. */
  origins?: Partial<Origins>;
  now?: () => number;
  /** Numbers in [0, 1). */
  random?: () => number;
}

export const defaultAccounts: IcloudAccount[] = [{ address: 'rep@example.com', name: 'Robin Reyes' }];
