import { testConnection } from '../../utils/crm/test-connection.ts';
import type { Handlers, Sender } from '../../utils/messaging/listen.ts';
import type { MessageType } from '../../utils/messaging/protocol.ts';
import { forgetTroubles, noteTrouble } from '../../utils/queue/troubles.ts';
import { crmUrlSchema } from '../../utils/settings/schema.ts';
import { updateSettings } from '../../utils/settings/settings-store.ts';
import { createCrm, createForgetfulStore } from './crm-access.ts';
import type { Engine } from './engine.ts';
import { tellWebmailTabs } from './webmail-tabs.ts';

type Answered = Exclude<MessageType, `bg-content:${string}`>;

/** A connection test says within this time what it found. */
const CONNECTION_TEST_MS = 30_000;

/** What the background answers, one handler for each message. */
export function createHandlers(engine: Engine): Handlers<Answered> {
  const { intake, settings } = engine;

  return {
    'content-bg:hello': async (page) => {
      await settings.ready;
      return { ...(await intake.hello(page)), activeReads: settings.mayRead(page.site) };
    },
    'content-bg:notice': async ({ references }) => {
      await settings.ready;
      if (!references.some(({ site }) => settings.mayCapture(site))) return { orders: [] };
      await engine.whenDirectoryIsReady();
      return { orders: await intake.notice(references) };
    },
    'content-bg:piece': (piece, sender) => intake.piece(nameOf(sender), piece),
    'content-bg:deliver': async (delivery, sender) => {
      await settings.ready;
      return { outcome: await intake.deliver(nameOf(sender), delivery) };
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
      await forgetTroubles(engine.db, 'layout', `${site}/${source}/`);
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
