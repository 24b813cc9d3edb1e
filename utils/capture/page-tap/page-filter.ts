/** What a webmail's page-tap is to look for. Everything else passes unseen. */
export interface PageFilter {
  /** A tag for requests worth watching, by absolute address; undefined for all others. */
  tagOf(url: string): string | undefined;
  /** Whether a text is worth handing over: a cheap look, since it runs in the page. */
  wantsText(tag: string, text: string): boolean;
  /** A global function the page calls with its first data, and what is to be read of it. */
  dataFunction?: { name: string; texts(data: unknown[]): string[] };
  /** Facts of the page as JSON text; undefined while they are not there yet. */
  readConstants?(window: Window): string | undefined;
}

/** One request and what became of it. */
export interface Exchange {
  request(text: string): void;
  answer(text: string): void;
  failed(): void;
}

/** Puts back what was there, where nobody has built upon it since. */
export type Unhook = () => void;

/** What the hooks are given. */
export interface HookOptions {
  isObserving(): boolean;
  readonly filter: PageFilter;
  begin(tag: string): Exchange;
  /** Runs work in a task of its own, quietly. */
  later(work: () => void): void;
}
