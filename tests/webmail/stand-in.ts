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
  legacyId: string;
  messageId: string;
  threadRef: string;
}

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
  /** A message arrives from outside. `raw` is RFC 5322 with CRLF. Open pages learn of it by their next sync. */
  deliver(account: string, raw: string | Uint8Array): StandInMessage;
  /** Every request answered so far, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** Changes of any mailbox (read marks, labels, moves, drafts, sends) nobody made through the page's own controls. */
  readonly strayChanges: readonly string[];
  /** All messages of a mailbox that were really sent. */
  sent(account: string): StandInMessage[];
  /** Signs the rep out; the next requests end at the sign-in page. */
  signOut(account: string): void;
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
  undo(): Promise<void>;
  schedule(): Promise<void>;
  discard(): Promise<void>;
  closeCompose(): Promise<void>;
  openConversation(subject: string): Promise<void>;
  reply(body: string): Promise<void>;
  backToInbox(): Promise<void>;
  readonly page: DrivenPage;
}
