import { z } from 'zod';
import { IMAP_PROBLEMS, IMAP_STATES } from '../store/tables.ts';
import { TEST_STEPS } from './connectivity-test.ts';

const moment = z.string().meta({ format: 'date-time' });

/** A mailbox as the API shows it. */
export const accountSchema = z.strictObject({
  id: z.int().min(1),
  userId: z.int().min(1).describe('The CRM user whose mailbox it is'),
  address: z.string().describe('Mail address of the mailbox'),
  userName: z.string().describe('Name to log in with'),
  server: z.string().describe('Host name of the IMAP server'),
  port: z.int(),
  tls: z.enum(['implicit', 'starttls', 'none']),
  backfillDays: z.int().describe('Mail of this many days before is read too'),
  ownDomains: z.array(z.string()).describe('Further domains of colleagues'),
  neverLog: z.array(z.string()).describe('Addresses and domains whose mail is never logged'),
  isOn: z.boolean().describe('Whether it is to be read'),
  state: z.enum(IMAP_STATES).describe('How it stands; listening is green, retrying and stopped are red'),
  stateSince: moment,
  problem: z.enum(IMAP_PROBLEMS).nullable(),
  words: z.string().nullable().describe('The mail server’s own words'),
  advice: z.string().nullable().describe('What to do about the problem'),
  nextTryAt: moment.nullable(),
  logged: z.int().describe('Messages logged'),
  skipped: z.int().describe('Messages that were nobody’s in the CRM'),
  parked: z.int().describe('Messages that could not be kept yet'),
  lastLoggedAt: moment.nullable(),
  createdAt: moment,
});

/** What a test of the connection answers. */
export const testResultSchema = z.strictObject({
  ok: z.boolean(),
  steps: z.array(
    z.strictObject({
      step: z.enum(TEST_STEPS),
      label: z.string(),
      result: z.enum(['ok', 'failed', 'notTried']),
      details: z.string().nullable(),
      words: z.string().nullable().describe('The server’s own words'),
      advice: z.string().nullable().describe('What to do'),
    }),
  ),
});

const property = (description: string, ...type: string[]) => ({ description, readOnly: true, type });
const written = (description: string, ...type: string[]) => ({ description, readOnly: false, type });

/** `GET /tandem/imap/schema`. */
export const imapSchema = {
  properties: {
    id: property('Number of the mailbox', 'integer'),
    userId: property('Whose mailbox it is', 'integer'),
    address: written('Mail address', 'string'),
    userName: written('Name to log in with', 'string'),
    password: written('Kept encrypted, and never shown', 'string'),
    server: written('Host name of the IMAP server', 'string'),
    port: written('Port', 'integer'),
    tls: written('implicit, starttls or none', 'string'),
    backfillDays: written('Mail of this many days before is read too', 'integer'),
    ownDomains: written('Further domains of colleagues', 'array'),
    neverLog: written('Addresses and domains whose mail is never logged', 'array'),
    isOn: property('Whether it is to be read', 'boolean'),
    state: property('How it stands', 'string'),
    stateSince: { ...property('Since when', 'string'), format: 'date-time' },
    problem: property('What is wrong', 'string', 'null'),
    words: property('The mail server’s own words', 'string', 'null'),
    advice: property('What to do', 'string', 'null'),
    nextTryAt: { ...property('When it is tried again', 'string', 'null'), format: 'date-time' },
    logged: property('Messages logged', 'integer'),
    skipped: property('Messages that were nobody’s', 'integer'),
    parked: property('Messages that could not be kept yet', 'integer'),
    lastLoggedAt: { ...property('When one was last logged', 'string', 'null'), format: 'date-time' },
    createdAt: { ...property('When it was set up', 'string'), format: 'date-time' },
  },
};
