import type { DrivenPage } from '../support/driver.ts';

/** One request a stand-in answered, for proofs of what was and was not asked. */
export interface SeenRequest {
  /** Ms since the epoch. */
  at: number;
  method: string;
  url: string;
  /**
   * What it was for, in the stand-in's own words, such as `sync`, `raw-source`, `original`, `page`.
   */
  kind: string;
  /** True when the page asked as part of its own working; false for whoever else asked in its session. */
  byPage: boolean;
  /** Site ids of the messages whose content went out with the answer. */
  revealed: string[];
}

export interface StandInMessage {
  /** The id an adapter should report, such as `msg-f:…`. */
  ref: string;
  /** Message-ID header with its angle brackets. */
  messageId: string;
  threadRef: string;
}

/** A person's mailbox. */
export interface StandInAccount {
  address: string;
  name: string;
  /** Further addresses the person may send as. */
  aliases?: { address: string; name: string }[];
}

/**
 * What every stand-in can be told to do, besides what is known of its own webmail alone. All of it may be changed while
 * it runs; pages take up what concerns them when they are loaded.
 */
export interface StandInBehaviour {
  /** The open page asks for news this often. */
  pollMs: number;
  autosaveMs: number;
  /** Time to undo a send; 0 where the person has switched it off. */
  undoMs: number;
  /** What becomes of a send: it works, the server refuses it, or there is no answer. */
  sends: 'works' | 'refused' | 'unanswered';
  /** `renamed`: another release of the page, in which no known anchor is left. The page works on. */
  anchors: 'usual' | 'renamed';
  /** `unknown`: another release, whose requests go to addresses and have a form nobody knows. The page works on. */
  traffic: 'usual' | 'unknown';
  /**
   * What somebody who is not the page gets for the source of a message: it, a refusal, an error of the server, an answer
   * that breaks off in the middle, or word that the session is over.
   */
  sources: 'usual' | 'refused' | 'failing' | 'cut-off' | 'signed-out';
}

export const defaultStandInBehaviour: StandInBehaviour = {
  pollMs: 500,
  autosaveMs: 400,
  undoMs: 1000,
  sends: 'works',
  anchors: 'usual',
  traffic: 'usual',
  sources: 'usual',
};

/**
 * A webmail that behaves to an extension as the reference says the real one does. It is written from the reference and
 * not from the adapter, and is never bent to make a test pass.
 */
export interface WebmailStandIn {
  /** Host names it answers for over TLS. */
  readonly hosts: readonly string[];
  /** Address to open for a mailbox. */
  url(account: string): string;
  handle(request: Request): Promise<Response>;
  /** Changes how it behaves from now on. */
  set(behaviour: Partial<StandInBehaviour>): void;
  /** A message arrives from outside. `raw` is RFC 5322 with CRLF. Open pages learn of it by their next sync. */
  deliver(account: string, raw: string | Uint8Array): StandInMessage;
  /** Every request answered so far, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** Changes of any mailbox (read marks, labels, moves, drafts, sends) nobody made through the page's own controls. */
  readonly strayChanges: readonly string[];
  /** All messages of a mailbox that were really sent. */
  sent(account: string): StandInMessage[];
  /** Sends what is scheduled, as if its time had come. */
  sendScheduled(account: string): Promise<void>;
  /** Signs the rep out; the next requests end as those of a session that is over. */
  signOut(account: string): void;
  signIn(account: string): void;
  /** Ends timers. */
  close(): void;
}

export interface Draft {
  to: string;
  cc?: string;
  bcc?: string;
  subject: string;
  body: string;
  /** Paths of files to attach. */
  files?: string[];
}

/** A person using the stand-in's page through its own buttons and fields. */
export interface WebmailUser {
  open(account: string): Promise<void>;
  compose(draft: Draft): Promise<void>;
  /** Clicks Send and waits until the page says so; undo is possible for the stand-in's undo time. */
  send(): Promise<void>;
  /** Only where {@link WebmailKit.offers} has it. */
  undo(): Promise<void>;
  /** Only where {@link WebmailKit.offers} has it. */
  schedule(): Promise<void>;
  discard(): Promise<void>;
  closeCompose(): Promise<void>;
  openConversation(subject: string): Promise<void>;
  /** Replies to what is open; the answer is written and not yet sent. */
  reply(body: string): Promise<void>;
  backToInbox(): Promise<void>;
  readonly page: DrivenPage;
}

/** Everything a test needs of one webmail. */
export interface WebmailKit {
  createStandIn(options: Partial<StandInBehaviour> & { accounts: StandInAccount[] }): WebmailStandIn;
  createUser(page: DrivenPage, webmail: WebmailStandIn): WebmailUser;
  /** What the webmail lets a person do with a message on its way out. */
  readonly offers: { readonly undo: boolean; readonly schedule: boolean };
}
