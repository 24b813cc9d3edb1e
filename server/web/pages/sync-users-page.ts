import { html } from 'hono/html';
import type { UserSync } from '../../sync/sync-store.ts';
import { partNames, providerNames, stateWords, typeNames } from '../sync-words.ts';
import { layout, type Markup, type PageContext } from './layout.ts';
import { stateBadge } from './state-badge.ts';

/** @param next Id after which the next page begins; null on the last one. */
export function syncUsersPage(context: PageContext, users: readonly UserSync[], next: number | null): Markup {
  const row = (user: UserSync) => html`<tr>
    <th scope="row"><bdi>${user.name}</bdi></th>
    <td data-label="State">${stateBadge(stateWords(user))}
      ${user.state === 'trouble' ? html`<span class="note">${stateWords(user).words}</span>` : ''}</td>
    <td data-label="What">${user.isOn ? html`${partNames[user.what]}, ${typeNames[user.type].name.toLowerCase()}` : ''}</td>
    <td data-label="Provider">${user.provider === null ? '' : providerNames[user.provider]}</td>
    <td data-label="Address">${user.address === null ? '' : html`<bdi>${user.address}</bdi>`}</td>
    <td data-label="Since">${user.since === null ? '' : context.format.moment(user.since)}</td>
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
            <tbody>${users.map(row)}</tbody>
          </table>`
      }
      ${
        next === null
          ? ''
          : html`<nav class="pager" aria-label="Pages"><a class="button" href="/profile/sync/users?after=${next}">More users</a></nav>`
      }`,
  );
}
