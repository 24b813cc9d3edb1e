import { html } from 'hono/html';
import type { NoticeView } from '../../notices/notice-views.ts';
import { stateOf } from '../notice-words.ts';
import { layout, type Markup, type PageContext } from './layout.ts';

export interface NoticesView {
  rows: readonly NoticeView[];
  /** Where older ones begin; null when there are none. */
  next: number | null;
  /** The user wants none by e-mail. */
  isOff: boolean;
  hasMailServer: boolean;
}

function explain(isOff: boolean, hasMailServer: boolean): string {
  if (!hasMailServer)
    return 'No mail server is set for this CRM: events that are added to your calendar are listed here alone.';
  return isOff
    ? 'E-mails about new events are off. What is added to your calendar is listed here all the same.'
    : 'You get one e-mail when an event is added to your calendar, one for a whole series, and none for changes.';
}

const switchForm = (context: PageContext, isOff: boolean) => html`<form method="post" action="/notices">
  <input type="hidden" name="formToken" value="${context.formToken}" />
  <input type="hidden" name="action" value="${isOff ? 'start' : 'stop'}" />
  <p><button>${isOff ? 'Send me e-mails' : 'Stop e-mails'}</button></p>
</form>`;

export function noticesPage(context: PageContext, { rows, next, isOff, hasMailServer }: NoticesView): Markup {
  const { format } = context;
  const row = ({ notice, content }: NoticeView) => html`<tr>
    <th scope="row"><a href="/notices/${notice.id}"><bdi>${content?.title ?? 'Event without a title'}</bdi></a></th>
    <td data-label="Added">${format.moment(notice.createdAt)}</td>
    <td data-label="E-mail">${stateOf(notice)}</td>
    <td data-label="Next try">${notice.dueAt !== null && notice.reason !== null ? format.moment(notice.dueAt) : ''}</td>
  </tr>`;
  return layout(
    'Notices',
    context,
    html`<h1>Notices</h1>
      <p class="note">${explain(isOff, hasMailServer)}</p>
      ${
        rows.length === 0
          ? html`<p class="empty">No event was added yet.</p>`
          : html`<table class="list">
            <thead><tr><th scope="col">Event</th><th scope="col">Added</th><th scope="col">E-mail</th>
              <th scope="col">Next try</th></tr></thead>
            <tbody>${rows.map(row)}</tbody>
          </table>`
      }
      ${
        next === null
          ? ''
          : html`<nav class="pager" aria-label="Pages"><a class="button" href="/notices?before=${next}">Older</a></nav>`
      }
      ${hasMailServer ? switchForm(context, isOff) : ''}`,
  );
}
