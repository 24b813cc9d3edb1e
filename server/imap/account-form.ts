import { z } from 'zod';
import { emailSchema } from '../../utils/model/address.ts';
import { badRequest } from '../v4/v4-error.ts';

/** Why POP3 is not offered. */
export const POP3_REFUSAL =
  'POP3 is not possible: it takes messages away from the mail server, so that other programs no longer find them, and it ' +
  'knows no sent mail. Use IMAP, mostly port 993.';

/** Why a calendar cannot come this way. */
export const CALENDAR_REFUSAL =
  'Calendars are not possible over IMAP, which carries mail only. Choose e-mail, and connect the calendar by a provider that has one.';

/** Longest back-fill. */
export const MAX_BACKFILL_DAYS = 3_650;

const POP3_PORTS = [110, 995];
const MAX_PATTERNS = 500;

const hostSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:]{2,39}\]|[0-9a-f:]{2,39})$/, {
    error: 'must be a host name or network address',
  });
const patterns = z.array(z.string().trim().min(1).max(320)).max(MAX_PATTERNS);
/** No line ends: they would end the command that carries it. */
const credential = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    .regex(/^[^\u0000\r\n]*$/, { error: 'must be one line' });

/** The fields of a mailbox as they are written. */
const fields = {
  address: emailSchema.describe('Mail address of the mailbox'),
  userName: credential(320).optional().describe('Name to log in with; the address unless told'),
  password: credential(1_000).describe('Kept encrypted, and never shown'),
  server: hostSchema.describe('Host name of the IMAP server'),
  port: z.int().min(1).max(65_535).default(993),
  tls: z
    .enum(['implicit', 'starttls', 'none'])
    .default('implicit')
    .describe('TLS from the first byte, by STARTTLS, or none, which only the operator can allow for other machines'),
  backfillDays: z.int().min(0).max(MAX_BACKFILL_DAYS).default(30).describe('Mail of this many days before is read too'),
  ownDomains: patterns.default([]).describe('Further domains of colleagues'),
  neverLog: patterns.default([]).describe('Addresses and domains whose mail is never logged; * stands for anything'),
};

/** What is asked for, so that a refusal can say why. */
const asked = {
  protocol: z.string().max(20).default('imap').describe('imap; pop3 is refused with the reason'),
  sync: z.string().max(20).default('email').describe('email; calendars are refused with the reason'),
};

export const newAccountSchema = z.strictObject({ ...fields, ...asked });
export const changedAccountSchema = z.strictObject({ ...fields, ...asked }).partial();
/** What a test of the connection needs. */
export const serverFormSchema = newAccountSchema.omit({ backfillDays: true, ownDomains: true, neverLog: true });

export type ChangedAccount = z.infer<typeof changedAccountSchema>;
export type ServerForm = z.infer<typeof serverFormSchema>;

/**
 * Reads a written body. The message of a refusal names the field and never what it held.
 *
 * @throws `V4Error` 400
 */
export function parseForm<T>(schema: z.ZodType<T>, body: unknown): T {
  refuseOtherKinds(body);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const keys = issue?.code === 'unrecognized_keys' ? 'a field is not known' : undefined;
  throw badRequest(keys ?? `${issue?.path.join('.') || 'the body'}: ${issue?.message ?? 'does not fit'}`);
}

/** The same as {@link parseForm} for a change, in which fields that are absent stay as they are and take no default. */
export function parseChange(body: unknown): ChangedAccount {
  const parsed = parseForm(changedAccountSchema, body);
  const given = new Set(Object.keys(body as object));
  return Object.fromEntries(Object.entries(parsed).filter(([name]) => given.has(name))) as ChangedAccount;
}

function refuseOtherKinds(body: unknown): void {
  if (typeof body !== 'object' || body === null) throw badRequest('the body must be an object');
  const { protocol = 'imap', port, sync = 'email' } = body as Record<string, unknown>;
  if (/^pop/i.test(String(protocol)) || POP3_PORTS.includes(Number(port))) throw badRequest(POP3_REFUSAL);
  if (protocol !== 'imap') throw badRequest('protocol: must be imap');
  if (/calendar|both/i.test(String(sync))) throw badRequest(CALENDAR_REFUSAL);
  if (sync !== 'email') throw badRequest('sync: must be email');
}
