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
  /** Whether `extId` of activities may be written; it is missing from the documented create body. */
  activityExtId: 'writable' | 'read-only';
  /** A field the schema does not list in a written body. */
  unknownFields: 'refuse' | 'ignore';
  /** A read-only field in a written body. */
  readOnlyFields: 'refuse' | 'ignore';
  /** A reference to a deleted record in a written body. */
  deletedReferences: 'refuse' | 'accept';
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
  activityExtId: 'writable',
  unknownFields: 'refuse',
  readOnlyFields: 'ignore',
  deletedReferences: 'refuse',
  uploadWithSession: 'refuse',
};
