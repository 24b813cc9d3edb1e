import { html } from 'hono/html';
import type { ImapAccount } from '../../imap/accounts.ts';
import { SYNC_PARTS, SYNC_TYPES, type SyncSettings } from '../../sync/sync-settings.ts';
import { imapStateWords } from '../imap-words.ts';
import { partNames, providerNames, stateWords, typeNames } from '../sync-words.ts';
import { facts } from './facts.ts';
import { layout, type Markup, type PageContext } from './layout.ts';
import { stateBadge } from './state-badge.ts';

export interface SyncView {
  settings: SyncSettings;
  /** What the address field holds: what was typed, what is kept, or the user's own. */
  address: string;
  /** When the extension last signed in to the CRM, ISO 8601 UTC; null when it never did. */
  extensionSeenAt: string | null;
  /** Those of the user that the CRM itself reads by IMAP. */
  mailboxes: readonly ImapAccount[];
  /** What was done just now. */
  done?: string | undefined;
  /** Why what was asked for is not possible. */
  problem?: string | undefined;
}

export const syncCrumb = html`<p class="crumb"><a href="/profile">My profile</a> › Tools</p>`;

function choice(name: string, value: string, checked: boolean, label: string, words = ''): Markup {
  const id = `${name}-${value}`;
  return html`<div class="choice">
    <input type="radio" id="${id}" name="${name}" value="${value}" ${checked ? 'checked' : ''} ${words === '' ? '' : html`aria-describedby="${id}-words"`} />
    <label for="${id}">${label}</label>
    ${words === '' ? '' : html`<p class="note" id="${id}-words">${words}</p>`}
  </div>`;
}

function stateCard({ settings, extensionSeenAt }: SyncView, context: PageContext): Markup {
  const state = stateWords(settings);
  const moment = (iso: string | null) => iso && html`<time datetime="${iso}">${context.format.moment(iso)}</time>`;
  return html`<section class="card" aria-labelledby="state">
    <h2 id="state">State</h2>
    <p>${stateBadge(state)}</p>
    <p>${state.words}</p>
    ${facts([
      ['Since', moment(settings.since)],
      ['Reported', settings.state === 'waiting' ? null : moment(settings.stateAt)],
      ['Extension seen', moment(extensionSeenAt) ?? 'Never'],
    ])}
  </section>`;
}

function mailboxesCard(mailboxes: readonly ImapAccount[]): Markup {
  if (mailboxes.length === 0) return html``;
  const row = (account: ImapAccount) =>
    html`<li><bdi>${account.address}</bdi> ${stateBadge(imapStateWords(account))}</li>`;
  return html`<section class="card" aria-labelledby="imap">
    <h2 id="imap">Mail by IMAP</h2>
    <ul class="members">${mailboxes.map(row)}</ul>
    <p><a href="/profile/sync/imap">Manage these mailboxes</a></p>
  </section>`;
}

export function syncPage(context: PageContext, view: SyncView): Markup {
  const { settings } = view;
  const { provider, isOn } = settings;
  return layout(
    'Email and Calendar Synchronisation',
    context,
    html`${syncCrumb}
      <h1>Email and Calendar Synchronisation</h1>
      ${view.done === undefined ? '' : html`<p class="done" role="status">${view.done}</p>`}
      ${view.problem === undefined ? '' : html`<p class="warning" role="alert">${view.problem}</p>`}
      <div class="columns">
        <section class="card" aria-labelledby="settings">
          <h2 id="settings">Settings</h2>
          <form class="settings" method="post" action="/profile/sync">
            <input type="hidden" name="formToken" value="${context.formToken}" />
            <div class="field">
              <span class="label">Provider</span>
              <span>${provider === null ? 'None chosen yet' : providerNames[provider]} · <a href="/profile/sync/providers">View all providers</a></span>
            </div>
            <div class="field">
              <label for="address">Address of the mailbox</label>
              <input id="address" name="address" type="email" maxlength="320" autocomplete="email" value="${view.address}" />
            </div>
            <fieldset><legend>What</legend>
              ${SYNC_PARTS.map((part) => choice('what', part, part === settings.what, partNames[part]))}
            </fieldset>
            <fieldset><legend>Type</legend>
              ${SYNC_TYPES.map((type) => choice('type', type, type === settings.type, typeNames[type].name, typeNames[type].words))}
            </fieldset>
            <div class="actions">
              <button name="action" value="save">Save changes</button>
              ${
                isOn
                  ? html`<button class="stop" name="action" value="stop">Stop synchronisation</button>`
                  : html`<button class="primary" name="action" value="start">Synchronise</button>`
              }
            </div>
            ${isOn ? html`<p class="note">Changes hold at once; the synchronisation goes on.</p>` : ''}
          </form>
        </section>
        <div class="side">${stateCard(view, context)}${mailboxesCard(view.mailboxes)}</div>
      </div>`,
  );
}
