import type { Delivery, FetchFailure, FetchOrder, StructuredMessage } from '../model/delivery.ts';
import type { MailReference } from '../model/mail-reference.ts';
import type { SiteId } from '../model/site.ts';
import type { PageReply } from './page-tap/page-reader.ts';

/** What a page shows that its adapter does not understand: names of tags and attributes and counts, never text. */
export interface LayoutReport {
  site: SiteId;
  /** Which way of noticing went blind. */
  source: 'traffic' | 'embedded' | 'dom';
  /** A short name of what was expected, such as `no-record-in-sync-answer`. */
  missing: string;
  /** Censored outline, at most 2,000 characters. */
  outline: string;
}

/** What an adapter calls. It never waits for the answers: noticing and fetching are separate conversations. */
export interface CaptureHandlers {
  /** References in the order they were seen; the same one may come again. */
  notice(references: MailReference[]): void;
  /**
   * The mailbox shown by this page, once it is known and whenever it changes.
   *
   * @param aliases further addresses of the same mailbox, as far as the page has told them
   */
  account(email: string, aliases?: readonly string[]): void;
  /** A way of noticing is blind. */
  trouble(report: LayoutReport): void;
  /** A way of noticing that was blind sees again. */
  recovered(source: LayoutReport['source']): void;
}

/** A message as a rung of the ladder gave it. */
export type FetchedMessage = { rung: Delivery['rung']; missing: string[] } & (
  | { form: 'rfc822'; source: Uint8Array<ArrayBuffer> }
  | { form: 'structured'; message: StructuredMessage; parts: Uint8Array<ArrayBuffer>[] }
);

export type FetchResult = { ok: true; message: FetchedMessage } | { ok: false; failure: FetchFailure };

/** The parts of a page an adapter may look at. Given, so that tests can give others. */
export interface CapturePage {
  readonly window: Window;
  readonly document: Document;
  /** The page's own session: same cookies, same origin. */
  readonly fetch: typeof fetch;
  /** Strings from the page-tap, already stripped of what is not of interest; untrusted all the same. */
  readonly tap: PageTapChannel;
  now(): number;
  /** False where the rep has switched off requests of ours: then only what the page itself loads may be used. */
  mayRead(): boolean;
}

/** The isolated end of the MessagePort handed to the page-tap at `document_start`. */
export interface PageTapChannel {
  subscribe(listener: (text: string) => void): () => void;
  /** Tells the page-tap to observe or to let everything pass unseen. */
  observe(on: boolean): void;
  /**
   * Asks the page's own world to read something, in words of the site. Status 0 where nobody answered.
   * Never rejects.
   */
  ask(question: string, signal: AbortSignal): Promise<PageReply>;
}

/**
 * A webmail seen from inside its page. It declares what it found and reads what it is asked to; it knows nothing of
 * queue, CRM or messages between extension parts. It never clicks, types, marks as read or changes the page.
 */
export interface WebmailAdapter {
  readonly site: SiteId;
  /** Ends everything it began when the signal aborts. */
  start(page: CapturePage, on: CaptureHandlers, signal: AbortSignal): void;
  /** Reads one message in the signed-in session, one at a time, two requests a second at most. */
  fetch(order: FetchOrder, signal: AbortSignal): Promise<FetchResult>;
}
