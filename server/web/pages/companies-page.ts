import { html } from 'hono/html';
import { layout, type Markup, type PageContext } from './layout.ts';
import { pager } from './pager.ts';
import { searchForm } from './search-form.ts';

export interface CompanyRow {
  id: number;
  name: string;
  city: string;
  owner: string;
  contacts: number;
  emails: number;
}

export interface ListPage<T> {
  rows: T[];
  total: number;
  query: string;
  page: number;
  pageSize: number;
}

export const countOf = (total: number, one: string, many: string) => `${total} ${total === 1 ? one : many}`;

export function companiesPage(context: PageContext, list: ListPage<CompanyRow>): Markup {
  const row = (company: CompanyRow) => html`<tr>
    <th scope="row"><a href="/companies/${company.id}"><bdi>${company.name}</bdi></a></th>
    <td data-label="City">${company.city}</td>
    <td data-label="Owner">${company.owner}</td>
    <td data-label="Contacts" class="number">${company.contacts}</td>
    <td data-label="E-mails" class="number">${company.emails}</td>
  </tr>`;
  return layout(
    'Companies',
    context,
    html`<h1>Companies</h1>
      ${searchForm('/companies', 'Name, city or address', list.query)}
      <p class="note" role="status">${countOf(list.total, 'company', 'companies')}</p>
      ${
        list.rows.length === 0
          ? html`<p class="empty">No company fits. Try another word.</p>`
          : html`<table class="list">
            <thead><tr><th scope="col">Company</th><th scope="col">City</th><th scope="col">Owner</th>
              <th scope="col" class="number">Contacts</th><th scope="col" class="number">E-mails</th></tr></thead>
            <tbody>${list.rows.map(row)}</tbody>
          </table>`
      }
      ${pager('/companies', list.query, list.page, list.pageSize, list.total)}`,
  );
}
