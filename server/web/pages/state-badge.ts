import { html } from 'hono/html';
import type { StateWords } from '../sync-words.ts';
import type { Markup } from './layout.ts';

/** A state in sign, words and colour. */
export function stateBadge({ tone, sign, name }: StateWords): Markup {
  return html`<span class="badge state ${tone}"><span aria-hidden="true">${sign}</span> ${name}</span>`;
}
