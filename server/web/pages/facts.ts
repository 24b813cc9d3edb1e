import { html } from 'hono/html';
import type { Markup } from './layout.ts';

/** Names and values; those without a value are left out. */
export function facts(
  rows: readonly (readonly [label: string, value: Markup | string | number | null | undefined])[],
): Markup {
  const shown = rows.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return html`<dl class="facts">${shown.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** A web address as a link when it is one, else as text: `javascript:` and its like never become links. */
export function webLink(address: string | null | undefined): Markup | undefined {
  if (!address) return undefined;
  return /^https?:\/\//i.test(address)
    ? html`<a href="${address}" rel="noopener noreferrer nofollow" target="_blank">${address}</a>`
    : html`${address}`;
}

export function mailLink(address: string | null | undefined): Markup | undefined {
  return address ? html`<a href="mailto:${address}">${address}</a>` : undefined;
}
