import { readFileSync } from 'node:fs';
import { type Context, Hono } from 'hono';
import type { Kysely } from 'kysely';
import type { AuditLog } from '../access/audit-log.ts';
import { showsFile } from '../access/file-access.ts';
import { guardRecords } from '../access/guard-records.ts';
import type { Viewer } from '../access/viewer.ts';
import { toClient, toSessionDigest } from '../access/who.ts';
import type { ServerEnv } from '../http/context.ts';
import { toFileResponse } from '../http/file-response.ts';
import type { Imap } from '../imap/create-imap.ts';
import type { NoticeViews } from '../notices/notice-views.ts';
import type { Keys } from '../store/keys.ts';
import { createRecords } from '../store/records.ts';
import type { Database } from '../store/tables.ts';
import type { Transfers } from '../store/transfers.ts';
import type { SyncStore } from '../sync/sync-store.ts';
import { createDirectoryViews, type DirectoryViews } from './directory-views.ts';
import { onlyOwnPages } from './form-guard.ts';
import { createFormat, parseLocale } from './format.ts';
import { createImapPages } from './imap-page-routes.ts';
import { MAIL_FRAME_POLICY, toMailDocument } from './mail-html.ts';
import { createNoticePages } from './notice-page-routes.ts';
import { PAGE_POLICY } from './page-policy.ts';
import { companiesPage } from './pages/companies-page.ts';
import { companyPage } from './pages/company-page.ts';
import { contactPage } from './pages/contact-page.ts';
import { contactsPage } from './pages/contacts-page.ts';
import { emailPage } from './pages/email-page.ts';
import type { PageContext } from './pages/layout.ts';
import { problemPage } from './pages/problem-page.ts';
import { createProfileReader } from './profile-reader.ts';
import { createProfilePages } from './profile-routes.ts';
import { createSignInRoutes, type SignInParts } from './sign-in-routes.ts';

const asset = (name: string) => readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');

/** Page number of the address, from 0; the address counts from 1. */
const pageOf = (c: Context) => Math.min(Math.max(Number.parseInt(c.req.query('page') ?? '1', 10) || 1, 1), 100_000) - 1;
const idOf = (c: Context) => (/^\d{1,9}$/.test(c.req.param('id') ?? '') ? Number(c.req.param('id')) : 0);
const queryOf = (c: Context) => (c.req.query('q') ?? '').trim().slice(0, 200);

