import type { BrowserKind } from './browser-kind.ts';

/**
 * A tab, in the few words both drivers share. Selectors are CSS; `>>>` is not available, since the product's own
 * shadow roots are closed. Every wait has a limit and says in its error what it waited for.
 */
export interface DrivenPage {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  click(selector: string): Promise<void>;
  /** Empties the field, then types. */
  fill(selector: string, text: string): Promise<void>;
  /** A key or a chord: `Enter`, `Control+Enter`. */
  press(key: string): Promise<void>;
  setFiles(selector: string, paths: string[]): Promise<void>;
  /** `textContent` of the first match, or null when there is none. */
  text(selector: string): Promise<string | null>;
  count(selector: string): Promise<number>;
  /** Runs a self-contained function in the page's own world; arguments and answer are JSON. */
  evaluate<A extends unknown[], R>(fn: (...args: A) => R | Promise<R>, ...args: A): Promise<R>;
  /** Waits until the function answers something true, 10 s unless told. */
  waitFor<A extends unknown[]>(what: string, fn: (...args: A) => unknown, ...args: A): Promise<void>;
  /** Runs in every page of this tab before its own scripts. */
  addInitScript(source: string): Promise<void>;
  /** Errors nobody caught in this tab so far, oldest first. */
  readonly errors: readonly string[];
  screenshot(path: string): Promise<void>;
  setViewport(size: { width: number; height: number }): Promise<void>;
  bringToFront(): Promise<void>;
  close(): Promise<void>;
  /**
   * The frame whose address holds `urlPart`, however deep it lies; waits for it. It is looked up anew at each call, since
   * pages take frames away and build them again.
   */
  frame(urlPart: string): Promise<DrivenFrame>;
}

/** A frame within a tab. Keys go to wherever the focus is, as in the tab. */
export type DrivenFrame = Pick<
  DrivenPage,
  'click' | 'fill' | 'press' | 'setFiles' | 'text' | 'count' | 'evaluate' | 'waitFor'
>;

/** Size of a tab until it is told another, in CSS pixels. */
export const WINDOW = { width: 1280, height: 800 };

export interface OpenOptions {
  kind: BrowserKind;
  /** Folder of the unpacked build. */
  extensionDir: string;
  /** Port of the CONNECT proxy on 127.0.0.1 that knows the stand-in hosts. Absent: the browser's own way to the network. */
  proxyPort?: number;
  /** Kept over kill and reopen; a fresh one is made and removed when absent. */
  profileDir?: string;
  headless?: boolean;
  theme?: 'light' | 'dark';
  /** Language of the browser's own interface, `en` unless told. Chromium knows only those of its installed packs. */
  language?: string;
  /** False: hosts are not granted on install, to try the not-granted case. */
  grantHosts?: boolean;
  /** Managed settings of the extension, by a policy file that this browser alone sees. */
  policy?: Record<string, unknown>;
}

/** A browser with the extension in it. The same test runs over both kinds. */
export interface Driver {
  readonly kind: BrowserKind;
  /** `chrome-extension://…` or `moz-extension://…`. */
  readonly origin: string;
  readonly profileDir: string;
  /** Tabs opened through this driver and not closed since. */
  readonly openPages: readonly DrivenPage[];
  page(url?: string): Promise<DrivenPage>;
  /** A page of the extension, such as `popup.html`, in a tab. */
  extensionPage(file: string): Promise<DrivenPage>;
  /** A tab somebody else opened, such as the extension itself; waits for it. Never one opened through this driver. */
  foundPage(urlStart: string): Promise<DrivenPage>;
  /** Everything written to a console so far by the background, the extension's pages and its scripts in web pages. */
  consoleLines(): Promise<string[]>;
  /** Ends the worker or event page at once, in mid-work; the next event wakes it. */
  stopBackground(): Promise<void>;
  backgroundRunning(): Promise<boolean>;
  /** Writes `settings` over the stored ones from a page of the extension, as the options page does. */
  configure(settings: Record<string, unknown>): Promise<void>;
  /** Grants a host as the rep's browser would after a yes, without a prompt. */
  allowHost(pattern: string): Promise<void>;
  /** Takes away every host granted on install. */
  withholdHosts(): Promise<void>;
  /**
   * Does `ask`, a click that makes the extension request `pattern`, and answers the browser's prompt. Headless Chromium
   * shows no prompt: there a yes is given beforehand, and a no cannot be given, which throws.
   */
  answerPermissionPrompt(allow: boolean, pattern: string, ask: () => Promise<void>): Promise<void>;
  /** Loads the extension again over itself, as an update does, with pages left open. */
  updateExtension(): Promise<void>;
  /** `kill -9` of the whole browser. The profile stays. */
  kill(): Promise<void>;
  /** The same profile in a new process, after {@link Driver.kill}. */
  reopen(): Promise<Driver>;
  close(): Promise<void>;
  /** Resolves when the browser is gone, whoever closed it. */
  readonly closed: Promise<void>;
}
