import { type Context, Hono } from 'hono';
import type { ServerEnv } from '../http/context.ts';
import { parseId } from '../http/path-id.ts';
import { parseForm, type ServerForm, serverFormSchema } from '../imap/account-form.ts';
import { DONE_MESSAGE, type ImapAccount, type ImapAccounts } from '../imap/accounts.ts';
import { type TestResult, testConnection } from '../imap/connectivity-test.ts';
import type { ServerLimits } from '../imap/mail-server.ts';
import { V4Error } from '../v4/v4-error.ts';
import { type FormFields, field, ownForm } from './form-guard.ts';
import { emptyImapFields, type ImapFields } from './pages/imap-form.ts';
import { imapFormPage, imapListPage } from './pages/imap-pages.ts';
import type { PageContext } from './pages/layout.ts';

/** More than a user may have. */
const ALL = 100;
const TEST_MS = 60_000;

type C = Context<ServerEnv>;
type News = Parameters<typeof imapListPage>[2];

const fieldsOf = (form: FormFields): ImapFields => ({
  address: field(form, 'address').trim(),
  server: field(form, 'server').trim(),
  port: field(form, 'port').trim(),
  tls: field(form, 'tls'),
  userName: field(form, 'userName').trim(),
  backfillDays: field(form, 'backfillDays'),
});

const toFields = (account: ImapAccount): ImapFields => ({
  ...{ address: account.address, server: account.server, tls: account.tls },
  port: String(account.port),
  userName: account.userName === account.address ? '' : account.userName,
  backfillDays: String(account.backfillDays),
});

/** The fields as the API takes them. */
function toBody({ userName, port, backfillDays, address, server, tls }: ImapFields, password: string) {
  return {
    ...{ address, server, tls, port: Number(port) },
    ...(userName === '' ? {} : { userName }),
    ...(password === '' ? {} : { password }),
    ...(backfillDays === '' ? {} : { backfillDays: Number(backfillDays) }),
  };
}

/** Whether mail can be read: without a folder of sent mail what was received still is. */
const canBeRead = ({ steps }: TestResult) =>
  steps.every(({ step, result }) => result === 'ok' || step === 'inboxAndSent');

/** `/profile/sync/imap`: the user's own mailboxes that are read by IMAP. For routes behind the sign-in. */
export function createImapPages(deps: {
  accounts: ImapAccounts;
  limits: ServerLimits;
  context: (c: C) => Promise<PageContext>;
}): Hono<ServerEnv> {
  const { accounts } = deps;
  const app = new Hono<ServerEnv>();
  const testing = new Set<number>();

  /** One at a time for each user: a test knocks at other people's servers. */
  async function test(c: C, form: ServerForm): Promise<TestResult> {
    const { userId } = c.get('viewer');
    if (testing.has(userId)) throw new V4Error(429, -1, 'a test is under way; wait for its end');
    testing.add(userId);
    try {
      const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(TEST_MS)]);
      return await testConnection(form, deps.limits, signal);
    } finally {
      testing.delete(userId);
    }
  }

  async function showList(c: C, news: News = {}, status: 200 | 400 = 200) {
    const { viewer } = c.var;
    const own = await accounts.list(viewer, { userId: viewer.userId, limit: ALL });
    return c.html(imapListPage(await deps.context(c), own, news), status);
  }

  /** Pages are the user's own, also for those who see more. */
  async function ownAccount(c: C): Promise<ImapAccount> {
    const account = await accounts.get(c.get('viewer'), parseId(c.req.param('id') ?? ''));
    if (account.userId !== c.get('viewer').userId) throw new V4Error(400, -1, 'not exist');
    return account;
  }

  const serverForm = (fields: ImapFields, password: string): ServerForm => {
    const { backfillDays: _, ...rest } = toBody(fields, password) as ReturnType<typeof toBody> & {
      backfillDays?: number;
    };
    return parseForm(serverFormSchema, rest) as ServerForm;
  };

  /** The password that is kept, for the server it may go to already and for no other. */
  async function keptPassword(c: C, kept: ImapAccount, fields: ImapFields): Promise<string> {
    const before = toFields(kept);
    if ((['server', 'port', 'tls', 'userName'] as const).some((name) => before[name] !== fields[name])) {
      throw new V4Error(400, -1, 'Another server, port, TLS or name to log in with needs the password again');
    }
    return accounts.password(c.get('viewer'), kept.id);
  }

  /** Tests or keeps what was typed; a refusal shows the form again, without the password. */
  async function take(c: C, form: FormFields, kept?: ImapAccount) {
    const fields = { ...fieldsOf(form), ...(kept ? { address: kept.address } : {}) };
    const password = field(form, 'password');
    const action = kept ? `/profile/sync/imap/${kept.id}` : '/profile/sync/imap/new';
    const show = async (news: News, status: 200 | 400) =>
      c.html(imapFormPage(await deps.context(c), { action, fields, isKept: kept !== undefined, ...news }), status);
    try {
      const known = password === '' && kept ? await keptPassword(c, kept, fields) : password;
      const result = await test(c, serverForm(fields, known));
      const news = { test: { result, mailbox: fields.address } };
      if (field(form, 'action') !== 'save') return await show(news, 200);
      if (!canBeRead(result)) {
        return await show({ ...news, problem: 'Nothing was changed: the mailbox cannot be read so.' }, 400);
      }
      if (kept) await accounts.update(c.get('viewer'), kept.id, toBody(fields, password), c.get('who'));
      else await accounts.create(c.get('viewer'), toBody(fields, password), c.get('who'));
      return c.redirect('/profile/sync/imap?done=saved', 303);
    } catch (error) {
      if (!(error instanceof V4Error)) throw error;
      return show({ problem: `Nothing was changed. ${error.message}` }, 400);
    }
  }

  app.get('/', (c) => showList(c, c.req.query('done') === 'saved' ? { done: DONE_MESSAGE } : {}));

  app.get('/new', async (c) =>
    c.html(
      imapFormPage(await deps.context(c), { action: '/profile/sync/imap/new', fields: emptyImapFields, isKept: false }),
    ),
  );
  app.post('/new', async (c) => {
    const { form, refusal } = await ownForm(c);
    return refusal ?? take(c, form);
  });

  app.get('/:id', async (c) => {
    const kept = await ownAccount(c);
    const action = `/profile/sync/imap/${kept.id}`;
    return c.html(imapFormPage(await deps.context(c), { action, fields: toFields(kept), isKept: true }));
  });
  app.post('/:id', async (c) => {
    const { form, refusal } = await ownForm(c);
    return refusal ?? take(c, form, await ownAccount(c));
  });

  app.post('/:id/do', async (c) => {
    const { form, refusal } = await ownForm(c);
    if (refusal) return refusal;
    const account = await ownAccount(c);
    const [viewer, who] = [c.get('viewer'), c.get('who')];
    switch (field(form, 'action')) {
      case 'start':
        await accounts.start(viewer, account.id, who);
        break;
      case 'stop':
        await accounts.stop(viewer, account.id, who);
        break;
      case 'remove':
        await accounts.remove(viewer, account.id, who);
        break;
      case 'test': {
        const password = await accounts.password(viewer, account.id);
        const result = await test(c, serverForm(toFields(account), password));
        return showList(c, { test: { result, mailbox: account.address } });
      }
      default:
        return showList(c, { problem: 'Nothing was changed: there is no such button.' }, 400);
    }
    return c.redirect('/profile/sync/imap?done=saved', 303);
  });
  return app;
}
