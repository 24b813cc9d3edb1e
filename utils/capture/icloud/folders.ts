/** Names of iCloud's own folders: English paths in every language. */
export const INBOX = 'INBOX';
export const SENT = 'Sent Messages';
export const ARCHIVE = 'Archive';

/** What is not yet mail, or what the person or the server has thrown away. */
const LEFT_OUT = new Set(['drafts', 'junk', 'deleted messages', 'trash']);

const MAX_FOLDER = 300;

/** A folder's path as answers write it, perhaps with `folder:` before it. */
export function parseFolder(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const path = text.startsWith('folder:') ? text.slice('folder:'.length) : text;
  return path === '' || path.length > MAX_FOLDER ? undefined : path;
}

export function isLeftOut(folder: string): boolean {
  return LEFT_OUT.has(folder.toLowerCase());
}
