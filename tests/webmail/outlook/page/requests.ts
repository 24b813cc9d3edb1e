import type { PageConfig } from './config.ts';

const INBOX_SIZE = 50;
const ONE_PIXEL = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAEALAAAAAABAAEAAAIBTAA7';

const named = (role: string): object => ({ __type: 'DistinguishedFolderId:#Exchange', Id: role });
export const itemId = (id: string, changeKey = ''): object => ({
  __type: 'ItemId:#Exchange',
  Id: id,
  ...(changeKey ? { ChangeKey: changeKey } : {}),
});

const paging = {
  __type: 'IndexedPageView:#Exchange',
  BasePoint: 'Beginning',
  Offset: 0,
  MaxEntriesReturned: INBOX_SIZE,
};

/** The list of a folder, by conversations or by messages. */
export function listRequest(role: string, conversationView: boolean): { action: string; body: object } {
  if (conversationView) {
    const body = {
      ParentFolderId: { __type: 'TargetFolderId:#Exchange', BaseFolderId: named(role) },
      ConversationShape: { __type: 'ConversationResponseShape:#Exchange', BaseShape: 'IdOnly' },
      ShapeName: 'ReactConversationListView',
      Paging: paging,
      ViewFilter: 'All',
    };
    return { action: 'FindConversation', body };
  }
  const body = {
    ItemShape: { __type: 'ItemResponseShape:#Exchange', BaseShape: 'IdOnly' },
    ParentFolderIds: [named(role)],
    Traversal: 'Shallow',
    Paging: paging,
    ViewFilter: 'All',
    ShapeName: 'MailListItem',
  };
  return { action: 'FindItem', body };
}

function displayShape(config: PageConfig): object {
  const { threadBodies, maximumRecipients } = config.behaviour;
  return {
    __type: 'ItemResponseShape:#Exchange',
    BaseShape: 'IdOnly',
    AddBlankTargetToLinks: true,
    BlockContentFromUnknownSenders: false,
    BlockExternalImagesIfSenderUntrusted: true,
    ClientSupportsIrm: true,
    CssScopeClassName: 'rps_a1b2',
    FilterHtmlContent: true,
    FilterInlineSafetyTips: true,
    InlineImageCustomDataTemplate: '{id}',
    InlineImageUrlTemplate: ONE_PIXEL,
    MaximumBodySize: 2_097_152,
    MaximumRecipientsToReturn: maximumRecipients,
    ...(threadBodies === 'unique' ? { BodyShape: 'UniqueFragment' } : {}),
    ...(threadBodies === 'first-only' ? { CalculateOnlyFirstBody: true } : {}),
  };
}

/** Threads in full, or what is new of them since the given states. */
export function threadsRequest(config: PageConfig, asked: { id: string; syncState: string }[]): object {
  return {
    Conversations: asked.map(({ id, syncState }) => ({
      __type: 'ConversationRequestType:#Exchange',
      ConversationId: itemId(id),
      SyncState: syncState,
    })),
    ItemShape: displayShape(config),
    ShapeName: config.behaviour.threadBodies === 'unique' ? 'ItemPartUniqueBody' : 'ItemPart',
    SortOrder: 'DateOrderDescending',
    MaxItemsToReturn: 20,
    FoldersToIgnore: [named('deleteditems'), named('junkemail')],
    ReturnSubmittedItems: true,
  };
}

export const itemsRequest = (config: PageConfig, ids: string[]): object => ({
  ItemShape: displayShape(config),
  ItemIds: ids.map((id) => itemId(id)),
  ShapeName: 'ItemNormalizedBody',
});

export const readConversationRequest = (id: string): object => ({
  ConversationActions: [
    {
      __type: 'ConversationAction:#Exchange',
      Action: 'SetReadState',
      ConversationId: itemId(id),
      IsRead: true,
      SuppressReadReceipts: true,
    },
  ],
});

export const readItemRequest = (id: string, changeKey: string): object => ({
  ItemChanges: [
    {
      __type: 'ItemChange:#Exchange',
      ItemId: itemId(id, changeKey),
      Updates: [
        {
          __type: 'SetItemField:#Exchange',
          Path: { __type: 'PropertyUri:#Exchange', FieldURI: 'IsRead' },
          Item: { __type: 'Message:#Exchange', IsRead: true },
        },
      ],
    },
  ],
  ConflictResolution: 'AlwaysOverwrite',
  MessageDisposition: 'SaveOnly',
});
