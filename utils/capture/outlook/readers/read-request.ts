import type { Tree } from '../../literals/parse-literal.ts';
import { parseId } from '../ids.ts';
import { isDeferredSendTag, type MailItem, readItemFields } from './mail-item.ts';
import { asFields, at, countAt, type Fields, fieldsAt, listAt, textAt, typeOf } from './tree.ts';

/** What a line before the payload says of a request. From the page's world, so not to be relied on. */
export interface CallHead {
  action: string;
  /** Address of the mailbox the call is for; empty where it names none. Also how to ask for the same mailbox. */
  mailbox: string;
  /** The mailbox was named on purpose, so it need not be that of who is signed in. */
  isExplicit: boolean;
  /** Ids in the answer stay when messages move. */
  hasImmutableIds: boolean;
}

/** What is known of a message on its way out. */
export type DraftPicture = Partial<Omit<MailItem, 'id'>> & {
  /** The message this one answers or forwards. */
  answers?: string;
};

/** A request that makes, changes or sends a message. */
export interface DraftChange {
  draftId?: string;
  picture: DraftPicture;
  /** Undoes an earlier wish to send later. */
  isUndeferred: boolean;
  isSend: boolean;
}

/** Words of a request that say what its answer means. */
export interface RequestReading {
  changes: DraftChange[];
  /** What each list of recipients may hold at most in the answer. */
  mostRecipients: number;
  /** Role of the folder whose content is listed; empty where another is. */
  folderRole: string;
}

const SENDING = new Set(['sendandsavecopy', 'sendonly']);
const NEW_MAIL = new Set(['Message', 'MessageType', 'ReplyToItem', 'ReplyAllToItem', 'ForwardItem']);

/** Splits what the page-tap handed over of a request. */
export function parseCallText(text: string): { head: CallHead; payload: string } | undefined {
  const end = text.indexOf('\n');
  if (end === -1 || end > 2000) return undefined;
  let head: unknown;
  try {
    head = JSON.parse(text.slice(0, end));
  } catch {
    return undefined;
  }
  if (typeof head !== 'object' || head === null) return undefined;
  const { action, mailbox, isExplicit, hasImmutableIds } = head as Record<string, unknown>;
  if (typeof action !== 'string' || typeof mailbox !== 'string') return undefined;
  return {
    head: { action, mailbox, isExplicit: isExplicit === true, hasImmutableIds: hasImmutableIds === true },
    payload: text.slice(end + 1),
  };
}

/** Reads the payload of a request. Some stand in `Body`, some in `request`, some as they are. */
export function readRequest(action: string, root: Tree | undefined): RequestReading {
  const body = fieldsAt(root, 'Body') ?? fieldsAt(root, 'request') ?? asFields(root) ?? {};
  return {
    changes: changesOf(action, body),
    mostRecipients: countAt(body, 'ItemShape', 'MaximumRecipientsToReturn') || Number.POSITIVE_INFINITY,
    folderRole: folderRoleOf(body),
  };
}

function changesOf(action: string, body: Fields): DraftChange[] {
  const disposition = textAt(body, 'MessageDisposition') ?? textAt(body, 'MessageDispositionString') ?? '';
  const isSend = SENDING.has(disposition.toLowerCase());
  if (action === 'CreateItem') return listAt(body, 'Items').flatMap((item) => creation(item, isSend));
  if (action === 'UpdateItem') return listAt(body, 'ItemChanges').flatMap((change) => update(change, isSend));
  if (action !== 'SendItem') return [];
  return listAt(body, 'ItemIds').flatMap((one) => {
    const draftId = parseId(textAt(one, 'Id'));
    return draftId === undefined ? [] : [{ draftId, picture: {}, isSend: true, isUndeferred: false }];
  });
}

function creation(item: Tree, isSend: boolean): DraftChange[] {
  const type = typeOf(item);
  if (type !== '' && !NEW_MAIL.has(type)) return [];
  const answers = parseId(textAt(item, 'ReferenceItemId', 'Id'));
  const fields = readItemFields(item, Number.POSITIVE_INFINITY);
  const body = fields.body ?? readItemFields({ Body: at(item, 'NewBodyContent') }, 0).body;
  const picture = {
    ...fields,
    ...(body === undefined ? {} : { body }),
    ...(answers === undefined ? {} : { answers }),
  };
  // An item that has an id already is a draft on its way out.
  const draftId = parseId(textAt(item, 'ItemId', 'Id'));
  return [{ picture, isSend, isUndeferred: false, ...(draftId === undefined ? {} : { draftId }) }];
}

function update(change: Tree, isSend: boolean): DraftChange[] {
  const draftId = parseId(textAt(change, 'ItemId', 'Id'));
  if (draftId === undefined) return [];
  const set: Record<string, Tree> = {};
  let isUndeferred = false;
  for (const one of listAt(change, 'Updates')) {
    const field = fieldNameOf(textAt(one, 'Path', 'FieldURI'));
    const isDeletion = typeOf(one) === 'DeleteItemField';
    if (isDeferredSendTag(textAt(one, 'Path', 'PropertyTag')) && isDeletion) isUndeferred = true;
    if (isDeletion && /^(?:To|Cc|Bcc)Recipients$/.test(field)) set[field] = [];
    const extended = [...listAt(set, 'ExtendedProperty'), ...listAt(one, 'Item', 'ExtendedProperty')];
    Object.assign(set, at(one, 'Item'), extended.length === 0 ? {} : { ExtendedProperty: extended });
  }
  return [{ draftId, picture: readItemFields(set, Number.POSITIVE_INFINITY), isSend, isUndeferred }];
}

/** `message:ToRecipients` and `ToRecipients` are both in use. */
function fieldNameOf(uri: string | undefined): string {
  return (uri ?? '').replace(/^\w+:/, '');
}

function folderRoleOf(body: Fields): string {
  const parents = [...listAt(body, 'ParentFolderIds'), at(body, 'ParentFolderId') ?? null];
  for (const parent of parents) {
    const folder = fieldsAt(parent, 'BaseFolderId') ?? asFields(parent);
    if (typeOf(folder) === 'DistinguishedFolderId') return (textAt(folder, 'Id') ?? '').toLowerCase();
  }
  return '';
}
