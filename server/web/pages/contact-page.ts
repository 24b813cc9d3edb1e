import { html } from 'hono/html';
import type { MailItem } from '../mail-history.ts';
import { TIMELINE_PAGE } from '../mail-history.ts';
import { facts, mailLink } from './facts.ts';
import { layout, type Markup, type PageContext } from './layout.ts';
import { pager } from './pager.ts';
import { timeline } from './timeline.ts';

export interface ContactView {
  id: number;
  name: string;
  deleted: boolean;
  company: { id: number; name: string } | undefined;
  emails: string[];
  phones: string[];
  owner: string | null;
  comment: string | null;
  mail: { items: MailItem[]; total: number; page: number };
}

export function contactPage(context: PageContext, contact: ContactView): Markup {
  const { company, mail } = contact;
  return layout(
    contact.name,
    context,
    html`<p class="crumb"><a href="/contacts">Contacts</a></p>
      <h1><bdi>${contact.name}</bdi></h1>
      ${contact.deleted ? html`<p class="warning">This contact is deleted. Its history stays readable.</p>` : ''}
      <div class="columns">
        <section aria-labelledby="timeline">
          <h2 id="timeline">Timeline</h2>
          ${timeline(mail.items, context.format)}
          ${pager(`/contacts/${contact.id}`, '', mail.page, TIMELINE_PAGE, mail.total)}
        </section>
        <div class="side">
          <section class="card" aria-labelledby="about">
            <h2 id="about">About</h2>
            ${facts([
              ['Company', company && html`<a href="/companies/${company.id}"><bdi>${company.name}</bdi></a>`],
              ...contact.emails.map((email) => ['E-mail', mailLink(email)] as const),
              ...contact.phones.map((phone) => ['Phone', phone] as const),
              ['Owner', contact.owner],
              ['Comment', contact.comment],
            ])}
          </section>
        </div>
      </div>`,
  );
}
