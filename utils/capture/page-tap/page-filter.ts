import type { CreatePageReader } from './page-reader.ts';

/** What a webmail's page-tap is to look for. Everything else passes unseen. */
export interface PageFilter {
  /** A tag for requests worth watching, by absolute address; undefined for all others. */
  tagOf(url: string): string | undefined;
  /** Whether a text is worth handing over: a cheap look, since it runs in the page. */
  wantsText(tag: string, text: string): boolean;
  /**
   * What is handed over of a request, for webmails that put what matters into address or headers. Credentials must be
   * left out. Undefined hands over nothing. Absent: the body is handed over.
   */
  describe?(tag: string, call: SeenCall): string | undefined;
  /** What is handed over of an answer, for webmails whose answers carry credentials. Absent: all of it. */
  withoutCredentials?(text: string): string;
  /** The field to read of a request that is a form with files. Absent: such requests have no text. */
  formField?: string;
  /** A global function the page calls with its first data, and what is to be read of it. */
  dataFunction?: { name: string; texts(data: unknown[]): string[] };
  /** Facts of the page as JSON text; undefined while they are not there yet. */
  readConstants?(window: Window): string | undefined;
  /** Reads on behalf of the isolated side, where only the page's world can. */
  createReader?: CreatePageReader;
}

/** A request as the page makes it. It may hold the page's credentials, so as a whole it stays in the page's world. */
export interface SeenCall {
  /** Absolute. */
  readonly url: string;
  readonly method: string;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Empty where there is none, or none that is text. */
  readonly body: string;
}

/** One request and what became of it. */
export interface Exchange {
  request(call: SeenCall): void;
  answer(text: string): void;
  /** @param status of HTTP, 0 where there was no answer */
  failed(status: number): void;
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
