import { browser } from 'wxt/browser';
import { toNewEmail } from '../../utils/crm/to-new-email.ts';
import { toIndexedCompany, toIndexedContact } from '../../utils/directory/directory-keys.ts';
import { createLogger } from '../../utils/log/logger.ts';
import { showBadge } from '../../utils/platform/badge.ts';
import { createWaker } from '../../utils/platform/wake.ts';
import { cleanUp } from '../../utils/queue/clean-up.ts';
import { createQueueDatabase } from '../../utils/queue/database.ts';
import { createDirectoryLookup, createDirectoryStore } from '../../utils/queue/directory-store.ts';
import { createSealer } from '../../utils/queue/seal.ts';
import { readSummary } from '../../utils/queue/summary.ts';
import type { Settings } from '../../utils/settings/schema.ts';
import { createIntake } from '../../utils/sync/intake.ts';
import { createDirectoryPull } from '../../utils/sync/pull-directory.ts';
import { createPush } from '../../utils/sync/push.ts';
import { createRunAlone } from '../../utils/sync/web-lock.ts';
import { createCrmAccess } from './crm-access.ts';
import { createDecider } from './decider.ts';
import { createEmailTexts } from './email-texts.ts';
import { createExchangeScripts } from './exchange-scripts.ts';
import { readSource } from './read-source.ts';
import { createScripting } from './scripting.ts';
import { createSettingsNow } from './settings-now.ts';
import { stopPages, tellWebmailTabs } from './webmail-tabs.ts';

/** The CRM is asked for changes of its contacts and companies this often. */
const PULL_EVERY_MS = 5 * 60_000;

/** A background may be ended after 30 s without an event; while something is under way, an alarm stands behind it. */
const SAFETY_NET_MS = 30_000;

/** The directory has not been read to its end yet, so nobody can tell whose mail is wanted: ask again. */
class DirectoryNotReadyError extends Error {
  override readonly name = 'DirectoryNotReadyError';
}

