import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { createHandlers } from '../../../entrypoints/background/handlers.ts';
import { type Activity, watchActivity } from '../../../entrypoints/shared/site-activity.ts';
import {
  type RefusedMailbox,
  refusedMailboxes,
  watchToldMailboxes,
} from '../../../entrypoints/shared/told-mailboxes.ts';
import type { MailReference } from '../../../utils/model/mail-reference.ts';
import type { SiteId } from '../../../utils/model/site.ts';
import { createQueueDatabase } from '../../../utils/queue/database.ts';
import { readSiteTroubles } from '../../../utils/queue/troubles.ts';
import { defaultSettings } from '../../../utils/settings/schema.ts';

const APPLE = { site: 'icloud', account: 'nora.lind@icloud.com', aliases: ['nora@lind.example'] } as const;
const page = { id: 'ours', url: 'https://www.icloud.com/mail/', tab: { id: 3 } };

const mail = (site: SiteId, account: string): MailReference => ({
  site,
  account,
  ref: 'm1',
  direction: 'incoming',
  state: 'received',
  envelope: { to: [], cc: [], bcc: [], replyTo: [], complete: false },
  noticedBy: 'traffic',
});

/** The background around the handlers; a second call with the same settings is a new life of it. */
function setUp(settings: { repAddress?: string; on?: boolean } = {}) {
  const rep = { repAddress: 'nora@lind.example', on: true, ...settings };
  const intake = {
    hello: vi.fn(async () => ({ on: true, orders: [] })),
    notice: vi.fn(async () => []),
    piece: () => ({ restart: false }),
    deliver: vi.fn(async () => 'stored' as const),
    fetchFailed: async () => undefined,
    nextFetchAt: async () => null,
    forget: () => undefined,
  };
  const db = createQueueDatabase({ indexedDB: new IDBFactory(), IDBKeyRange });
  const handlers = createHandlers({
    db,
    intake,
    settings: {
      ready: Promise.resolve(),
      current: () => ({ ...defaultSettings, repAddress: rep.repAddress }),
      hasConsent: () => true,
      isOn: () => rep.on,
      mayCapture: () => rep.on,
      mayRead: (site) => site !== 'yahoo',
      refresh: async () => undefined,
    },
    log: { error: vi.fn(), info: vi.fn(), debug: vi.fn() },
    planFetch: async () => undefined,
    retry: async () => undefined,
    runPull: async () => undefined,
    runPush: async () => undefined,
    whenDirectoryIsReady: async () => undefined,
  });
  return { rep, intake, db, handlers };
}

/** What the popup is told to say. */
function refused(repAddress: string): Promise<RefusedMailbox[]> {
  return new Promise((resolve) => {
    const stop = watchToldMailboxes((told) => {
      resolve(refusedMailboxes(told, { repAddress, sitesOff: [] }));
      setTimeout(() => stop());
    });
  });
}

function activity(): Promise<Activity> {
  return new Promise((resolve) => {
    const stop = watchActivity((known) => {
      resolve(known);
      setTimeout(() => stop());
    });
  });
}

beforeEach(() => fakeBrowser.reset());

