import { properties } from './item-json.ts';
import { at, listAt, textAt } from './page/wire.ts';
import { ServiceFailure } from './service-failure.ts';

const ENVELOPE = [
  'ItemId',
  'ParentFolderId',
  'ConversationId',
  'ItemClass',
  'Subject',
  'From',
  'Sender',
  'ToRecipients',
  'CcRecipients',
  'BccRecipients',
  'DateTimeSent',
  'DateTimeReceived',
  'DateTimeCreated',
  'LastModifiedTime',
  'IsDraft',
  'IsRead',
  'Importance',
  'Sensitivity',
  'Categories',
  'Flag',
  'HasAttachments',
  'Attachments',
  'InternetMessageId',
  'RightsManagementLicenseData',
];

/** Properties that a named shape adds to the base shape. */
export const namedShapes: Record<string, readonly string[]> = {
  MessageDetails: [],
  ItemNormalizedBody: [...ENVELOPE, 'ReplyTo', 'NormalizedBody', 'Preview', 'Size', 'IsFromMe'],
  MailListItem: [
    'ItemId',
    'ConversationId',
    'Subject',
    'From',
    'Preview',
    'DateTimeReceived',
    'DateTimeSent',
    'DateTimeCreated',
    'LastModifiedTime',
    'IsRead',
    'IsDraft',
    'Categories',
    'Flag',
    'HasAttachments',
    'Importance',
    'ItemClass',
    'ParentFolderId',
    'Size',
    'InstanceKey',
    'InferenceClassification',
  ],
  BulkActionItem: ['ItemId'],
  ItemPart: [...ENVELOPE, 'ReplyTo', 'Body', 'Preview', 'IsFromMe'],
  ItemPartUniqueBody: [...ENVELOPE, 'ReplyTo', 'UniqueBody', 'Preview', 'IsFromMe'],
};

const BASE: Record<string, readonly string[]> = {
  IdOnly: ['ItemId'],
  Default: [...ENVELOPE, 'Body', 'Size'],
  AllProperties: Object.keys(properties).filter((name) => name !== 'MimeContent'),
};

/** Properties that exist and of which the messages here have none. */
const EMPTY = new Set([
  ...`ResponseObjects ReminderDueBy ReminderIsSet ReminderMinutesBeforeStart ReminderNextTime Culture EffectiveRights
    LastModifiedName IsAssociated IsResend IsUnmodified StoreEntryId WebClientReadFormQueryString IconIndex PolicyTag
    WebClientEditFormQueryString EntityExtractionResult ArchiveTag RetentionDate PredictedActionReasons IsClutter
    BlockStatus HasBlockedImages`
    .split(/\s+/)
    .map((name) => `item:${name}`),
  ...['ApprovalRequestData', 'VotingInformation', 'ReminderMessageData'].map((name) => `message:${name}`),
]);
const isEmpty = (field: string): boolean =>
  [field, `item:${field}`, `message:${field}`].some((name) => EMPTY.has(name));

/** Where the qualified names of a property begin; meeting mail has some of its own. */
const OTHER_SPACES = /^(calendar|meeting|meetingRequest|conversation|folder):[A-Z]\w+$/;

/** Reads a property name, bare or qualified. One that does not exist fails the whole call. */
function propertyName(field: string): string | undefined {
  if (OTHER_SPACES.test(field) || isEmpty(field)) return undefined;
  const [space, name] = field.includes(':') ? field.split(':') : [undefined, field];
  const known = name === undefined ? undefined : properties[name];
  if (!known || (space !== undefined && space !== known.space)) {
    throw new ServiceFailure('OwaSerializationException', `no property ${field}`);
  }
  return name;
}

export interface Shape {
  base: string;
  names: Set<string>;
  withMime: boolean;
  /** Tags of extended properties, lower-case hexadecimal. */
  tags: string[];
  maximumRecipients: number;
}

/** Reads `ItemShape` and `ShapeName` of a request. */
export function parseShape(body: unknown): Shape {
  const shape = at(body, 'ItemShape');
  const base = textAt(shape, 'BaseShape') || 'IdOnly';
  const shapeName = textAt(body, 'ShapeName');
  const baseNames = BASE[base];
  const named = shapeName === '' ? [] : namedShapes[shapeName];
  if (!baseNames || !named) throw new ServiceFailure('OwaSerializationException', 'no such shape');
  const additional = listAt(shape, 'AdditionalProperties');
  const fields = additional.flatMap((one) => textAt(one, 'FieldURI') || []);
  const tags = additional.flatMap((one) => textAt(one, 'PropertyTag').toLowerCase() || []);
  const names = new Set([...baseNames, ...named, ...fields.flatMap((field) => propertyName(field) ?? [])]);
  return {
    base,
    names,
    withMime: at(shape, 'IncludeMimeContent') === true || names.has('MimeContent'),
    tags: [...tags, ...(shapeName === 'MessageDetails' ? ['0x7d'] : [])],
    maximumRecipients: Number(at(shape, 'MaximumRecipientsToReturn')) || Number.POSITIVE_INFINITY,
  };
}
