import type { BrowserKind } from '../tests/support/browser-kind.ts';
import type { Figure } from './figure.ts';

export interface RowContext {
  /** Folders of the unpacked builds, copies that nobody rebuilds meanwhile. */
  builds: Readonly<Record<BrowserKind, string>>;
  /** An empty folder for the row's own use, removed afterwards. */
  scratchDir: string;
  /** Says what is being done, on a terminal. */
  progress(words: string): void;
}

/** One line of the budget, or several that are measured together. */
export interface Row {
  /** For `--only`. */
  name: string;
  /** One sentence for people. */
  title: string;
  /** Looks at no build, so that none is made for it alone. */
  withoutBuilds?: true;
  measure(context: RowContext): Promise<Figure[]>;
}
