import type { PageConfig } from './config.ts';
import type { PageMessage, PageThread, Person, Store } from './store.ts';
import type { Sync } from './sync.ts';
import type { Texts } from './texts.ts';

export interface ComposeStart {
  kind: 'new' | 'reply' | 'reply-all' | 'forward' | 'draft';
  thread?: PageThread;
  message?: PageMessage;
  /** Place for an inline reply; a popup otherwise. */
  inside?: HTMLElement;
}

/** What the views need of each other. */
export interface App {
  config: PageConfig;
  texts: Texts;
  store: Store;
  sync: Sync;
  /** Shows a thread, or one message of it where conversations are off. */
  open(thread: PageThread, message?: PageMessage): void;
  compose(start: ComposeStart): void;
  changeLabels(
    thread: PageThread,
    ids: string[],
    added: string[],
    removed: string[],
    scripted?: boolean,
  ): Promise<void>;
  /** Takes up an answer of the sync layer and shows what it changed. */
  take(answer: unknown): void;
  toast: Toast;
  failed(error: unknown): void;
}

export interface Toast {
  say(text: string): void;
  /** A message is on its way and may be called back. */
  sending(undo: () => void): void;
  sent(messageId: string, view: () => void): void;
}

/** The route token names a thread, and the message too where conversations are off. */
export const tokenName = (thread: PageThread, message?: PageMessage): string =>
  thread.id.slice('thread-'.length) + (message ? `|${message.id}` : '');

export const shownName = (app: App, one: Person): string =>
  one.email.toLowerCase() === app.config.account.toLowerCase() ? app.texts.me : one.name || one.email;
