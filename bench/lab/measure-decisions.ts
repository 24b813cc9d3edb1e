import { createDecider } from '../../entrypoints/background/decider.ts';
import { toIndexedCompany, toIndexedContact } from '../../utils/directory/directory-keys.ts';
import type { DirectoryState } from '../../utils/model/directory-store.ts';
import type { MailReference } from '../../utils/model/mail-reference.ts';
import { createQueueDatabase } from '../../utils/queue/database.ts';
import { createDirectoryLookup, createDirectoryStore } from '../../utils/queue/directory-store.ts';
import { defaultSettings } from '../../utils/settings/schema.ts';
import { createReference, MAILBOX } from './mail.ts';

export interface Decisions {
  /** Ms of each decision: its keys, the look-up in the database, the rules. */
  ours: number[];
  /** Ms of each bare read of one contact by the same index, the least a look-up in the database can cost. */
  bareRead: number[];
  /** How many were logged, skipped, left to wait. */
  outcomes: Record<string, number>;
  /** The most the heap of the page held meanwhile, MB; garbage not yet collected is in it. */
  heapMb: number;
}

/** Chromium tells of its heap; the standard does not. */
interface WithMemory {
  memory: { usedJSHeapSize: number };
}

const PAGE = 5000;

/** Contacts of a company. */
const COMPANY_SIZE = 5;

/** Fills a directory and answers the name of its database. */
export async function fillDirectory({ contacts }: { contacts: number }): Promise<string> {
  const name = `decisions-${crypto.randomUUID()}`;
  const db = createQueueDatabase({ name });
  await fill(db, contacts / COMPANY_SIZE, contacts);
  db.close();
  return name;
}

/**
 * Decides about many messages over a directory that {@link fillDirectory} made; every third is of a contact, every third
 * of a company's domain.
 */
export async function measureDecisions(options: {
  name: string;
  contacts: number;
  decisions: number;
}): Promise<Decisions> {
  const db = createQueueDatabase({ name: options.name });
  const companies = options.contacts / COMPANY_SIZE;
  const settings = { ...defaultSettings, repAddress: MAILBOX, neverLog: ['private.example', '*@family.example'] };
  const decider = createDecider(() => settings);
  const directory = createDirectoryLookup(db);
  const decideOne = async (mail: MailReference) => {
    const answers = await directory.lookup(decider.lookupKeys(mail));
    return decider.decide(mail, answers).kind;
  };
  const mails = Array.from({ length: options.decisions }, (_, n) => createMail(n, companies, options.contacts));
  for (let n = 0; n < 50; n++) await decideOne(createMail(n + options.decisions, companies, options.contacts));

  const ours: number[] = [];
  const bareRead: number[] = [];
  const outcomes: Record<string, number> = {};
  let heapMb = 0;
  for (const [n, mail] of mails.entries()) {
    const startedAt = performance.now();
    const kind = await decideOne(mail);
    ours.push(performance.now() - startedAt);
    outcomes[kind] = (outcomes[kind] ?? 0) + 1;
    heapMb = Math.max(heapMb, (performance as unknown as WithMemory).memory.usedJSHeapSize / 1_000_000);
    bareRead.push(await timed(() => readBare(db.backendDB(), contactEmail(pick(n + 1, options.contacts), companies))));
  }
  await db.delete();
  return { ours, bareRead, outcomes, heapMb };
}

async function fill(db: ReturnType<typeof createQueueDatabase>, companies: number, contacts: number): Promise<void> {
  const store = createDirectoryStore(db, Date.now);
  const state: DirectoryState = { source: 'bench', round: 1, complete: true, cursor: {} };
  for (let first = 0; first < companies; first += PAGE) {
    const changed = Array.from({ length: Math.min(PAGE, companies - first) }, (_, i) => {
      const accountId = first + i;
      const domains = [`https://www.company${accountId}.example.com`, `company${accountId}.com`];
      return toIndexedCompany({
        accountId,
        name: `Company ${accountId}`,
        emails: [`info@company${accountId}.com`],
        domains,
      });
    });
    await store.savePage('companies', { changed, removed: [] }, state);
  }
  for (let first = 0; first < contacts; first += PAGE) {
    const changed = Array.from({ length: Math.min(PAGE, contacts - first) }, (_, i) => {
      const contactId = first + i;
      const emails = [contactEmail(contactId, companies), `person${contactId}@gmail.com`];
      return toIndexedContact({ contactId, accountId: contactId % companies, name: `Person ${contactId}`, emails });
    });
    await store.savePage('contacts', { changed, removed: [] }, state);
  }
}

function contactEmail(contactId: number, companies: number): string {
  return `person${contactId}@company${contactId % companies}.com`;
}

/** A number below `count` that differs from call to call, the same in every run. */
function pick(n: number, count: number): number {
  return (n * 7919 + 13) % count;
}

function createMail(n: number, companies: number, contacts: number): MailReference {
  const senders = [
    contactEmail(pick(n, contacts), companies),
    `new.colleague${n}@company${pick(n, companies)}.com`,
    `friend${n}@nobody${n}.com`,
  ];
  const from = senders[n % senders.length] ?? '';
  const mail = createReference(`decision-${n}`, from);
  // A copy to two others, as half of all business mail has.
  const cc =
    n % 2 === 0 ? [] : [{ email: `second${n}@elsewhere${n % 100}.com` }, { email: contactEmail(n, companies) }];
  return { ...mail, envelope: { ...mail.envelope, cc } };
}

function readBare(db: IDBDatabase, email: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = db.transaction('contacts', 'readonly').objectStore('contacts').index('emails').get(email);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
