import type { V4Choices } from '../v4/choices.ts';

interface SwitchWords {
  /** What the switch decides. */
  words: string;
  /** Resources it bears on; all of them when absent. */
  resources?: readonly string[];
}

const switchWords: Readonly<Partial<Record<keyof V4Choices, SwitchWords>>> = {
  tokenLifeSeconds: { words: 'seconds a session key lives' },
  rateLimitStatus: { words: 'status over the rate limit' },
  rateLimitRetryAfter: { words: 'whether an answer over the rate limit carries Retry-After' },
  countHeader: { words: 'header that sets the page size' },
  maxCount: { words: 'largest page' },
  whereDates: { words: 'whether filters may compare dates' },
  whereReferences: { words: 'how filters name a reference: accountId, accountId.id or both' },
  deletedInLists: { words: 'whether lists contain deleted records' },
  messageKey: { words: 'key of the words in answers to writes' },
  documentIdAs: { words: 'form of the id of a new document', resources: ['documents'] },
  longBody: { words: 'a body over its length', resources: ['emails'] },
  longEmailTo: { words: 'emailTo over its length', resources: ['emails'] },
  emailToAs: { words: 'form in which emailTo reads', resources: ['emails'] },
  emailNoReference: { words: 'what an empty reference reads as', resources: ['emails'] },
  emailSchemaAuditNames: { words: 'spelling of the audit fields in the schema', resources: ['emails'] },
  emailUploads: { words: 'whether a new e-mail gets upload addresses', resources: ['emails'] },
  customEmailFields: { words: 'whether the Z_ fields of e-mails are there', resources: ['emails'] },
  customCalendarFields: { words: 'whether the Z_ fields of entries are there', resources: ['calendar'] },
  calendarHours: { words: 'zone the hours are in', resources: ['calendar'] },
  calendarSchemaCompleted: { words: 'spelling of completed in the schema', resources: ['calendar'] },
  calendarReminders: { words: 'reminders that are taken', resources: ['calendar'] },
  calendarRequired: { words: 'what a new entry needs', resources: ['calendar'] },
  calendarAllDayHours: { words: 'hours beside allDay', resources: ['calendar'] },
  calendarAllDayEnd: { words: 'whether the endDate of whole days is the last of them', resources: ['calendar'] },
  calendarCity: { words: 'whether city reads', resources: ['calendar'] },
  calendarReadOnly: { words: 'whether readOnly may be written', resources: ['calendar'] },
  callNoDate: { words: 'what an empty date reads as', resources: ['calls'] },
  callIdentifyBy: { words: 'what userPhoneFM may hold', resources: ['calls'] },
  tandemRoutes: { words: 'whether there is anything beyond v4, under /tandem/' },
  hookSecret: { words: 'how a delivery shows the secret_key', resources: ['hooks'] },
  hierarchy: { words: 'whether hierarchy, owners and levels decide who sees and changes a record' },
  activityExtId: { words: 'whether extId may be written', resources: ['activities'] },
  idempotentCreate: { words: 'whether a second create with the same extId answers the first id' },
  unknownFields: { words: 'an unknown field in a written body' },
  readOnlyFields: { words: 'a read-only field in a written body' },
  deletedReferences: { words: 'a written reference to a deleted record' },
  uploadWithSession: { words: 'an upload that carries the session key', resources: ['documents', 'emails'] },
};

export interface SwitchInForce {
  name: string;
  value: string;
  words: string;
}

/**
 * The switches that bear on a resource, as they stand.
 *
 * @param resource All switches of no single resource when undefined.
 */
export function switchesInForce(choices: V4Choices, resource?: string): SwitchInForce[] {
  return (Object.keys(choices) as (keyof V4Choices)[]).flatMap((name) => {
    const { words = '', resources } = switchWords[name] ?? {};
    const fits = resource === undefined ? resources === undefined : resources?.includes(resource);
    return fits ? [{ name, value: String(choices[name]), words }] : [];
  });
}
