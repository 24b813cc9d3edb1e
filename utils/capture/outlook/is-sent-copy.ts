import type { Entry } from './mail-index.ts';
import type { Departed } from './outgoing.ts';
import type { People } from './readers/mail-item.ts';

/** The server's clock and this one's may differ by this much. */
const CLOCKS_MS = 10 * 60_000;

/**
 * Whether a message may be the copy of what has left: no draft any more, not there before, of the same conversation or
 * subject, to the same people. Where the id of the draft stays with the message that alone decides.
 */
export function isSentCopy({ item, finalSince }: Entry, role: string | undefined, departed: Departed): boolean {
  if (item.isDraft !== false && role !== 'sentitems') return false;
  if (item.id === departed.draftId) return true;
  const { picture, at } = departed;
  if (finalSince !== undefined && finalSince < at) return false;
  if (item.sentMs !== undefined && item.sentMs < at - CLOCKS_MS) return false;
  const sameConversation = isSame(picture.conversationId, item.conversationId);
  const sameSubject = isSame(picture.subject, item.subject);
  if (sameSubject === false) return false;
  // A message without a subject, whose conversation nobody knows, is told by its recipients alone.
  const isNamed = sameConversation === true || sameSubject === true;
  const hasNoName = picture.subject === undefined && picture.conversationId === undefined;
  if (!isNamed && !(hasNoName && (picture.to?.people.length ?? 0) > 0 && item.to !== undefined)) return false;
  return isToSamePeople(picture.to, item.to) && isToSamePeople(picture.cc, item.cc);
}

/** Whether a row of Sent Items, which names no recipients, is worth a closer look. */
export function maybeSentCopy({ item, finalSince }: Entry, { picture, at }: Departed): boolean {
  if (finalSince !== undefined && finalSince < at) return false;
  if (item.sentMs !== undefined && item.sentMs < at - CLOCKS_MS) return false;
  return (
    isSame(picture.conversationId, item.conversationId) !== false || isSame(picture.subject, item.subject) === true
  );
}

/** Undefined where one of the two is not known. */
function isSame(one: string | undefined, other: string | undefined): boolean | undefined {
  return one === undefined || other === undefined ? undefined : one === other;
}

function isToSamePeople(asked: People | undefined, given: People | undefined): boolean {
  if (asked === undefined) return true;
  if (given === undefined) return asked.people.length === 0;
  const emails = new Set(given.people.map(({ email }) => email));
  return asked.people.every(({ email }) => emails.has(email)) && (!asked.isWhole || asked.people.length >= emails.size);
}
