import { testConnection } from '../../utils/crm/test-connection.ts';
import type { Handlers, Sender } from '../../utils/messaging/listen.ts';
import type { MessageType } from '../../utils/messaging/protocol.ts';
import type { SiteId } from '../../utils/model/site.ts';
import { endTroubles, noteTrouble } from '../../utils/queue/troubles.ts';
import { crmUrlSchema } from '../../utils/settings/schema.ts';
import { updateSettings } from '../../utils/settings/settings-store.ts';
import { createActivityNotes, type SiteActivity } from '../shared/site-activity.ts';
import { siteOfFixedPage } from '../shared/site-hosts.ts';
import { createCrm, createForgetfulStore } from './crm-access.ts';
import type { Engine } from './engine.ts';
import { createMailboxGuard } from './mailbox-guard.ts';
import { tellWebmailTabs } from './webmail-tabs.ts';

/** The parts of the background that messages reach. */
type Reached = Pick<
  Engine,
  'db' | 'intake' | 'settings' | 'log' | 'planFetch' | 'retry' | 'runPull' | 'runPush' | 'whenDirectoryIsReady'
>;

type Answered = Exclude<MessageType, `bg-content:${string}`>;

/** A connection test says within this time what it found. */
const CONNECTION_TEST_MS = 30_000;

/** What the background answers, one handler for each message. */
export function createHandlers(engine: Reached): Handlers<Answered> {
  const { intake, settings } = engine;
  const guard = createMailboxGuard(() => settings.current().repAddress);
  const noteActivity = createActivityNotes(Date.now);

  /** Beside the work: nobody waits for it, and nothing is lost with it. */
  const note = (site: SiteId, what: keyof SiteActivity) =>
    void noteActivity(site, what).catch((error: unknown) => engine.log.error('activity could not be noted', error));

  return {
    'content-bg:hello': async (page) => {
      await settings.ready;
      const activeReads = settings.mayRead(page.site);
      const mayCapture = settings.mayCapture(page.site) && (await guard.admits(page));
      if (!mayCapture) return { on: false, activeReads, orders: [] };
      // A page that has just loaded says anew what it lacks.
      if (page.account === undefined) await endTroubles(engine.db, 'layout', `${page.site}/`, Date.now());
      return { ...(await intake.hello(page)), activeReads };
    },
    'content-bg:notice': async ({ references }) => {
      await settings.ready;
      const wanted: typeof references = [];
      for (const reference of references) {
        if (settings.mayCapture(reference.site) && (await guard.mayNotice(reference))) wanted.push(reference);
      }
      if (wanted.length === 0) return { orders: [] };
      await engine.whenDirectoryIsReady();
      for (const site of new Set(wanted.map((reference) => reference.site))) note(site, 'noticedAt');
      return { orders: await intake.notice(wanted) };
    },
    'content-bg:piece': (piece, sender) => intake.piece(nameOf(sender), piece),
    'content-bg:deliver': async (delivery, sender) => {
      await settings.ready;
      const outcome = await intake.deliver(nameOf(sender), delivery);
      if (outcome === 'stored') note(siteOfFixedPage(sender.url ?? '') ?? 'exchange', 'readAt');
      return { outcome };
    },
    'content-bg:fetchFailed': async ({ orderId, failure }) => {
      await intake.fetchFailed(orderId, failure);
      await engine.planFetch();
      return {};
    },
    'content-bg:trouble': async ({ site, source, missing, outline }) => {
      await noteTrouble(engine.db, { kind: 'layout', what: `${site}/${source}/${missing}`, outline }, Date.now());
      return {};
    },
    'content-bg:recovered': async ({ site, source }) => {
      await endTroubles(engine.db, 'layout', `${site}/${source}/`, Date.now());
      return {};
    },
    'ui-bg:setCapture': async ({ on }) => {
      await updateSettings({ captureOn: on });
      await settings.refresh();
      await tellWebmailTabs(settings);
      return {};
    },
    'ui-bg:giveConsent': async () => {
      await updateSettings({ consentGiven: true });
      await settings.refresh();
      return {};
    },
    'ui-bg:retry': async ({ id }) => {
      await engine.retry(id);
      return {};
    },
    'ui-bg:testConnection': async ({ crmUrl, publicKey, privateKey, repAddress }) => {
      const url = crmUrlSchema.safeParse(crmUrl);
      if (!url.success) return { steps: [{ step: 'reach', ok: false }] };
      const { crmRequestsPerSecond } = settings.current();
      const values = { crmUrl: url.data, publicKey, privateKey, repAddress, crmRequestsPerSecond };
      const crm = createCrm(values, createForgetfulStore(), engine.log);
      return { steps: await testConnection(crm, repAddress, AbortSignal.timeout(CONNECTION_TEST_MS)) };
    },
    'ui-bg:syncNow': async () => {
      await engine.runPull();
      void engine.runPush();
      return {};
    },
  };
}

/** Two tabs may read the same message; their pieces must not mix. */
function nameOf({ tab, url }: Sender): string {
  return `${tab?.id ?? ''} ${url ?? ''}`;
}
