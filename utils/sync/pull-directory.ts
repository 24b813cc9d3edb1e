import type { Crm, CrmCursor, DirectoryPage } from '../crm/crm.ts';
import type { Logger } from '../log/logger.ts';
import type { Company, Contact } from '../model/directory.ts';
import type { DirectoryPart, DirectoryRow, DirectoryState, DirectoryStore } from '../model/directory-store.ts';

export interface DirectoryPullOptions {
  crm: Pick<Crm, 'companies' | 'contacts'>;
  store: DirectoryStore;
  /** Which CRM the rows come from and for whom; rows of another source are dropped before the first new one is kept. */
  source: string;
  /**
   * Bring a record into the form the directory is looked up in (`directory/directory-keys.ts`): keys of addresses,
   * domains without those of free mail.
   */
  toIndexedCompany(company: Company): Company;
  toIndexedContact(contact: Contact): Contact;
  now(): number;
  log: Logger;
  /** How often everything is read again, to drop what vanished without a trace, such as a right. Default 7 days. */
  fullEveryMs?: number;
}

/** Rows one pull wrote and dropped; a record read twice counts twice. */
export interface DirectoryPullResult {
  companies: { changed: number; removed: number };
  contacts: { changed: number; removed: number };
}

export interface DirectoryPull {
  /**
   * Brings the directory up to date. While one pull runs, another call joins it.
   *
   * @throws the errors of the CRM and of the store; what was read until then is kept, and the next pull goes on there
   */
  pull(signal: AbortSignal): Promise<DirectoryPullResult>;
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * CRM → directory. The first read of a part takes everything and numbers its rows with a round; when it ends, rows of
 * an older round are gone from the CRM and are dropped. Later reads take what changed. Only one page is in memory at a
 * time, and the cursor is kept with each page, so that a killed pull goes on at its page.
 */
export function createDirectoryPull(options: DirectoryPullOptions): DirectoryPull {
  const { crm, store, source, toIndexedCompany, toIndexedContact, now, log, fullEveryMs = WEEK_MS } = options;
  let running: Promise<DirectoryPullResult> | undefined;

  /** State to go on from: of the read under way, of a delta, or of a new full read. */
  async function startOf(part: DirectoryPart): Promise<DirectoryState> {
    let known = await store.readState(part);
    if (known && known.source !== source) {
      await store.clear();
      known = null;
    }
    if (known === null) return { source, round: 1, complete: false, cursor: {} };
    const between = known.complete && known.cursor.under === undefined;
    // A clock set back must not put the next full read off for good.
    const isDue = Math.abs(now() - (known.fullReadAt ?? 0)) >= fullEveryMs;
    return between && isDue ? { ...known, round: known.round + 1, complete: false, cursor: {} } : known;
  }

  async function pullPart<P extends DirectoryPart>(
    part: P,
    read: (cursor: CrmCursor) => AsyncIterable<DirectoryPage<DirectoryRow[P]>>,
    toRow: (record: DirectoryRow[P]) => DirectoryRow[P],
  ) {
    const count = { changed: 0, removed: 0 };
    let state = await startOf(part);
    for await (const { changed, removed, cursor } of read(state.cursor)) {
      state = { ...state, cursor };
      await store.savePage(part, { changed: changed.map(toRow), removed }, state);
      count.changed += changed.length;
      count.removed += removed.length;
    }
    if (state.complete) {
      await store.savePage(part, { changed: [], removed: [] }, { ...state, readAt: now() });
    } else {
      await store.finishFullRead(part, { ...state, complete: true, fullReadAt: now(), readAt: now() });
    }
    log.debug(`Read ${part}: ${count.changed} changed, ${count.removed} removed`);
    return count;
  }

  async function pullBoth(signal: AbortSignal): Promise<DirectoryPullResult> {
    // Companies first: a contact is of use only when the company it leads to is there.
    const companies = await pullPart('companies', (cursor) => crm.companies(cursor, signal), toIndexedCompany);
    const contacts = await pullPart('contacts', (cursor) => crm.contacts(cursor, signal), toIndexedContact);
    return { companies, contacts };
  }

  return {
    pull(signal) {
      running ??= pullBoth(signal).finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}
