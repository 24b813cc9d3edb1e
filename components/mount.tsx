import './styles/base.css';
import './styles/ui.css';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { type Texts, TextsProvider } from './texts.tsx';

/** Draws a page and gives the document the language its texts are in and the direction they are read. */
export function mount(page: ReactNode, texts: Texts, target: Document = document): void {
  const root = target.getElementById('root');
  if (!root) throw new Error('the page has no #root');
  target.documentElement.lang = texts.t('language');
  target.documentElement.dir = texts.t('@@bidi_dir');
  createRoot(root).render(
    <StrictMode>
      <TextsProvider texts={texts}>{page}</TextsProvider>
    </StrictMode>,
  );
}
