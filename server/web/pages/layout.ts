import { html } from 'hono/html';
import type { Format } from '../format.ts';

export type Markup = ReturnType<typeof html>;

/** What every page of a signed-in user needs. */
export interface PageContext {
  user: string;
  formToken: string;
  format: Format;
  section: 'companies' | 'contacts' | 'notices' | 'profile';
}

const mark = html`<svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
  <rect x="1" y="1" width="30" height="30" rx="8" fill="var(--accent)" />
  <path d="M7 11.5 16 18l9-6.5" fill="none" stroke="var(--on-accent)" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" />
  <path d="M7 21.5h18" stroke="var(--on-accent)" stroke-width="2.4" stroke-linecap="round" opacity=".65" />
</svg>`;

function frame(title: string, header: Markup, content: Markup): Markup {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title} · Tandem CRM</title>
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/assets/crm.css" />
  </head>
  <body>
    <a class="skip" href="#main">Skip to content</a>
    ${header}
    <main id="main">${content}</main>
    <footer class="foot"><a href="/docs">API</a></footer>
  </body>
</html>`;
}

/** A page of somebody who is signed in. */
export function layout(title: string, context: PageContext, content: Markup): Markup {
  const link = (section: PageContext['section'], label: string) =>
    context.section === section
      ? html`<a href="/${section}" aria-current="page">${label}</a>`
      : html`<a href="/${section}">${label}</a>`;
  return frame(
    title,
    html`<header class="bar">
      <a class="brand" href="/companies">${mark}<span>Tandem CRM</span></a>
      <nav aria-label="Sections">${link('companies', 'Companies')}${link('contacts', 'Contacts')}${link('notices', 'Notices')}</nav>
      <form class="who" method="post" action="/sign-out">
        <input type="hidden" name="formToken" value="${context.formToken}" />
        <a href="/profile" ${context.section === 'profile' ? 'aria-current="page"' : ''}><span class="hidden">My profile: </span><bdi>${context.user}</bdi></a><button class="quiet">Sign out</button>
      </form>
    </header>`,
    content,
  );
}

/** A page of somebody who is not signed in. */
export function plainLayout(title: string, content: Markup): Markup {
  return frame(
    title,
    html`<header class="bar"><span class="brand">${mark}<span>Tandem CRM</span></span></header>`,
    content,
  );
}
