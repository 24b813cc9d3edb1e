import { describe, expect, it } from 'vitest';
import { findFolders } from '../../../server/imap/find-folders.ts';

type Folder = Parameters<typeof findFolders>[0][number];
const folder = (path: string, rest: Partial<Folder> = {}): Folder => ({ path, flags: new Set(), ...rest }) as Folder;
const sent = (path: string, specialUseSource: Folder['specialUseSource']) =>
  folder(path, { specialUse: '\\Sent', ...(specialUseSource ? { specialUseSource } : {}) });

describe('the folders that are read', () => {
  it('are the inbox, in any spelling, and the one the server marks as holding sent mail', () => {
    const folders = [folder('Inbox'), sent('Gesendet', 'name'), sent('Enviados', 'extension'), folder('Drafts')];
    expect(findFolders(folders)).toEqual({ inbox: 'Inbox', sent: 'Enviados' });
  });

  it('are told by the name where there is no mark', () => {
    expect(findFolders([folder('INBOX'), sent('INBOX.Sent', 'name')])).toEqual({ inbox: 'INBOX', sent: 'INBOX.Sent' });
  });

  it('are the inbox alone where nothing looks like sent mail, and none without an inbox that can be opened', () => {
    expect(findFolders([folder('INBOX'), folder('Projects')])).toEqual({ inbox: 'INBOX', sent: undefined });
    expect(findFolders([folder('INBOX', { flags: new Set(['\\Noselect']) })])).toBeUndefined();
  });
});
