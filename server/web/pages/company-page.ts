import { html } from 'hono/html';
import type { FileItem, MailItem } from '../mail-history.ts';
import { TIMELINE_PAGE } from '../mail-history.ts';
import type { ContactRow } from './contacts-page.ts';
import { facts, mailLink, webLink } from './facts.ts';
import { fileList } from './file-list.ts';
import { layout, type Markup, type PageContext } from './layout.ts';
import { pager } from './pager.ts';
import { timeline } from './timeline.ts';

export interface CompanyView {
  id: number;
  name: string;
  deleted: boolean;
  address: string;
  phone: string | null;
  email: string | null;
  website: string | null;
  type: string | null;
  owner: string | null;
  comment: string | null;
  contacts: ContactRow[];
  mail: { items: MailItem[]; total: number; page: number };
  documents: FileItem[];
}

function contactList(contacts: readonly ContactRow[]): Markup {
  return html`<ul class="members">${contacts.map(
    (contact) => html`<li>
      <a href="/contacts/${contact.id}"><bdi>${contact.name}</bdi></a>
      <bdi class="note">${contact.email}</bdi>
    </li>`,
  )}</ul>`;
}

export function companyPage(context: PageContext, company: CompanyView): Markup {
  const { mail, documents, contacts } = company;
  return layout(
    company.name,
    context,
    html`<p class="crumb"><a href="/companies">Companies</a></p>
      <h1><bdi>${company.name}</bdi></h1>
      ${company.deleted ? html`<p class="warning">This company is deleted. Its history stays readable.</p>` : ''}
      <div class="columns">
        <section aria-labelledby="timeline">
          <h2 id="timeline">Timeline</h2>
          ${timeline(mail.items, context.format)}
          ${pager(`/companies/${company.id}`, '', mail.page, TIMELINE_PAGE, mail.total)}
        </section>
        <div class="side">
          <section class="card" aria-labelledby="about">
            <h2 id="about">About</h2>
            ${facts([
              ['Owner', company.owner],
              ['Type', company.type],
              ['Address', company.address],
              ['Phone', company.phone],
              ['E-mail', mailLink(company.email)],
              ['Web', webLink(company.website)],
              ['Comment', company.comment],
            ])}
          </section>
          <section class="card" aria-labelledby="contacts">
            <h2 id="contacts">Contacts</h2>
            ${contacts.length === 0 ? html`<p class="empty">No contacts yet.</p>` : contactList(contacts)}
          </section>
          <section class="card" aria-labelledby="documents">
            <h2 id="documents">Documents</h2>
            ${documents.length === 0 ? html`<p class="empty">No documents yet.</p>` : fileList(documents, context.format)}
          </section>
        </div>
      </div>`,
  );
}
