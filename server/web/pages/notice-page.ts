import { html } from 'hono/html';
import type { NoticeView } from '../../notices/notice-views.ts';
import { renderNotice } from '../../notices/render-notice.ts';
import { reasonOf, stateOf } from '../notice-words.ts';
import { facts } from './facts.ts';
import { layout, type Markup, type PageContext } from './layout.ts';

/** One notice: what became of it, what it says, and its calendar file. */
export function noticePage(context: PageContext, { notice, content }: NoticeView): Markup {
  const { format } = context;
  const mail = content && renderNotice(content, undefined);
  const title = content?.title ?? 'Event without a title';
  return layout(
    title,
    context,
    html`<p class="crumb"><a href="/notices">Notices</a></p>
      <h1><bdi>${title}</bdi></h1>
      ${facts([
        ['E-mail', stateOf(notice)],
        ['Why', reasonOf(notice)],
        ['Added', format.moment(notice.createdAt)],
        ['Next try', notice.dueAt !== null && notice.reason !== null ? format.moment(notice.dueAt) : null],
        [notice.state === 'sent' ? 'Sent' : 'Ended', notice.settledAt && format.moment(notice.settledAt)],
        ['Subject', mail?.subject],
      ])}
      ${
        mail
          ? html`<section class="card" aria-label="Message"><pre class="body" lang="${content.language}">${mail.text}</pre></section>
              <p><a class="button" href="/notices/${notice.id}/event.ics" download>Calendar file</a></p>`
          : html`<p class="empty">The event is not there any more.</p>`
      }`,
  );
}
