import { createContext, type ReactNode, use } from 'react';
import type { i18n } from '#i18n';

/** Looks a text up by its key in the locales; keys, placeholders and plurals are checked by the compiler. */
export type Translate = typeof i18n.t;

export interface Texts {
  t: Translate;
  /** BCP 47 tag for numbers, dates and times. */
  locale: string;
}

const TextsContext = createContext<Texts | null>(null);

export function TextsProvider({ texts, children }: { texts: Texts; children: ReactNode }) {
  return <TextsContext value={texts}>{children}</TextsContext>;
}

/** The texts of the page this component stands in. */
export function useTexts(): Texts {
  const texts = use(TextsContext);
  if (!texts) throw new Error('a component stands outside TextsProvider');
  return texts;
}
