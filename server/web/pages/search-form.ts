import { html } from 'hono/html';
import type { Markup } from './layout.ts';

/** A search field that works without scripts. */
export function searchForm(path: string, label: string, query: string): Markup {
  return html`<form class="search" role="search" action="${path}">
    <label for="q">${label}</label>
    <input id="q" type="search" name="q" value="${query}" autocomplete="off" />
    <button>Search</button>
    ${query === '' ? '' : html`<a class="button" href="${path}">Show all</a>`}
  </form>`;
}
