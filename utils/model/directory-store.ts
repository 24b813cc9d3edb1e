import { z } from 'zod';
import type { Company, Contact } from './directory.ts';

/** The two lists the directory is made of; each is read and remembered by itself. */
export type DirectoryPart = 'companies' | 'contacts';

export interface DirectoryRow {
  companies: Company;
  contacts: Contact;
}

/** Where a read of the directory stopped. Opaque to everybody but the CRM client that made it. */
export const directoryCursorSchema = z.object({
  /** Highest time of a change seen in a read that came to its end, ISO 8601 UTC; absent before the first one. */
  since: z.string().max(40).optional(),
  /** A read under way, so that a worker killed on page 700 goes on there and not from the start. */
  under: z
    .object({
      /** Next page, zero-based. */
      page: z.number().int().nonnegative(),
      /** Rows asked for a page: a page number means nothing without it. */
      count: z.number().int().positive(),
      /** Time at which the read began, ISO 8601 UTC. */
      startedAt: z.string().max(40),
      /** Highest time of a change seen so far. */
      highest: z.string().max(40).optional(),
    })
    .optional(),
});
export type DirectoryCursor = z.infer<typeof directoryCursorSchema>;

/** What is remembered of the reads of one part. */
export const directoryStateSchema = z.object({
  /** Which CRM, seen by whom, the rows came from; rows of another source never mix with them. */
  source: z.string().max(2100),
  /** Number of the last full read begun, from 1. Every row carries the number of the read that last saw it. */
  round: z.number().int().positive(),
  /** Whether that full read came to its end. Until then the directory may lack rows and hold rows that are gone. */
  complete: z.boolean(),
  cursor: directoryCursorSchema,
  /** Ms since the epoch: end of the last full read, end of the last read of any kind. */
  fullReadAt: z.number().int().nonnegative().optional(),
  readAt: z.number().int().nonnegative().optional(),
});
export type DirectoryState = z.infer<typeof directoryStateSchema>;

/**
 * Where the pull keeps what it reads. Each method is one transaction, and a state is written last within it: killed at
 * any instruction, the next pull repeats a page and changes nothing by it.
 */
export interface DirectoryStore {
  readState(part: DirectoryPart): Promise<DirectoryState | null>;
  /** Replaces rows by id (`accountId`, `contactId`), stamps them with `state.round`, drops `removed`, keeps the state. */
  savePage<P extends DirectoryPart>(
    part: P,
    page: { changed: readonly DirectoryRow[P][]; removed: readonly number[] },
    state: DirectoryState,
  ): Promise<void>;
  /** Drops the rows of the part stamped with another round than `state.round`, keeps the state. */
  finishFullRead(part: DirectoryPart, state: DirectoryState): Promise<void>;
  /** Forgets every row and state of both parts. */
  clear(): Promise<void>;
}
