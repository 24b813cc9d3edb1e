import { decodeToken } from './token.ts';

/** Where the page is: a list, and perhaps a conversation or message opened from it. */
export interface Place {
  list: string;
  /** Sync id or legacy hex. */
  threadId?: string;
  messageId?: string;
}

/** Lists the page knows, by the labels of their messages. */
export const FOLDERS: Record<string, (labels: ReadonlySet<string>) => boolean> = {
  inbox: (labels) => labels.has('^i') && !labels.has('^k') && !labels.has('^r'),
  starred: (labels) => labels.has('^t'),
  sent: (labels) => labels.has('^f'),
  scheduled: (labels) => labels.has('^scheduled'),
  drafts: (labels) => labels.has('^r'),
  all: (labels) => !labels.has('^k') && !labels.has('^s'),
  spam: (labels) => labels.has('^s'),
  trash: (labels) => labels.has('^k'),
};

/** Query of the list request behind a route. */
export function queryOf(list: string): string {
  if (list in FOLDERS) return `in:${list}`;
  if (list.startsWith('label/')) return `label:${list.slice('label/'.length)}`;
  return list.slice(list.indexOf('/') + 1);
}

/** Reads the address bar. An opened conversation is the last part of its list's route. */
export function placeOf(hash: string): Place {
  const route = decodeURIComponent((hash.replace(/^#/, '').split('?')[0] ?? '').replaceAll('+', ' ')) || 'inbox';
  const parts = route.split('/').filter((part) => !/^p\d+$/.test(part));
  const last = parts.at(-1) ?? '';
  const named = parts.length > 1 ? decodeToken(last) : undefined;
  const isHex = parts.length > 1 && /^[0-9a-f]{16}$/.test(last);
  const list = (named || isHex ? parts.slice(0, -1) : parts).join('/') || 'inbox';
  if (isHex) return { list, threadId: last };
  if (!named) return { list };
  const [thread = '', message] = named.split('|');
  return { list, threadId: `thread-${thread}`, ...(message ? { messageId: message } : {}) };
}