/** Everything the background does, built from its parts; entry is by messages, alarms and changes of settings. */
export function createEngine() {
  const log = createLogger('background');
  const now = Date.now;
  const db = createQueueDatabase();
  const sealer = createSealer(db);
  const store = createDirectoryStore(db, now);
  const settings = createSettingsNow(onSettings, log);
  const access = createCrmAccess(settings.current, log);

  const keepExchangeScripts = createExchangeScripts({
    settings: settings.current,
    permissions: browser.permissions,
    scripting: createScripting(),
    stopPages,
    log,
  });

  const intake = createIntake({
    db,
    sealer,
    mayCapture: settings.mayCapture,
    directory: createDirectoryLookup(db),
    decider: createDecider(settings.current),
    readMessage: readSource,
    now,
    random: Math.random,
    log,
    onStored: () => void runPush(),
  });

  const push = createPush({
    db,
    sealer,
    readMessage: readSource,
    toNewEmail: (source) => toNewEmail({ ...source, texts: createEmailTexts() }),
    now,
    runAlone: createRunAlone(navigator.locks),
    connect: access.connect,
    isOn: settings.isOn,
    isOnline: () => navigator.onLine,
    random: Math.random,
    newId: () => crypto.randomUUID(),
    log,
  });

  const wakerFor = (name: string, work: () => void) =>
    createWaker({
      name,
      work,
      alarms: browser.alarms,
      now,
      setTimer: (run, delayMs) => self.setTimeout(run, delayMs),
      clearTimer: (id) => self.clearTimeout(id),
    });
  const wakers = {
    push: wakerFor('push', () => void runPush()),
    fetch: wakerFor('fetch', () => void askPagesToRead()),
    pull: wakerFor('pull', () => void settings.ready.then(pullIfDue)),
  };

  let pulling: Promise<unknown> | undefined;

  async function runPush(): Promise<void> {
    await settings.ready;
    wakers.push.wakeAt(now() + SAFETY_NET_MS);
    try {
      await push.run();
    } catch (error) {
      log.error('the push ended early', error);
    }
    wakers.push.wakeAt(await push.nextWakeAt());
    await refreshBadge();
  }

  async function askPagesToRead(): Promise<void> {
    await settings.ready;
    await tellWebmailTabs(settings);
    await planFetch();
  }

  async function planFetch(): Promise<void> {
    wakers.fetch.wakeAt(await intake.nextFetchAt());
  }

  /** When the directory should be read again; past or now when it never was, or is another CRM's. */
  async function nextPullAt(): Promise<number> {
    const contacts = await store.readState('contacts');
    return contacts?.source === access.source() ? (contacts.readAt ?? 0) + PULL_EVERY_MS : 0;
  }

  async function pullIfDue(): Promise<void> {
    const at = await nextPullAt();
    if (at <= now()) await runPull();
    else wakers.pull.wakeAt(at);
  }

  async function runPull(): Promise<void> {
    await settings.ready;
    const crm = settings.isOn() ? access.crm() : null;
    wakers.pull.wakeAt(crm ? now() + PULL_EVERY_MS : null);
    if (!crm) return;
    const pull = createDirectoryPull({
      crm,
      store,
      source: access.source(),
      toIndexedCompany,
      toIndexedContact,
      now,
      log,
    });
    pulling ??= pull.pull(new AbortController().signal).finally(() => {
      pulling = undefined;
    });
    try {
      await pulling;
      // Who was nobody a moment ago may be somebody now.
      intake.forget();
      await cleanUp(db, now());
    } catch (error) {
      log.error('the directory could not be read to its end', error);
      wakers.pull.wakeAt(now() + SAFETY_NET_MS);
    }
  }

  async function isDirectoryReady(): Promise<boolean> {
    const [companies, contacts] = await Promise.all([store.readState('companies'), store.readState('contacts')]);
    const source = access.source();
    // A later full read leaves the rows of the one before in place until it ends.
    return [companies, contacts].every((state) => state?.source === source && (state.complete || state.round > 1));
  }

  async function refreshBadge(): Promise<void> {
    const { parked, reason } = await readSummary(db);
    const needsYou = parked + (reason === 'sign-in-needed' ? 1 : 0);
    await showBadge(browser.action, { needsYou, on: settings.isOn() });
  }

  function onSettings(next: Settings, before: Settings | null): void {
    const crmKeys = ['crmUrl', 'publicKey', 'privateKey', 'repAddress', 'captureOn', 'consentGiven'] as const;
    const isElsewhere = before !== null && crmKeys.some((key) => next[key] !== before[key]);
    intake.forget();
    if (!settings.isOn()) push.stop();
    if (before !== null) void keepExchangeScripts().then(() => tellWebmailTabs(settings));
    if (isElsewhere) void startOver();
    void refreshBadge();
  }

  /** Another CRM, other keys, or allowed again: whatever stopped pull and push is void. */
  async function startOver(): Promise<void> {
    await push.resume().catch((error: unknown) => log.error('a pause could not be lifted', error));
    await runPull();
    await runPush();
  }

  return {
    db,
    intake,
    settings,
    access,
    log,
    runPush,
    runPull,
    planFetch,
    retry: async (id?: string) => {
      await push.retry(id);
      void runPush();
      await askPagesToRead();
    },
    /** @throws DirectoryNotReadyError while the first read of the CRM's contacts is under way; the page asks again */
    async whenDirectoryIsReady(): Promise<void> {
      if (await isDirectoryReady()) return;
      if (access.crm()) void runPull();
      throw new DirectoryNotReadyError('the directory has not been read yet');
    },
    /** A host was allowed: what stood still for want of it goes on. */
    async onHostsAllowed(): Promise<void> {
      await settings.refresh();
      await keepExchangeScripts();
      await push.resume();
      await Promise.all([runPull(), runPush(), askPagesToRead()]);
    },
    /** A host was taken away: its pages stop. */
    async onHostsTaken(): Promise<void> {
      await settings.refresh();
      await keepExchangeScripts();
    },
    onAlarm: (name: string) => Object.values(wakers).some((waker) => waker.onAlarm(name)),
    /** Takes up whatever an earlier life of this background left. */
    async resume(): Promise<void> {
      await settings.ready;
      await Promise.all([keepExchangeScripts(), pullIfDue(), runPush(), planFetch()]);
    },
  };
}

export type Engine = ReturnType<typeof createEngine>;
