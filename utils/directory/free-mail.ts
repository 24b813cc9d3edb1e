import providers from 'email-providers/all.json' with { type: 'json' };
import { registrableDomain, toAsciiHost } from './host.ts';

/** Providers the list lacks. */
const ALSO_FREE = [
  '139.com',
  'duck.com',
  'mozmail.com',
  'movistar.es',
  'ono.com',
  'passmail.net',
  'simplelogin.com',
  'telefonica.net',
  'tuta.com',
  'tuta.io',
  'tutanota.com',
  'tutanota.de',
  'tutamail.com',
];

/** Names set aside for examples (RFC 2606); the list holds them since people type them into forms. */
const NOT_FREE = ['example.com', 'example.net', 'example.org', 'test.com', 'test.de', 'yourdomain.com'];

/** Brands that give mailboxes under the suffix of every country: `yahoo.es`, `hotmail.co.uk`. */
const BRANDS = new Set([
  'aol',
  'gmail',
  'gmx',
  'googlemail',
  'hotmail',
  'protonmail',
  'rocketmail',
  'yahoo',
  'yandex',
  'ymail',
]);

/** The same, but ordinary words: only under the suffix of a country. */
const COUNTRY_BRANDS = new Set(['icloud', 'live', 'msn', 'outlook', 'zoho']);
const COUNTRY_SUFFIX = /^(?:(?:co|com)\.)?[a-z]{2}$/;

let list: ReadonlySet<string> | undefined;

/** Built on first use: the background starts often and asks seldom. */
function freeMailList(): ReadonlySet<string> {
  if (!list) {
    const all = new Set<string>([...providers, ...ALSO_FREE]);
    for (const domain of NOT_FREE) all.delete(domain);
    list = all;
  }
  return list;
}

/**
 * Whether anybody can have a mailbox at this domain, so that two people there need not be of one company. Covers
 * providers of free mail, mailboxes that come with an internet line, and the regional names of the large brands.
 */
export function isFreeMail(domain: string): boolean {
  const host = toAsciiHost(domain);
  if (host === null) return false;
  const registrable = registrableDomain(host) ?? host;
  const all = freeMailList();
  if (all.has(host) || all.has(registrable)) return true;
  const dot = registrable.indexOf('.');
  const brand = registrable.slice(0, dot);
  return BRANDS.has(brand) || (COUNTRY_BRANDS.has(brand) && COUNTRY_SUFFIX.test(registrable.slice(dot + 1)));
}
