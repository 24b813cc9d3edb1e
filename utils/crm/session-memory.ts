import { z } from 'zod';
import type { Logger } from '../log/logger.ts';

/** How changes since a time are asked for, learnt by trying: two forms of `where`, newest first, everything. */
export const deltaFormSchema = z.enum(['where-spaced', 'where-iso', 'newest-first', 'everything']);
export type DeltaForm = z.infer<typeof deltaFormSchema>;

/** What the client knows of one tenant and may forget at any time: it would only ask again. */
export const sessionRecordSchema = z.object({
  /** CRM address and public key it belongs to. */
  owner: z.string(),
  token: z.string().optional(),
  capabilities: z
    .object({
      /** Ms since the epoch. */
      learntAt: z.number(),
      maxEmailBody: z.number(),
      maxSubject: z.number().nullable(),
      maxEmailFrom: z.number(),
      maxEmailTo: z.number(),
      canCreateEmails: z.boolean(),
      canAttachDocuments: z.boolean(),
      documentExtId: z.boolean(),
      emailCustomFields: z.array(
        z.tuple([z.string(), z.object({ name: z.string(), maxLength: z.number().nullable() })]),
      ),
    })
    .optional(),
  deltaForms: z.record(z.string(), deltaFormSchema).optional(),
  /** Lists that refused to be ordered by id. */
  unordered: z.array(z.string()).optional(),
});
export type SessionRecord = z.infer<typeof sessionRecordSchema>;

/** Where the record outlives the worker: memory of the browser, not its disk, since it holds the session token. */
export interface SessionStore {
  get(): Promise<unknown>;
  set(record: SessionRecord): Promise<void>;
  clear(): Promise<void>;
}

export interface SessionMemory {
  read(): Promise<Readonly<SessionRecord>>;
  update(change: Partial<Omit<SessionRecord, 'owner'>>): Promise<void>;
  /** Forgets everything, in memory and in the store. */
  forget(): Promise<void>;
}

/**
 * The record, held in memory and written through. Another owner starts with an empty one. A store that fails costs a
 * sign-in after the next start of the worker, nothing more.
 */
export function createSessionMemory(options: {
  store: SessionStore;
  owner(): Promise<string>;
  log: Logger;
}): SessionMemory {
  const { store, log } = options;
  let loading: Promise<SessionRecord | null> | undefined;
  let record: SessionRecord | null = null;

  async function load(): Promise<SessionRecord | null> {
    try {
      return sessionRecordSchema.safeParse(await store.get()).data ?? null;
    } catch (cause) {
      log.error('The session could not be read back', cause);
      return null;
    }
  }

  async function current(): Promise<SessionRecord> {
    loading ??= load();
    const loaded = await loading;
    const owner = await options.owner();
    record ??= loaded;
    if (record?.owner !== owner) record = { owner };
    return record;
  }

  return {
    read: current,
    async update(change) {
      const held = await current();
      Object.assign(held, change);
      try {
        await store.set({ ...held });
      } catch (cause) {
        log.error('The session could not be kept', cause);
      }
    },
    async forget() {
      loading = Promise.resolve(null);
      record = null;
      try {
        await store.clear();
      } catch (cause) {
        log.error('The session could not be cleared', cause);
      }
    },
  };
}
