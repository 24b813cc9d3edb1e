import { browser } from 'wxt/browser';
import { createSageCrm, type SageCrm } from '../../utils/crm/sage-crm.ts';
import type { SessionStore } from '../../utils/crm/session-memory.ts';
import { createLimiter } from '../../utils/crm/token-bucket.ts';
import type { Logger } from '../../utils/log/logger.ts';
import { noteIfRefused } from '../../utils/platform/refused-hosts.ts';
import type { Settings } from '../../utils/settings/schema.ts';
import type { CrmConnection } from '../../utils/sync/push-entry.ts';

export type CrmSettings = Pick<Settings, 'crmUrl' | 'publicKey' | 'privateKey' | 'repAddress' | 'crmRequestsPerSecond'>;

/** Bytes in a megabyte as people and providers count them. */
const MEGABYTE = 1_000_000;

/** Outlives the worker and not the browser: it holds the session token. */
const sessionStore: SessionStore = {
  get: async () => (await browser.storage.session.get('crmSession')).crmSession,
  set: (record) => browser.storage.session.set({ crmSession: record }),
  clear: () => browser.storage.session.remove('crmSession'),
};

/** Forgets with its owner: for a test of values that are not saved yet. */
export function createForgetfulStore(): SessionStore {
  let kept: unknown;
  return {
    get: async () => kept,
    set: async (record) => {
      kept = record;
    },
    clear: async () => {
      kept = undefined;
    },
  };
}

/** A client for the CRM these settings name. */
export function createCrm(settings: CrmSettings, store: SessionStore, log: Logger): SageCrm {
  const { crmUrl, publicKey, privateKey, crmRequestsPerSecond } = settings;
  return createSageCrm({
    baseUrl: crmUrl,
    credentials: async () => (publicKey && privateKey ? { publicKey, privateKey } : null),
    store,
    log,
    fetch: fetchOrNoteRefusal,
    limiter: createLimiter({ requestsPerSecond: crmRequestsPerSecond, now: Date.now }),
    now: Date.now,
    random: Math.random,
  });
}

/** A request that cannot be made for want of a host permission fails like a broken network; the popup tells them apart. */
const fetchOrNoteRefusal: typeof fetch = async (input, init) => {
  try {
    return await fetch(input, init);
  } catch (error) {
    await noteIfRefused(browser.permissions, input instanceof Request ? input.url : String(input));
    throw error;
  }
};

export interface CrmAccess {
  /** The client, or null while address or keys are not set. */
  crm(): SageCrm | null;
  /** The client with what a push needs to know of tenant and user; asked once for each change of settings. */
  connect(signal: AbortSignal): Promise<CrmConnection | null>;
  /** Names the CRM and who sees it; the directory of another source is not mixed with this one. */
  source(): string;
}

/** One client for the settings of the moment; replaced when what it was made from changes. */
export function createCrmAccess(settings: () => Settings, log: Logger): CrmAccess {
  let made: { from: string; crm: SageCrm; salesRep?: Promise<number | undefined> } | undefined;

  function current() {
    const { crmUrl, publicKey, privateKey, repAddress, crmRequestsPerSecond } = settings();
    if (!crmUrl || !publicKey || !privateKey) return null;
    const from = JSON.stringify([crmUrl, publicKey, privateKey, repAddress, crmRequestsPerSecond]);
    if (made?.from !== from) made = { from, crm: createCrm(settings(), sessionStore, log) };
    return made;
  }

  return {
    crm: () => current()?.crm ?? null,

    async connect(signal) {
      const { repAddress, attachmentLimitMb } = settings();
      const client = current();
      if (!client) return null;
      const capabilities = await client.crm.capabilities(signal);
      client.salesRep ??= repAddress
        ? client.crm.findUser(repAddress, signal).then((user) => user?.id)
        : Promise.resolve(undefined);
      const salesRepId = await client.salesRep.catch((error: unknown) => {
        delete client.salesRep;
        throw error;
      });
      return {
        crm: client.crm,
        capabilities,
        attachmentLimitBytes: attachmentLimitMb * MEGABYTE,
        ...(salesRepId === undefined ? {} : { salesRepId }),
      };
    },

    source: () => `${settings().crmUrl} ${settings().publicKey}`,
  };
}
