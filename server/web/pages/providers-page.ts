import { html } from 'hono/html';
import type { SyncSettings } from '../../sync/sync-settings.ts';
import { providerNames } from '../sync-words.ts';
import { layout, type Markup, type PageContext } from './layout.ts';

/** Providers whose own web page Tandem works in. */
export const WEB_PROVIDERS = ['gmail', 'outlook', 'exchange', 'yahoo', 'icloud'] as const;

const words: Record<(typeof WEB_PROVIDERS)[number], string> = {
  gmail: 'Gmail and Google Workspace, in the browser.',
  outlook: 'Outlook.com and Microsoft 365, in the browser.',
  exchange: 'Outlook on the web of a server of your company.',
  yahoo: 'Yahoo Mail and AOL Mail, in the browser.',
  icloud: 'iCloud Mail, in the browser.',
};

export function providersPage(context: PageContext, chosen: SyncSettings['provider']): Markup {
  const row = (provider: (typeof WEB_PROVIDERS)[number]) => html`<li class="card">
    <form method="post" action="/profile/sync/provider">
      <input type="hidden" name="formToken" value="${context.formToken}" />
      <input type="hidden" name="provider" value="${provider}" />
      <div><h2>${providerNames[provider]}</h2><p class="note">${words[provider]}</p></div>
      ${
        provider === chosen
          ? html`<span class="badge in">Chosen</span>`
          : html`<button>Choose<span class="hidden"> ${providerNames[provider]}</span></button>`
      }
    </form>
  </li>`;
  return layout(
    'All providers',
    context,
    html`<p class="crumb"><a href="/profile">My profile</a> › Tools › <a href="/profile/sync">Email and Calendar Synchronisation</a></p>
      <h1>All providers</h1>
      <ul class="choices providers">
        ${WEB_PROVIDERS.map(row)}
        <li class="card">
          <h2>IMAP</h2>
          <p class="note">For mailboxes without a web page Tandem knows. The CRM reads the mail itself, also while no browser is
            open. Calendars are not possible over IMAP, which carries mail only.</p>
          <p class="kinds"><a class="button" href="/profile/sync/imap">IMAP</a></p>
        </li>
        <li class="card refused">
          <h2>POP3</h2>
          <p class="note">Not possible: POP3 takes messages away from the mail server, so that other programs no longer find
            them, and it knows no sent mail.</p>
        </li>
      </ul>`,
  );
}
