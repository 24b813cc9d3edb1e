import { type Context, Hono } from 'hono';
import type { ServerEnv } from '../http/context.ts';
import type { ImapAccounts } from '../imap/accounts.ts';
import { SYNC_PROVIDERS, syncChangeSchema } from '../sync/sync-settings.ts';
import type { SyncStore } from '../sync/sync-store.ts';
import { field, ownForm } from './form-guard.ts';
import type { PageContext } from './pages/layout.ts';
import { problemPage } from './pages/problem-page.ts';
import { type ProfileView, profilePage } from './pages/profile-page.ts';
import { providersPage } from './pages/providers-page.ts';
import { type SyncView, syncPage } from './pages/sync-page.ts';
import { syncUsersPage } from './pages/sync-users-page.ts';

const PAGE_SIZE = 50;
/** More than a user may have. */
const MAILBOXES = 100;

/** What is said after a form did its work, by the word in the address. */
const doneWords: Record<string, string> = {
  saved: 'The modification has been successfully completed.',
  started: 'The synchronisation is switched on.',
  stopped: 'The synchronisation is stopped. What is in the CRM stays there.',
};

/** What the profile reads of its user. */
export interface ProfileReader {
  profile(userId: number): Promise<Omit<ProfileView, 'isAdministrator'>>;
  /** When a browser extension last signed in with a key of the user, ISO 8601 UTC; null when none did. */
  extensionSeenAt(userId: number): Promise<string | null>;
}

/** `/profile`: the signed-in user, and Tools → Email and Calendar Synchronisation. For routes behind the sign-in. */
export function createProfilePages(deps: {
  sync: SyncStore;
  accounts: ImapAccounts;
  reader: ProfileReader;
  context: (c: Context<ServerEnv>) => Promise<PageContext>;
}): Hono<ServerEnv> {
  const { sync, accounts, reader } = deps;
  const app = new Hono<ServerEnv>();
  const userOf = (c: Context<ServerEnv>) => c.get('viewer').userId;

  const mailboxesOf = (c: Context<ServerEnv>, userId: number) =>
    accounts.list(c.get('viewer'), { userId, limit: MAILBOXES });

  async function showSync(c: Context<ServerEnv>, more: Partial<SyncView> = {}, status: 200 | 400 = 200) {
    const userId = userOf(c);
    const kept = await sync.get(userId);
    const address = kept.address ?? (await reader.profile(userId)).email;
    const extensionSeenAt = await reader.extensionSeenAt(userId);
    const mailboxes = await mailboxesOf(c, userId);
    const view = { settings: kept, address, extensionSeenAt, mailboxes, ...more };
    return c.html(syncPage(await deps.context(c), view), status);
  }

  app.get('/', async (c) => {
    const { isAdministrator, userId } = c.get('viewer');
    return c.html(profilePage(await deps.context(c), { ...(await reader.profile(userId)), isAdministrator }));
  });

  app.get('/sync', (c) => showSync(c, { done: doneWords[c.req.query('done') ?? ''] }));

  app.post('/sync', async (c) => {
    const { form, refusal } = await ownForm(c);
    if (refusal) return refusal;
    const action = field(form, 'action');
    if (action === 'stop') {
      await sync.change(userOf(c), { isOn: false }, c.get('who'));
      return c.redirect('/profile/sync?done=stopped', 303);
    }
    const address = field(form, 'address').trim();
    const parsed = syncChangeSchema.safeParse({
      what: field(form, 'what') || undefined,
      type: field(form, 'type') || undefined,
      address: address === '' ? null : address,
      ...(action === 'start' ? { isOn: true } : {}),
    });
    /** The form again with what was typed, and why it does not hold. */
    async function showAgain(problem: string) {
      const kept = await sync.get(userOf(c));
      const { what = kept.what, type = kept.type } = parsed.data ?? {};
      return showSync(
        c,
        { settings: { ...kept, what, type }, address, problem: `Nothing was changed: ${problem}.` },
        400,
      );
    }
    if (!parsed.success) return showAgain('the address of the mailbox is not a mail address');
    const result = await sync.change(userOf(c), parsed.data, c.get('who'));
    if (!result.ok) return showAgain(result.fault);
    return c.redirect(`/profile/sync?done=${action === 'start' ? 'started' : 'saved'}`, 303);
  });

  app.get('/sync/providers', async (c) =>
    c.html(providersPage(await deps.context(c), (await sync.get(userOf(c))).provider)),
  );

  app.post('/sync/provider', async (c) => {
    const { form, refusal } = await ownForm(c);
    if (refusal) return refusal;
    const provider = SYNC_PROVIDERS.find((one) => one === field(form, 'provider') && one !== 'imap');
    if (!provider)
      return c.html(problemPage('That did not work', 'Nothing was changed. There is no such provider.'), 400);
    await sync.change(userOf(c), { provider }, c.get('who'));
    return c.redirect('/profile/sync?done=saved', 303);
  });

  app.get('/sync/users', async (c) => {
    if (!c.get('viewer').isAdministrator) {
      return c.html(problemPage('Not for you', 'This list is for administrators.'), 403);
    }
    const after = /^\d{1,9}$/.test(c.req.query('after') ?? '') ? Number(c.req.query('after')) : 0;
    const found = await sync.listUsers({ after, limit: PAGE_SIZE + 1 });
    const users = found.slice(0, PAGE_SIZE);
    const next = found.length > PAGE_SIZE ? (users.at(-1)?.userId ?? null) : null;
    const rows = [];
    for (const user of users) rows.push({ user, mailboxes: await mailboxesOf(c, user.userId) });
    return c.html(syncUsersPage(await deps.context(c), rows, next));
  });
  return app;
}
