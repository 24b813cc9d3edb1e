import { html } from 'hono/html';
import type { Format } from '../format.ts';
import type { MailItem } from '../mail-history.ts';
import { isHtml, toPlainText } from '../mail-html.ts';
import { fileList } from './file-list.ts';
import type { Markup } from './layout.ts';

const EXCERPT_LENGTH = 280;

export const subjectOf = (mail: Pick<MailItem, 'subject'>) =>
  mail.subject.trim() === '' ? '(no subject)' : mail.subject;

/** Direction in words and form: never by colour alone. */
export function directionBadge(direction: MailItem['direction']): Markup {
  return direction === 'incoming'
    ? html`<span class="badge in"><span aria-hidden="true">↓</span> Received</span>`
    : html`<span class="badge out"><span aria-hidden="true">↑</span> Sent</span>`;
}

export function people(mail: MailItem): Markup {
  const row = (label: string, list: string[]) =>
    list.length === 0
      ? ''
      : html`<div><dt>${label}</dt><dd>${list.map((one, index) => html`${index > 0 ? ', ' : ''}<bdi>${one}</bdi>`)}</dd></div>`;
  return html`<dl class="people">${row('From', [mail.from])}${row('To', mail.to)}${row('Cc', mail.cc)}${row('Bcc', mail.bcc)}</dl>`;
}

/** The text of an e-mail: as it is, or in a frame of its own that runs nothing and loads nothing. */
export function mailBody(mail: MailItem): Markup {
  if (mail.html === undefined && !isHtml(mail.body)) return html`<pre class="body" dir="auto">${mail.body}</pre>`;
  return html`<iframe class="body" title="Text of the e-mail: ${subjectOf(mail)}" src="/emails/${mail.id}/body"
    sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" loading="lazy"></iframe>
    <p class="note">Pictures from elsewhere are not loaded.</p>`;
}

function excerpt(body: string): string {
  const text = toPlainText(body).replace(/\s+/gu, ' ').trim();
  return text.length > EXCERPT_LENGTH ? `${text.slice(0, EXCERPT_LENGTH).toWellFormed()}…` : text;
}

function entry(mail: MailItem, format: Format): Markup {
  return html`<li class="card mail">
    <h3><a href="/emails/${mail.id}"><bdi>${subjectOf(mail)}</bdi></a></h3>
    <p class="meta">${directionBadge(mail.direction)} <time datetime="${mail.sentAt}">${format.moment(mail.sentAt)}</time></p>
    ${people(mail)}
    <p class="excerpt" dir="auto">${excerpt(mail.body)}</p>
    <details><summary>Show the text<span class="hidden"> of ${subjectOf(mail)}</span></summary>${mailBody(mail)}</details>
    ${mail.files.length === 0 ? '' : fileList(mail.files, format)}
  </li>`;
}

/** E-mail activities, newest first. */
export function timeline(items: readonly MailItem[], format: Format): Markup {
  if (items.length === 0)
    return html`<p class="empty">No e-mails yet. They appear here as soon as they are logged.</p>`;
  return html`<p class="note">E-mails are logged automatically. They cannot be edited or deleted here.</p>
    <ol class="timeline">${items.map((mail) => entry(mail, format))}</ol>`;
}
