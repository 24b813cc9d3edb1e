import type { StandInAccount } from '../stand-in.ts';
import type { Action, ActionContext } from './actions.ts';
import { foldersJson } from './list-actions.ts';
import type { StoredItem } from './mailbox.ts';

const INBOX = { __type: 'DistinguishedFolderId:#Exchange', Id: 'inbox' };

/** What the page asks once when it is loaded: who it is for, all folders, and the first list where it comes along. */
export async function startupData(
  context: ActionContext,
  user: StandInAccount,
  list: Action | undefined,
): Promise<{ data: Record<string, unknown>; revealed: StoredItem[] }> {
  const { owner } = context.mailbox;
  const first = await list?.(context, {
    ParentFolderId: INBOX,
    ParentFolderIds: [INBOX],
    ItemShape: { BaseShape: 'IdOnly' },
    ShapeName: 'MailListItem',
  });
  const data = {
    owaUserConfig: {
      SessionSettings: {
        UserEmailAddress: owner.address,
        LogonEmailAddress: user.address,
        UserDisplayName: owner.name,
        UserPrincipalName: user.address,
        OrganizationDomain: owner.address.split('@')[1],
        IsExplicitLogon: owner.address !== user.address,
      },
      UserOptions: { TimeZone: 'W. Europe Standard Time', DateFormat: 'yyyy-MM-dd' },
    },
    findFolders: { Body: foldersJson(context) },
    ...(first ? { [context.behaviour.conversationView ? 'findConversation' : 'findItem']: { Body: first.body } } : {}),
  };
  return { data, revealed: first?.revealed ?? [] };
}
