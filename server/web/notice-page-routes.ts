import { type Context, Hono } from 'hono';
import type { ServerEnv } from '../http/context.ts';
import { contentDisposition } from '../http/file-response.ts';
import { CALENDAR_FILE } from '../notices/notice-content.ts';
import type { NoticeViews } from '../notices/notice-views.ts';
import { field, ownForm } from './form-guard.ts';
import type { PageContext } from './pages/layout.ts';
import { noticePage } from './pages/notice-page.ts';
import { noticesPage } from './pages/notices-page.ts';

const PAGE_SIZE = 50;

const numberOf = (text: string | undefined) => (/^\d{1,9}$/.test(text ?? '') ? Number(text) : undefined);

/** `/notices`: what the signed-in user was told by e-mail, or would have been. For routes behind the sign-in. */
export function createNoticePages(deps: {
  views: NoticeViews;
  context: (c: Context<ServerEnv>) => Promise<PageContext>;
  gone: (c: Context<ServerEnv>) => Response | Promise<Response>;
}): Hono<ServerEnv> {
  const { views } = deps;
  const app = new Hono<ServerEnv>();
  const find = (c: Context<ServerEnv>) => views.get(c.get('viewer').userId, numberOf(c.req.param('id')) ?? 0);

  app.get('/', async (c) => {
    const before = numberOf(c.req.query('before'));
    const found = await views.list(c.get('viewer').userId, { before, limit: PAGE_SIZE + 1 });
    const page = found.slice(0, PAGE_SIZE);
    const next = found.length > PAGE_SIZE ? (page.at(-1)?.notice.id ?? null) : null;
    const isOff = await views.isOff(c.get('viewer').userId);
    return c.html(noticesPage(await deps.context(c), { rows: page, next, isOff, hasMailServer: views.hasMailServer }));
  });
  app.post('/', async (c) => {
    const { form, refusal } = await ownForm(c);
    if (refusal) return refusal;
    await views.setOff(c.get('viewer').userId, field(form, 'action') === 'stop', c.get('who'));
    return c.redirect('/notices', 303);
  });
  app.get('/:id', async (c) => {
    const view = await find(c);
    return view ? c.html(noticePage(await deps.context(c), view)) : deps.gone(c);
  });
  app.get('/:id/event.ics', async (c) => {
    const view = await find(c);
    if (!view?.content) return deps.gone(c);
    // The library is loaded when it is first needed: a start does not wait for it.
    const { toICalendar } = await import('../notices/to-icalendar.ts');
    return c.body(toICalendar(view.content), 200, {
      'Content-Type': 'text/calendar; charset=utf-8; method=PUBLISH',
      'Content-Disposition': contentDisposition('attachment', CALENDAR_FILE),
      'Cache-Control': 'private, no-store',
    });
  });
  return app;
}
