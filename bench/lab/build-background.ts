import { createDecider } from '../../entrypoints/background/decider.ts';
import { readSource } from '../../entrypoints/background/read-source.ts';
import type { DirectoryLookup } from '../../utils/model/directory.ts';
import { createQueueDatabase } from '../../utils/queue/database.ts';
import { createSealer } from '../../utils/queue/seal.ts';
import { defaultSettings } from '../../utils/settings/schema.ts';
import { createIntake } from '../../utils/sync/intake.ts';
import { createReference, createSource, MAILBOX } from './mail.ts';

/** Says nothing: what is measured must not wait for a console. */
export const silent = { error() {}, info() {}, debug() {} };

/** Everybody at example.com is the contact 1 of company 1. */
const everybody: DirectoryLookup = {
  lookup: async ({ emails }) => ({
    byEmail: new Map(
      emails
        .filter((email) => email.endsWith('@example.com'))
        .map((email) => [email, [{ accountId: 1, accountName: 'Example', contactId: 1, contactName: 'Somebody' }]]),
    ),
    byDomain: new Map(),
  }),
};

/** The receiving half of the product's background, over a database of its own, with a directory that knows everybody. */
export function buildBackground(name: string) {
  const db = createQueueDatabase({ name });
  const sealer = createSealer(db);
  const settings = { ...defaultSettings, repAddress: MAILBOX };
  const intake = createIntake({
    db,
    sealer,
    mayCapture: () => true,
    directory: everybody,
    decider: createDecider(() => settings),
    readMessage: readSource,
    now: Date.now,
    random: Math.random,
    log: silent,
    onStored() {},
  });

  /** Brings messages through the whole intake, as pages do: notice, pieces, deliver. */
  async function store(count: number, prefix: string): Promise<void> {
    const from = 'omar.haddad@example.com';
    for (let n = 0; n < count; n++) {
      const [order] = await intake.notice([createReference(`${prefix}-${n}`, from)]);
      if (!order) throw new Error('The message was not wanted.');
      const source = createSource(n, from);
      const { orderId } = order;
      intake.piece('tab', { orderId, part: 0, index: 0, data: btoa(String.fromCharCode(...source)) });
      const parts = [source.length];
      const outcome = await intake.deliver('tab', { orderId, rung: 'raw', form: 'rfc822', parts, missing: [] });
      if (outcome !== 'stored') throw new Error(`The message was answered with ${outcome}.`);
    }
  }

  return { db, sealer, store };
}
