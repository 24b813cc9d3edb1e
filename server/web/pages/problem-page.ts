import { html } from 'hono/html';
import { type Markup, plainLayout } from './layout.ts';

/** Something that is not there, or cannot be done. */
export function problemPage(title: string, words: string): Markup {
  return plainLayout(
    title,
    html`<section class="card narrow"><h1>${title}</h1><p>${words}</p><p><a href="/companies">Go to the companies</a></p></section>`,
  );
}
