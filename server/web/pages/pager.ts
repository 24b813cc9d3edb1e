import { html } from 'hono/html';
import type { Markup } from './layout.ts';

/** Links to the pages before and after, kept with the search they belong to. Nothing when all fits on one page. */
export function pager(path: string, query: string, page: number, pageSize: number, total: number): Markup {
  const last = Math.max(0, Math.ceil(total / pageSize) - 1);
  if (last === 0) return html``;
  const link = (target: number, label: string) => {
    const parameters = new URLSearchParams({ ...(query === '' ? {} : { q: query }), page: String(target + 1) });
    return html`<a class="button" href="${path}?${parameters.toString()}">${label}</a>`;
  };
  return html`<nav class="pager" aria-label="Pages">
    ${page > 0 ? link(page - 1, 'Previous page') : ''}
    <span>Page ${page + 1} of ${last + 1}</span>
    ${page < last ? link(page + 1, 'Next page') : ''}
  </nav>`;
}
