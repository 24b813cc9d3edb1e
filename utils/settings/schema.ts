import { z } from 'zod';
import { emailSchema } from '../model/address.ts';
import { siteIdSchema } from '../model/site.ts';
import { MAX_EXCHANGE_HOST, parseExchangeHost } from './exchange-host.ts';

/** An http address without a trailing slash; v4 lives below it at `/api/v4`. */
export const crmUrlSchema = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .transform((url) => url.replace(/\/+$/, ''));

/**
 * An address, a domain, or either with `*`: `ann@example.com`, `example.com`, `*@example.com`, `*.example.com`. A bare
 * word would never match anything, and is refused rather than give a false sense of safety.
 */
export const neverLogPatternSchema = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(320)
  .regex(/^\S*[@.*]\S*$/, 'not an address, a domain or a pattern');

/** Outlook on the web on a server of the company's own; kept in one spelling, so that entries can be compared. */
const exchangeHostSchema = z
  .string()
  .max(MAX_EXCHANGE_HOST)
  .transform((text, context) => {
    const parsed = parseExchangeHost(text);
    if (parsed.ok) return parsed.address;
    context.addIssue({ code: 'custom', message: parsed.why });
    return z.NEVER;
  });

/**
 * Everything a rep or an administrator can set. The names are also the names in managed policy, so they are part of
 * `docs/admin-guide.md` and change only with a migration.
 */
export const settingsSchema = z.object({
  /** Base address of the CRM, such as `https://api.forcemanager.com` (the path `/api/v4` is added). Empty: not set. */
  crmUrl: z.union([z.literal(''), crmUrlSchema]),
  publicKey: z.string().max(500),
  privateKey: z.string().max(500),
  /** The rep's address in the CRM: who the log entries belong to. */
  repAddress: z.union([z.literal(''), emailSchema]),
  /** Domains of the rep's own company; mail among colleagues alone is never logged. */
  ownDomains: z.array(z.string().trim().toLowerCase().max(255)).max(200),
  neverLog: z.array(neverLogPatternSchema).max(5000),
  captureOn: z.boolean(),
  /** Sites switched off alone. */
  sitesOff: z.array(siteIdSchema).max(20),
  /** Sites where Tandem makes no requests of its own and uses only what the page loads. */
  readsOff: z.array(siteIdSchema).max(20),
  /** Addresses of Outlook on the web on servers of the company's own, such as `https://mail.example.com/owa/`. */
  exchangeHosts: z.array(exchangeHostSchema).max(50),
  consentGiven: z.boolean(),
  /** Whole megabytes (10^6 bytes); larger files are named in the CRM but not copied. */
  attachmentLimitMb: z.number().int().min(0).max(64),
  /** Requests a second the tenant allows; v4 documents 4 or 13 depending on the plan. */
  crmRequestsPerSecond: z.number().min(0.1).max(1000),
});
export type Settings = z.infer<typeof settingsSchema>;
export type SettingKey = keyof Settings;

export const settingKeys = Object.keys(settingsSchema.shape) as SettingKey[];

/** Lists to which policy adds entries; for every other key a value of the policy takes the place of the rep's. */
export const listKeys = [
  'ownDomains',
  'neverLog',
  'sitesOff',
  'readsOff',
  'exchangeHosts',
] as const satisfies readonly SettingKey[];

export const defaultSettings: Settings = {
  crmUrl: '',
  publicKey: '',
  privateKey: '',
  repAddress: '',
  ownDomains: [],
  neverLog: [],
  captureOn: true,
  sitesOff: [],
  readsOff: [],
  exchangeHosts: [],
  consentGiven: false,
  attachmentLimitMb: 25,
  crmRequestsPerSecond: 4,
};
