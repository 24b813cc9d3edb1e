import { html } from 'hono/html';
import type { FileItem, MailItem } from '../mail-history.ts';
import { facts } from './facts.ts';
import { fileList } from './file-list.ts';
import { layout, type Markup, type PageContext } from './layout.ts';
import { directionBadge, mailBody, people, subjectOf } from './timeline.ts';

export function emailPage(context: PageContext, mail: MailItem, documents: readonly FileItem[]): Markup {
  const { company, contact } = mail;
  return layout(
    subjectOf(mail),
    context,
    html`<p class="crumb">${company ? html`<a href="/companies/${company.id}"><bdi>${company.name}</bdi></a>` : html`<a href="/companies">Companies</a>`}</p>
      <h1><bdi>${subjectOf(mail)}</bdi></h1>
      <p class="meta">${directionBadge(mail.direction)} <time datetime="${mail.sentAt}">${context.format.moment(mail.sentAt)}</time></p>
      <p class="note">This e-mail was logged automatically. It cannot be edited or deleted here.</p>
      <div class="columns">
        <section class="card" aria-labelledby="text">
          <h2 id="text" class="hidden">Text</h2>
          ${people(mail)}
          ${mailBody(mail)}
        </section>
        <div class="side">
          <section class="card" aria-labelledby="attachments">
            <h2 id="attachments">Attachments</h2>
            ${mail.files.length === 0 ? html`<p class="empty">No attachments.</p>` : fileList(mail.files, context.format)}
          </section>
          ${
            documents.length === 0
              ? ''
              : html`<section class="card" aria-labelledby="documents">
                <h2 id="documents">Documents of this e-mail</h2>
                ${fileList(documents, context.format)}
              </section>`
          }
          <section class="card" aria-labelledby="record">
            <h2 id="record">Record</h2>
            ${facts([
              ['Company', company && html`<a href="/companies/${company.id}"><bdi>${company.name}</bdi></a>`],
              ['Contact', contact && html`<a href="/contacts/${contact.id}"><bdi>${contact.name}</bdi></a>`],
              ['Logged for', mail.owner],
              ['Logged', context.format.moment(mail.loggedAt)],
              ['Number', mail.id],
            ])}
          </section>
        </div>
      </div>`,
  );
}
