import type { MailboxHint } from './mailboxes.ts';
import type { AnswerResult } from './readers/read-answer.ts';
import type { CallHead, DraftChange, DraftPicture } from './readers/read-request.ts';

/**
 * The way of a message out of this page:
 *
 * ```text
 *  draft ──request that sends──► sending ──answer Success──► departed ──sent copy found──► sent
 *                                   │                           └─ to be sent later ──► scheduled
 *                                   └─error, or no answer──► failed (tried again)
 * ```
 *
 * Only the server's word proves anything. A send that is undone in time makes no request at all, and what is only saved
 * stays a draft.
 */
export interface Departed {
  draftId?: string;
  picture: DraftPicture;
  hint: MailboxHint;
  hasImmutableIds: boolean;
  /** When it was asked for, ms since the epoch. */
  at: number;
  /** False where the server's word cannot be read: it may have left. */
  isSure: boolean;
}

export type OutgoingEvent =
  | { kind: 'sending' | 'failed' | 'scheduled'; id: string; hint: MailboxHint }
  | { kind: 'departed'; departed: Departed }
  /** The server holds it back until then. */
  | { kind: 'deferred'; departed: Departed; untilMs: number };

export interface Outgoing {
  request(exchange: number, head: CallHead, changes: readonly DraftChange[], at: number): OutgoingEvent[];
  answer(exchange: number, results: readonly AnswerResult[], at: number): OutgoingEvent[];
  failed(exchange: number): OutgoingEvent[];
  /** What is known of a draft, with what it says. */
  picture(draftId: string): DraftPicture | undefined;
}

const MAX_DRAFTS = 30;
const MAX_WAITING = 100;

interface Waiting extends DraftChange {
  hint: MailboxHint;
  hasImmutableIds: boolean;
  at: number;
}

export function createOutgoing(): Outgoing {
  const drafts = new Map<string, DraftPicture>();
  const waiting = new Map<number, Waiting[]>();

  const keep = (id: string, picture: DraftPicture) => {
    drafts.delete(id);
    drafts.set(id, picture);
    dropOldest(drafts, MAX_DRAFTS);
  };

  const pictureOf = (change: Waiting): DraftPicture => {
    const known = change.draftId === undefined ? undefined : drafts.get(change.draftId);
    return { ...known, ...change.picture };
  };

  const answered = (change: Waiting, result: AnswerResult | undefined, at: number): OutgoingEvent[] => {
    const { draftId: named, hint, hasImmutableIds } = change;
    const answer = result?.items[0];
    const draftId = named ?? answer?.id;
    const { body, ...told } = answer ?? {};
    const picture = { ...pictureOf(change), ...told };
    const of = draftId === undefined ? {} : { draftId };
    if (!change.isSend) {
      if (result?.isSuccess === true && draftId !== undefined) keep(draftId, picture);
      return [];
    }
    const departed = { ...of, picture, hint, hasImmutableIds, at: change.at, isSure: result !== undefined };
    if (result === undefined) return [{ kind: 'departed', departed }];
    if (!result.isSuccess) return draftId === undefined ? [] : [{ kind: 'failed', id: draftId, hint }];
    if (draftId !== undefined) drafts.delete(draftId);
    const { deferredMs } = picture;
    if (deferredMs === undefined || deferredMs <= at) return [{ kind: 'departed', departed }];
    const event: OutgoingEvent = { kind: 'deferred', departed, untilMs: deferredMs };
    return draftId === undefined ? [event] : [{ kind: 'scheduled', id: draftId, hint }, event];
  };

  return {
    request(exchange, { mailbox, isExplicit, hasImmutableIds }, changes, at) {
      if (changes.length === 0) return [];
      const hint = { mailbox, isExplicit };
      const events: OutgoingEvent[] = [];
      const all = changes.map((change): Waiting => {
        const { draftId, isUndeferred } = change;
        const known = draftId === undefined ? undefined : drafts.get(draftId);
        const { deferredMs, ...rest } = { ...known, ...change.picture };
        const isDeferred = deferredMs !== undefined && !isUndeferred;
        const picture: DraftPicture = isDeferred ? { ...rest, deferredMs } : rest;
        if (draftId !== undefined) keep(draftId, picture);
        if (change.isSend && draftId !== undefined) events.push({ kind: 'sending', id: draftId, hint });
        return { ...change, picture, hint, hasImmutableIds, at };
      });
      waiting.set(exchange, all);
      dropOldest(waiting, MAX_WAITING);
      return events;
    },

    answer(exchange, results, at) {
      const all = waiting.get(exchange) ?? [];
      waiting.delete(exchange);
      return all.flatMap((change, index) => answered(change, results[index], at));
    },

    failed(exchange) {
      const all = waiting.get(exchange) ?? [];
      waiting.delete(exchange);
      return all.flatMap(({ draftId, isSend, picture, hint, hasImmutableIds, at }): OutgoingEvent[] => {
        if (!isSend) return [];
        const of = draftId === undefined ? {} : { draftId };
        const departed = { ...of, picture, hint, hasImmutableIds, at, isSure: false };
        const failed: OutgoingEvent[] = draftId === undefined ? [] : [{ kind: 'failed', id: draftId, hint }];
        return [...failed, { kind: 'departed', departed }];
      });
    },

    picture: (draftId) => drafts.get(draftId),
  };
}

function dropOldest(map: Map<unknown, unknown>, most: number): void {
  const oldest = map.keys().next().value;
  if (map.size > most) map.delete(oldest);
}
