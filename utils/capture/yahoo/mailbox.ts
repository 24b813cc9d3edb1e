import type { Folder, LinkedAccount, Mailbox, MailRecord } from './readers/mail-record.ts';

/** Where a message stands; `left-out` are spam, trash and what the webmail keeps for itself. */
export type Standing = 'received' | 'sent' | 'draft' | 'left-out';

/** What has been learnt of the mailbox on screen: whose it is, and what its folders are for. */
export interface MailboxFacts {
  readonly id: string | undefined;
  readonly email: string | undefined;
  /** Other addresses of the rep's inside the mailbox. */
  aliases(): string[];
  isOwn(email: string): boolean;
  learnMailboxes(mailboxes: readonly Mailbox[]): void;
  /** An address read off the page, believed only while nothing better is known. */
  learnShown(email: string): void;
  learnId(id: string): void;
  learnAccounts(accounts: readonly LinkedAccount[]): void;
  learnFolders(folders: readonly Folder[]): void;
  /** Undefined where neither the folder nor the sender tells. */
  standingOf(record: MailRecord): Standing | undefined;
  /** Standing of what a folder holds; undefined for folders that hold both what came and what went. */
  standingIn(folderId: string): Standing | undefined;
  /** Where sent mail is kept, unless a send says otherwise. */
  sentFolderId(): string;
}

/** Folders by the numbers they have had in every mailbox seen, for when the page has not told what they are for. */
const USUAL_TYPES: Record<string, string> = { 1: 'INBOX', 2: 'SENT', 3: 'DRAFT', 4: 'TRASH', 6: 'BULK' };
const USUAL_SENT = '2';

const MAX_FOLDERS = 5000;
const MAX_ALIASES = 200;

export function createMailboxFacts(): MailboxFacts {
  const folders = new Map<string, Folder>();
  const aliases = new Set<string>();
  let id: string | undefined;
  let email: string | undefined;
  let isCertain = false;

  const typesOf = (folderId: string | undefined, told: readonly string[] | undefined): readonly string[] => {
    if (told !== undefined && told.length > 0) return told;
    if (folderId === undefined) return [];
    const known = folders.get(folderId)?.types ?? [];
    const usual = USUAL_TYPES[folderId];
    return known.length > 0 || usual === undefined ? known : [usual];
  };

  const isOwn = (address: string) => address === email || aliases.has(address);

  return {
    get id() {
      return id;
    },
    get email() {
      return email;
    },
    aliases: () => [...aliases].filter((address) => address !== email).slice(0, MAX_ALIASES),
    isOwn,
    learnMailboxes(mailboxes) {
      const shown =
        mailboxes.find(({ isSelected }) => isSelected) ??
        mailboxes.find(({ isPrimary }) => isPrimary) ??
        (mailboxes.length === 1 ? mailboxes[0] : undefined);
      if (shown === undefined) return;
      email = shown.email;
      id = shown.id ?? id;
      isCertain = true;
    },
    learnShown(address) {
      if (!isCertain) email ??= address;
    },
    learnId(told) {
      id ??= told;
    },
    learnAccounts(accounts) {
      for (const account of accounts) if (aliases.size < MAX_ALIASES) aliases.add(account.email);
    },
    learnFolders(told) {
      for (const folder of told) {
        const before = folders.get(folder.id);
        if (before === undefined && folders.size >= MAX_FOLDERS) continue;
        folders.set(folder.id, { ...before, ...folder });
      }
    },
    standingOf({ folderId, folderTypes, from }) {
      const types = typesOf(folderId, folderTypes);
      const byFolder = standingByTypes(types);
      if (byFolder !== undefined) return byFolder;
      if (from === undefined) return undefined;
      if (!isOwn(from.email)) return 'received';
      // Own mail in a folder of the rep's own has been sent and moved. Without any folder it may as well be a draft.
      return folderId === undefined ? undefined : 'sent';
    },
    standingIn: (folderId) => standingByTypes(typesOf(folderId, undefined)),
    sentFolderId() {
      const sent = [...folders.values()].filter(({ types }) => standingByTypes(types) === 'sent');
      return (sent.find(({ id: folderId }) => folderId === USUAL_SENT) ?? sent[0])?.id ?? USUAL_SENT;
    },
  };
}

function standingByTypes(types: readonly string[]): Standing | undefined {
  const has = (pattern: RegExp) => types.some((type) => pattern.test(type));
  if (has(/^(?:BULK|SPAM|JUNK|TRASH|DELETED|INVISIBLE|OUTBOX|SCHEDULED)/i)) return 'left-out';
  if (has(/^DRAFT/i)) return 'draft';
  if (has(/^SENT/i)) return 'sent';
  return has(/^INBOX/i) ? 'received' : undefined;
}
