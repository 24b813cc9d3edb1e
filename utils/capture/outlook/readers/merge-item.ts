import type { MailItem, People } from './mail-item.ts';

/**
 * Joins what two answers say of the same message. Answers differ in completeness (lists, changes since the last time, short
 * forms), so nothing that is known is ever replaced by less.
 */
export function mergeItem(known: MailItem, news: MailItem): MailItem {
  const merged: MailItem = { ...known, ...news };
  for (const list of ['to', 'cc', 'bcc', 'replyTo'] as const) {
    const fuller = fullerOf(known[list], news[list]);
    if (fuller !== undefined) merged[list] = fuller;
  }
  // What has left never becomes a draft again, whatever a late answer says.
  if (known.isDraft === false) merged.isDraft = false;
  if (known.isRestricted === true) merged.isRestricted = true;
  const from = known.from;
  if (from !== undefined && news.from?.email === from.email) merged.from = { ...from, ...news.from };
  const body = (known.body?.value.length ?? 0) > (news.body?.value.length ?? 0) ? known.body : news.body;
  if (body !== undefined) merged.body = body;
  if ((known.attachments?.length ?? 0) > (news.attachments?.length ?? 0) && known.attachments !== undefined) {
    merged.attachments = known.attachments;
  }
  return merged;
}

function fullerOf(known: People | undefined, news: People | undefined): People | undefined {
  if (known === undefined || news === undefined) return news ?? known;
  if (known.isWhole !== news.isWhole) return known.isWhole ? known : news;
  return news.people.length >= known.people.length ? news : known;
}
