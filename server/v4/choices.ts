/**
 * How this server behaves where the documentation of v4 is silent or contradicts itself. Every switch can be set both ways, so
 * that a client is tried against each reading. Documented behaviour has no switch.
 */
export interface V4Choices {
  /** Seconds a session token lives. Not documented; observers report from one hour to a day. */
  tokenLifeSeconds: number;
  /** Status over the rate limit. Not documented. */
  rateLimitStatus: 429 | 503 | 400;
  /** Whether an answer over the rate limit carries `Retry-After`. */
  rateLimitRetryAfter: boolean;
  /** Which request header sets the page size: the portal's pages name two. */
  countHeader: 'Count' | 'X-FM-Entity-Count' | 'both';
  /** Largest page; a larger `Count` is cut to it. */
  maxCount: number;
  /** Whether filters may compare `dateCreated` and its like. Documented as filterable, but no literal is shown. */
  whereDates: 'accept' | 'refuse';
  /** How filters name references: `accountId=1` is documented, `accountId.id=1` is used in production. */
  whereReferences: 'both' | 'plain' | 'dotted';
  /** Whether lists contain deleted records. */
  deletedInLists: boolean;
  /** Key of write answers; the documentation prints a capital, the vendor's own connector does not. */
  messageKey: 'Message' | 'message';
  /** Form of the id in the answer to a new document. */
  documentIdAs: 'string' | 'number';
  /** An e-mail body over 4,000 characters. */
  longBody: 'refuse' | 'cut';
  /** An `emailTo` whose addresses together exceed 180 characters: refuse, keep the first that fit, or keep all. */
  longEmailTo: 'refuse' | 'cut' | 'keep';
  /** Form of `emailTo` on read. */
  emailToAs: 'string' | 'array';
  /** What an e-mail's empty reference reads as. */
  emailNoReference: 'null' | 'minus-one';
  /** How `/emails/schema` spells the audit fields. */
  emailSchemaAuditNames: 'snake' | 'camel';
  /** Whether the answer to a new e-mail holds an upload address for each attachment. */
  emailUploads: boolean;
  /** A second create with an `extId` seen before answers the first's id. Bare v4 makes a second record. */
  idempotentCreate: boolean;
  /** Fields `Z_To`, `Z_Cc`, `Z_Bcc`, `Z_Html`, `Z_MessageId` and `Z_InReplyTo` of e-mails, declared in the schema. */
  customEmailFields: boolean;
  /** Fields `Z_…` of calendar entries, declared in the schema: place, zone, guests, series, privacy and others. */
  customCalendarFields: boolean;
  /** Zone calendar hours are in. Not documented; a branch carries a zone. */
  calendarHours: 'branch' | 'utc';
  /** How `/calendar/schema` spells `completed`: with a capital in the documentation, which its own data lacks. */
  calendarSchemaCompleted: 'capital' | 'plain';
  /** Reminders of calendar entries: those the documentation prints, whose list is cut off, or any number of minutes. */
  calendarReminders: 'listed' | 'any';
  /** What a new calendar entry needs: nothing is documented; `minimum` is subject, type, owner and day. */
  calendarRequired: 'none' | 'minimum';
  /** Hours beside `allDay`: the documentation says that there are none, its example shows some. */
  calendarAllDayHours: 'drop' | 'keep' | 'refuse';
  /** Whether an entry of whole days lasts through its `endDate` or to its beginning. Not documented. */
  calendarAllDayEnd: 'inclusive' | 'exclusive';
  /** `city` of calendar entries is documented on write and absent from what is read. */
  calendarCity: 'write-only' | 'readable';
  /** Whether `readOnly` of calendar entries may be written: it stands in the documented body. */
  calendarReadOnly: 'writable' | 'server';
  /** A call's empty date: the documentation shows the first day of the year 1. */
  callNoDate: 'year-one' | 'null';
  /** What `userPhoneFM` of `/calls/identify` holds: the documentation calls it a phone number and an address. */
  callIdentifyBy: 'either' | 'email' | 'phone';
  /** What this server offers beyond v4, under `/tandem/`. Without them these are unknown resources. */
  tandemRoutes: boolean;
  /** Whether `extId` of activities may be written; it is missing from the documented create body. */
  activityExtId: 'writable' | 'read-only';
  /** How a webhook shows its `secret_key`, which is not documented: by signing, or bare in a header as well. */
  hookSecret: 'signature' | 'header';
  /** A field the schema does not list in a written body. */
  unknownFields: 'refuse' | 'ignore';
  /** A read-only field in a written body. */
  readOnlyFields: 'refuse' | 'ignore';
  /** A reference to a deleted record in a written body. */
  deletedReferences: 'refuse' | 'accept';
  /**
   * Whether the hierarchy, owners and levels decide who sees and changes a record. That they do is documented, by which rules
   * is not.
   */
  hierarchy: 'enforced' | 'ignored';
  /** An upload that carries the session header, which would hand the token to the file store. */
  uploadWithSession: 'refuse' | 'ignore';
}

export const defaultChoices: Readonly<V4Choices> = {
  tokenLifeSeconds: 3_600,
  rateLimitStatus: 429,
  rateLimitRetryAfter: true,
  countHeader: 'both',
  maxCount: 1_000,
  whereDates: 'accept',
  whereReferences: 'both',
  deletedInLists: true,
  messageKey: 'Message',
  documentIdAs: 'string',
  longBody: 'refuse',
  longEmailTo: 'refuse',
  emailToAs: 'string',
  emailNoReference: 'null',
  emailSchemaAuditNames: 'snake',
  emailUploads: true,
  idempotentCreate: true,
  customEmailFields: true,
  customCalendarFields: true,
  calendarHours: 'branch',
  calendarSchemaCompleted: 'capital',
  calendarReminders: 'listed',
  calendarRequired: 'none',
  calendarAllDayHours: 'drop',
  calendarAllDayEnd: 'inclusive',
  calendarCity: 'write-only',
  calendarReadOnly: 'writable',
  callNoDate: 'year-one',
  callIdentifyBy: 'either',
  tandemRoutes: true,
  activityExtId: 'writable',
  hookSecret: 'signature',
  unknownFields: 'refuse',
  readOnlyFields: 'ignore',
  deletedReferences: 'refuse',
  hierarchy: 'enforced',
  uploadWithSession: 'refuse',
};
