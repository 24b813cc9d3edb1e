import type { Api } from './api.ts';
import type { PageConfig } from './config.ts';
import type { Make } from './make.ts';
import type { PageMessage, Person, Store } from './store.ts';
import type { Texts } from './texts.ts';
import type { Toast } from './toast.ts';

/** What the views need of each other. */
export interface App {
  config: PageConfig;
  texts: Texts;
  make: Make;
  store: Store;
  api: Api;
  toast: Toast;
  /** Addresses the person may write from, the mailbox first. */
  senders: Person[];
  open(message: PageMessage): void;
  reply(message: PageMessage): void;
  /** Looks for news at once. */
  refresh(): Promise<void>;
  failed(error: unknown): void;
}

export const shownName = (one: Person | undefined): string => one?.name || one?.email || '';
