import type { Anchors } from './anchors.ts';
import type { Client } from './client.ts';
import type { PageConfig } from './config.ts';
import type { PageItem } from './store.ts';
import type { Texts } from './texts.ts';

export type ReplyKind = 'reply' | 'replyAll' | 'forward';

/** What the parts of the page need of each other. */
export interface App {
  config: PageConfig;
  texts: Texts;
  anchors: Anchors;
  client: Client;
  notice: Notice;
  /** Loads lists and the open thread anew. */
  refresh(): Promise<void>;
  failed(error: unknown): void;
  compose(start: { kind: 'new' } | { kind: ReplyKind; item: PageItem }): void;
}

export interface Notice {
  say(text: string, undo?: () => void): void;
}