describe('an iCloud page', () => {
  it('may look for its mailbox before it knows it', async () => {
    const { handlers } = setUp();
    expect(await handlers['content-bg:hello']({ site: 'icloud' }, page)).toMatchObject({ on: true });
  });

  it.each(['nora.lind@icloud.com', 'Nora@Lind.example'])('of the CRM user %s is worked on', async (repAddress) => {
    const { handlers, intake } = setUp({ repAddress });
    expect(await handlers['content-bg:hello']({ ...APPLE, aliases: [...APPLE.aliases] }, page)).toMatchObject({
      on: true,
    });
    await handlers['content-bg:notice']({ references: [mail('icloud', APPLE.account)] }, page);
    expect(intake.notice).toHaveBeenCalledOnce();
    expect(await refused(repAddress)).toEqual([]);
  });

  it('of somebody else is told to stop, its notices go nowhere, and both addresses are named', async () => {
    const { handlers, intake } = setUp({ repAddress: 'omar@example.com' });
    const hello = await handlers['content-bg:hello']({ ...APPLE, aliases: [] }, page);
    expect(hello).toEqual({ on: false, activeReads: true, orders: [] });
    const notice = await handlers['content-bg:notice']({ references: [mail('icloud', APPLE.account)] }, page);
    expect(notice).toEqual({ orders: [] });
    expect(intake.hello).not.toHaveBeenCalled();
    expect(intake.notice).not.toHaveBeenCalled();
    expect(await activity()).toEqual({});
    expect(await refused('omar@example.com')).toEqual([
      { site: 'icloud', mailbox: APPLE.account, repAddress: 'omar@example.com' },
    ]);
  });

  it('is admitted as soon as the CRM user’s address is put right', async () => {
    const { handlers, intake, rep } = setUp({ repAddress: 'omar@example.com' });
    await handlers['content-bg:hello']({ ...APPLE, aliases: [...APPLE.aliases] }, page);
    rep.repAddress = 'nora@lind.example';
    await handlers['content-bg:notice']({ references: [mail('icloud', APPLE.account)] }, page);
    expect(intake.notice).toHaveBeenCalledOnce();
    expect(await handlers['content-bg:hello']({ ...APPLE, aliases: [...APPLE.aliases] }, page)).toMatchObject({
      on: true,
    });
    expect(await refused(rep.repAddress)).toEqual([]);
  });

  it('is judged the same after the background was ended', async () => {
    await setUp().handlers['content-bg:hello']({ ...APPLE, aliases: [...APPLE.aliases] }, page);
    const { handlers, intake } = setUp();
    await handlers['content-bg:notice']({ references: [mail('icloud', APPLE.account)] }, page);
    expect(intake.notice).toHaveBeenCalledOnce();
  });

  it('is asked again where nobody knows whose mailbox it shows, so that nothing is lost', async () => {
    const { handlers } = setUp();
    const references = [mail('icloud', 'stranger@icloud.com')];
    await expect(handlers['content-bg:notice']({ references }, page)).rejects.toMatchObject({
      name: 'MailboxNotToldError',
    });
  });

  it('tells nothing that would be kept while capture is off', async () => {
    const { handlers } = setUp({ on: false, repAddress: 'omar@example.com' });
    expect(await handlers['content-bg:hello']({ ...APPLE, aliases: [] }, page)).toMatchObject({ on: false });
    expect(await refused('omar@example.com')).toEqual([]);
  });

  it('is spoken of no more once another account is open, the site is off, or no CRM user is set', async () => {
    const { handlers } = setUp({ repAddress: 'omar@example.com' });
    await handlers['content-bg:hello']({ ...APPLE, aliases: [] }, page);
    await handlers['content-bg:hello'](
      { site: 'icloud', account: 'omar@icloud.com', aliases: ['omar@example.com'] },
      page,
    );
    expect(await refused('omar@example.com')).toEqual([]);
    const told = [{ site: 'icloud' as const, account: 'nora.lind@icloud.com', aliases: [] }];
    expect(refusedMailboxes(told, { repAddress: 'omar@example.com', sitesOff: ['icloud'] })).toEqual([]);
    expect(refusedMailboxes(told, { repAddress: '', sitesOff: [] })).toEqual([]);
  });
});

describe('a page of any other webmail', () => {
  it('is worked on whoever the CRM user is', async () => {
    const { handlers, intake } = setUp({ repAddress: 'omar@example.com' });
    const hello = await handlers['content-bg:hello']({ site: 'yahoo', account: 'nora@yahoo.example' }, page);
    expect(hello).toEqual({ on: true, activeReads: false, orders: [] });
    await handlers['content-bg:notice']({ references: [mail('yahoo', 'nora@yahoo.example')] }, page);
    expect(intake.notice).toHaveBeenCalledOnce();
  });
});

describe('what is known of a site', () => {
  const report = { site: 'outlook', source: 'dom', missing: 'no-rows', outline: '0div' } as const;
  const lasting = async (db: ReturnType<typeof setUp>['db']) =>
    (await readSiteTroubles(db)).get('outlook')?.filter(({ overAt }) => overAt === undefined).length ?? 0;

  it('is what its page lacked, until that works again', async () => {
    const { handlers, db } = setUp();
    await handlers['content-bg:trouble'](report, page);
    expect(await lasting(db)).toBe(1);
    await handlers['content-bg:recovered']({ site: 'outlook', source: 'traffic' }, page);
    expect(await lasting(db)).toBe(1);
    await handlers['content-bg:recovered']({ site: 'outlook', source: 'dom' }, page);
    expect(await lasting(db)).toBe(0);
  });

  it('is no longer what a page lacked that has been loaded anew, which says so again if it does', async () => {
    const { handlers, db } = setUp();
    await handlers['content-bg:trouble'](report, page);
    await handlers['content-bg:hello']({ site: 'outlook', account: 'nora@lind.example' }, page);
    await handlers['content-bg:hello']({ site: 'yahoo' }, page);
    expect(await lasting(db)).toBe(1);
    await handlers['content-bg:hello']({ site: 'outlook' }, page);
    expect(await lasting(db)).toBe(0);
  });

  it.each([
    ['https://www.icloud.com/mail/', 'icloud'],
    ['https://mail.example.com/owa/', 'exchange'],
  ])('is when mail was noticed and read there (%s)', async (url, site) => {
    const { handlers } = setUp();
    await handlers['content-bg:notice']({ references: [mail('gmail', 'nora@lind.example')] }, page);
    const delivery = { orderId: 'o', form: 'rfc822', rung: 'raw', missing: [], parts: [1] } as const;
    await handlers['content-bg:deliver']({ ...delivery, missing: [], parts: [1] }, { ...page, url });
    await vi.waitFor(async () =>
      expect(await activity()).toEqual({
        gmail: { noticedAt: expect.any(Number) },
        [site]: { readAt: expect.any(Number) },
      }),
    );
  });
});
