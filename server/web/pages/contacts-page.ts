import { html } from 'hono/html';
import { countOf, type ListPage } from './companies-page.ts';
import { layout, type Markup, type PageContext } from './layout.ts';
import { pager } from './pager.ts';
import { searchForm } from './search-form.ts';

export interface ContactRow {
  id: number;
  name: string;
  email: string;
  phone: string;
  company: { id: number; name: string } | undefined;
}

function contactTable(rows: readonly ContactRow[]): Markup {
  const row = (contact: ContactRow) => html`<tr>
    <th scope="row"><a href="/contacts/${contact.id}"><bdi>${contact.name}</bdi></a></th>
    <td data-label="Company">${contact.company ? html`<a href="/companies/${contact.company.id}"><bdi>${contact.company.name}</bdi></a>` : ''}</td>
    <td data-label="E-mail"><bdi>${contact.email}</bdi></td>
    <td data-label="Phone">${contact.phone}</td>
  </tr>`;
  return html`<table class="list">
    <thead><tr><th scope="col">Contact</th><th scope="col">Company</th><th scope="col">E-mail</th><th scope="col">Phone</th></tr></thead>
    <tbody>${rows.map(row)}</tbody>
  </table>`;
}

export function contactsPage(context: PageContext, list: ListPage<ContactRow>): Markup {
  return layout(
    'Contacts',
    context,
    html`<h1>Contacts</h1>
      ${searchForm('/contacts', 'Name or address', list.query)}
      <p class="note" role="status">${countOf(list.total, 'contact', 'contacts')}</p>
      ${list.rows.length === 0 ? html`<p class="empty">No contact fits. Try another word.</p>` : contactTable(list.rows)}
      ${pager('/contacts', list.query, list.page, list.pageSize, list.total)}`,
  );
}
