import { storage } from 'wxt/utils/storage';
import { isOwnMailbox, type NamedMailbox } from '../../utils/directory/own-mailbox.ts';
import type { SiteId } from '../../utils/model/site.ts';
import type { Settings } from '../../utils/settings/schema.ts';

/** Webmails in which only the mailbox of the CRM's user may be logged: Apple accounts are personal. */
const ownMailboxOnly: readonly SiteId[] = ['icloud'];

export interface ToldMailbox extends NamedMailbox {
  site: SiteId;
}

/** A mailbox that is not the CRM user's, and who that is. */
export interface RefusedMailbox {
  site: SiteId;
  mailbox: string;
  repAddress: string;
}

/** More accounts than a browser is signed in to at once. */
const MAX_TOLD = 5;

/** What pages of such webmails have said of their mailbox, the newest first. Forgotten when the browser ends. */
const item = storage.defineItem<ToldMailbox[]>('session:toldMailboxes', { fallback: [] });

export function isOwnMailboxOnly(site: SiteId): boolean {
  return ownMailboxOnly.includes(site);
}

export async function readToldMailboxes(): Promise<ToldMailbox[]> {
  return item.getValue();
}

export async function keepToldMailboxes(mailboxes: readonly ToldMailbox[]): Promise<void> {
  await item.setValue([...mailboxes]);
}

/** Calls back with what pages have told, now and whenever it changes. @returns Ends it. */
export function watchToldMailboxes(onChange: (mailboxes: readonly ToldMailbox[]) => void): () => void {
  const stop = item.watch((mailboxes) => onChange(mailboxes ?? []));
  void item.getValue().then(onChange);
  return stop;
}

/** The list with this mailbox as the newest. */
export function withTold(before: readonly ToldMailbox[], told: ToldMailbox): ToldMailbox[] {
  const others = before.filter(({ site, account }) => site !== told.site || account !== told.account);
  return [told, ...others].slice(0, MAX_TOLD);
}

/**
 * Mailboxes that are open and not logged since they are not the CRM user's. Only the last one told of a site counts: a
 * browser is signed in to one at a time. While nobody has said who the CRM user is, there is nothing to name.
 */
export function refusedMailboxes(
  told: readonly ToldMailbox[],
  { repAddress, sitesOff }: Pick<Settings, 'repAddress' | 'sitesOff'>,
): RefusedMailbox[] {
  if (repAddress === '') return [];
  const newest = told.filter(({ site }, at) => told.findIndex((other) => other.site === site) === at);
  return newest
    .filter((mailbox) => !sitesOff.includes(mailbox.site) && !isOwnMailbox(repAddress, mailbox))
    .map(({ site, account }) => ({ site, mailbox: account, repAddress }));
}
