import { html } from 'hono/html';
import type { ImapAccount } from '../../imap/accounts.ts';
import type { UserSync } from '../../sync/sync-store.ts';
import { imapStateWords } from '../imap-words.ts';
import { partNames, providerNames, type StateWords, stateWords, typeNames } from '../sync-words.ts';
import { layout, type Markup, type PageContext } from './layout.ts';
import { stateBadge } from './state-badge.ts';

/** One line of the list. */
interface Line {
  name: string;
  state: StateWords;
  what: string;
  provider: string;
  address: string;
  /** ISO 8601 UTC. */
  since: string | null;
}

const lineOfUser = (user: UserSync): Line => ({
  name: user.name,
  state: stateWords(user),
  what: user.isOn ? `${partNames[user.what]}, ${typeNames[user.type].name.toLowerCase()}` : '',
  provider: user.provider === null ? '' : providerNames[user.provider],
  address: user.address ?? '',
  since: user.since,
});

const lineOfMailbox = (name: string, account: ImapAccount): Line => ({
  name,
  state: imapStateWords(account),
  what: partNames.email,
  provider: providerNames.imap,
  address: account.address,
  since: account.createdAt,
});

/** A user whose mail is read by IMAP alone has no line for what was never switched on. */
function linesOf({ user, mailboxes }: { user: UserSync; mailboxes: readonly ImapAccount[] }): Line[] {
  const byImap = mailboxes.map((account) => lineOfMailbox(user.name, account));
  return user.isOn || byImap.length === 0 ? [lineOfUser(user), ...byImap] : byImap;
}

/** @param next Id after which the next page begins; null on the last one. */
export function syncUsersPage(
  context: PageContext,
  users: readonly { user: UserSync; mailboxes: readonly ImapAccount[] }[],
  next: number | null,
): Markup {
  const row = ({ name, state, what, provider, address, since }: Line) => html`<tr>
    <th scope="row"><bdi>${name}</bdi></th>
    <td data-label="State">${stateBadge(state)}${state.tone === 'bad' ? html`<span class="note">${state.words}</span>` : ''}</td>
    <td data-label="What">${what}</td>
    <td data-label="Provider">${provider}</td>
    <td data-label="Address">${address === '' ? '' : html`<bdi>${address}</bdi>`}</td>
    <td data-label="Since">${since === null ? '' : context.format.moment(since)}</td>
  </tr>`;
  return layout(
    'Synchronisation of all users',
    context,
    html`<p class="crumb"><a href="/profile">My profile</a> › Tools</p>
      <h1>Synchronisation of all users</h1>
      ${
        users.length === 0
          ? html`<p class="empty">There are no more users.</p>`
          : html`<table class="list">
            <thead><tr><th scope="col">User</th><th scope="col">State</th><th scope="col">What</th>
              <th scope="col">Provider</th><th scope="col">Address</th><th scope="col">Since</th></tr></thead>
            <tbody>${users.flatMap(linesOf).map(row)}</tbody>
          </table>`
      }
      ${
        next === null
          ? ''
          : html`<nav class="pager" aria-label="Pages"><a class="button" href="/profile/sync/users?after=${next}">More users</a></nav>`
      }`,
  );
}
