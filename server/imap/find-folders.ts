import type { ListResponse } from 'imapflow';

/** The folders of a mailbox that are read. */
export interface Folders {
  inbox: string;
  /** Undefined where no folder says by its mark or by its name, in any of dozens of languages, that it holds sent mail. */
  sent: string | undefined;
}

/** Undefined when there is no inbox. A mark by the server goes before a name. */
export function findFolders(
  folders: readonly Pick<ListResponse, 'path' | 'flags' | 'specialUse' | 'specialUseSource'>[],
) {
  const readable = folders.filter(({ flags }) => !flags.has('\\Noselect') && !flags.has('\\NonExistent'));
  const inbox = readable.find(({ path }) => path.toUpperCase() === 'INBOX');
  if (!inbox) return undefined;
  const sent = readable.filter(({ specialUse, path }) => specialUse === '\\Sent' && path !== inbox.path);
  const marked = sent.find(({ specialUseSource }) => specialUseSource === 'extension');
  return { inbox: inbox.path, sent: (marked ?? sent[0])?.path } satisfies Folders;
}