/** The pages for people: companies, contacts and their mail, read-only, and the user's own profile. */
export function createWebRoutes(deps: {
  db: Kysely<Database>;
  keys: Keys;
  transfers: Transfers;
  signIn: SignInParts;
  sync: SyncStore;
  imap: Pick<Imap, 'accounts' | 'limits'>;
  notices: NoticeViews;
  /** A user as they stand now; undefined when they may not sign in. */
  viewerOf: (who: { userId: number }) => Promise<Viewer | undefined>;
  audit: AuditLog;
  now: () => number;
  origin: (c: Context<ServerEnv>) => string;
}): Hono<ServerEnv> {
  const { db, signIn, transfers } = deps;
  const records = createRecords(db, deps.now);
  /** What the signed-in user may see. */
  const viewsOf = (c: Context<ServerEnv>): DirectoryViews => createDirectoryViews(db, records, c.get('viewer'));
  const assets = { css: asset('crm.css'), icon: asset('icon.svg') };
  const app = new Hono<ServerEnv>();

  app.use('*', async (c, next) => {
    await next();
    if (c.res.headers.get('Content-Type')?.startsWith('text/html') && !c.res.headers.has('Content-Security-Policy')) {
      c.res.headers.set('Content-Security-Policy', PAGE_POLICY);
    }
  });
  const asAsset = { 'Cache-Control': 'max-age=300' };
  app.get('/assets/crm.css', (c) => c.body(assets.css, 200, { ...asAsset, 'Content-Type': 'text/css; charset=utf-8' }));
  app.get('/assets/icon.svg', (c) => c.body(assets.icon, 200, { ...asAsset, 'Content-Type': 'image/svg+xml' }));
  app.use('*', onlyOwnPages(deps.origin));
  app.route('/', createSignInRoutes({ ...deps, ...signIn, views: createDirectoryViews(db, records, undefined) }));

  app.use('*', async (c, next) => {
    const session = await signIn.sessions.find(await signIn.cookie.read(c));
    const viewer = session && (await deps.viewerOf(session));
    if (!session || !viewer) {
      const { pathname, search } = new URL(c.req.url);
      return c.redirect(`/sign-in?next=${encodeURIComponent(pathname + search)}`, 303);
    }
    if (session.token !== undefined) await signIn.cookie.write(c, session.token);
    c.set('webSession', session);
    c.set('viewer', viewer);
    c.set('who', {
      userId: session.userId,
      via: 'page',
      credential: toSessionDigest(session.formToken),
      client: toClient(c.req.raw.headers),
    });
    c.set('actor', `web:${session.userId}`);
    return next();
  });

  async function context(c: Context<ServerEnv>, section: PageContext['section']): Promise<PageContext> {
    const { userId, formToken } = c.get('webSession');
    const format = createFormat(parseLocale(c.req.header('accept-language')));
    return { user: await viewsOf(c).userName(userId), formToken, format, section };
  }
  const gone = (c: Context) =>
    c.html(problemPage('Not found', 'There is nothing at this address, or not any more.'), 404);

  app.get('/', (c) => c.redirect('/companies', 303));
  app.get('/companies', async (c) =>
    c.html(companiesPage(await context(c, 'companies'), await viewsOf(c).companies(queryOf(c), pageOf(c)))),
  );
  app.get('/companies/:id', async (c) => {
    const company = await viewsOf(c).company(idOf(c), pageOf(c));
    return company ? c.html(companyPage(await context(c, 'companies'), company)) : gone(c);
  });
  app.get('/contacts', async (c) =>
    c.html(contactsPage(await context(c, 'contacts'), await viewsOf(c).contacts(queryOf(c), pageOf(c)))),
  );
  app.get('/contacts/:id', async (c) => {
    const contact = await viewsOf(c).contact(idOf(c), pageOf(c));
    return contact ? c.html(contactPage(await context(c, 'contacts'), contact)) : gone(c);
  });
  app.get('/emails/:id', async (c) => {
    const mail = await viewsOf(c).mail.get(idOf(c));
    if (!mail) return gone(c);
    return c.html(emailPage(await context(c, 'companies'), mail, await viewsOf(c).mail.documentsOfEmail(mail.id)));
  });
  app.get('/emails/:id/body', async (c) => {
    const mail = await viewsOf(c).mail.get(idOf(c));
    if (!mail) return gone(c);
    return c.html(toMailDocument(mail), 200, {
      'Content-Security-Policy': MAIL_FRAME_POLICY,
      'X-Frame-Options': 'SAMEORIGIN',
    });
  });
  app.get('/files/:kind{attachments|documents}/:id', async (c) => {
    const target = c.req.param('kind') === 'attachments' ? 'emailAttachments' : 'documents';
    const id = idOf(c);
    const isShown = await showsFile(db, guardRecords(records, c.get('viewer')), target, id);
    const file = isShown ? await transfers.get(target, id) : undefined;
    return file ? toFileResponse(file, c.req.query('open') !== undefined) : gone(c);
  });
  app.route('/notices', createNoticePages({ views: deps.notices, context: (c) => context(c, 'notices'), gone }));
  const inProfile = (c: Context<ServerEnv>) => context(c, 'profile');
  app.route('/profile/sync/imap', createImapPages({ ...deps.imap, context: inProfile }));
  app.route(
    '/profile',
    createProfilePages({
      ...{ sync: deps.sync, accounts: deps.imap.accounts, reader: createProfileReader(db), context: inProfile },
    }),
  );
  app.all('*', gone);
  return app;
}
