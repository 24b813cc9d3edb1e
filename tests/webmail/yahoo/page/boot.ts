import type { Identity } from './api.ts';

interface FirstData {
  mailWssid?: string;
  guidHash?: string;
  appId?: string;
  selectedMailbox?: { id?: string; email?: string };
  mbox?: string;
  folderList?: unknown;
  messageList?: { folderId?: string; result?: unknown };
}

export interface Boot extends Identity {
  email: string;
  folderList: unknown;
  list: { folderId: string; result: unknown } | undefined;
}

/** First data, from wherever this release keeps it. */
export function readBoot(): Boot {
  const inWindow = (window as { AppBootstrapData?: FirstData }).AppBootstrapData;
  const inDocument = (document as { standInState?: FirstData }).standInState;
  const data = inWindow ?? inDocument ?? {};
  return {
    wssid: data.mailWssid ?? '',
    guidHash: data.guidHash ?? '',
    appId: data.appId ?? '',
    mailboxId: data.selectedMailbox?.id ?? data.mbox ?? '',
    email: data.selectedMailbox?.email ?? '',
    folderList: data.folderList,
    list: data.messageList?.folderId
      ? { folderId: data.messageList.folderId, result: data.messageList.result }
      : undefined,
  };
}
