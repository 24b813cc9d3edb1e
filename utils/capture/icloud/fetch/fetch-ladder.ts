import type { FetchedMessage, FetchResult } from '../../adapter.ts';
import { MAX_SOURCE_BYTES } from '../../limits.ts';
import type { PageRead } from '../../session/page-read.ts';
import type { SessionAnswer } from '../../session/session-answer.ts';
import { ARCHIVE, INBOX, SENT } from '../folders.ts';
import type { LoadedMessages } from '../loaded-messages.ts';
import type { MessagePlaces } from '../message-places.ts';
import { placeOfRef, toRef } from '../message-ref.ts';
import type { Place } from '../page/question.ts';
import type { MailPart, MailRecord } from '../readers/mail-record.ts';
import type { LoadedMessage } from '../readers/read-message.ts';
import { checkSource } from './source-check.ts';
import { type StructuredDraft, textPartsOf, toStructured } from './to-structured.ts';

export interface LadderOrder {
  ref: string;
  threadRef: string | undefined;
}

export interface FetchLadderDependencies {
  read: PageRead;
  /** Messages of a conversation as the server has them now. */
  readThread(threadId: string, folder: string, signal: AbortSignal): Promise<MailRecord[] | Failed>;
  readMessageAnswer(bytes: Uint8Array, place: Place, signal: AbortSignal): Promise<LoadedMessage | undefined>;
  places: MessagePlaces;
  loaded: LoadedMessages;
  mayRead(): boolean;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export type Failed = Exclude<SessionAnswer, { kind: 'bytes' }>['kind'];

/** A message just sent is listed before all servers have it. */
const ONCE_MORE_AFTER_MS = 1500;

/** Answers with texts are larger than the texts. */
const MAX_ANSWER_BYTES = 2 * MAX_SOURCE_BYTES;

type Rung = { message: FetchedMessage } | { ended: 'signed-out' | 'too-large' } | { nothing: Failed };

/**
 * Gets one message by the best way that works: its source as it came, or its texts and files one by one. What the page shows
 * is no way: it holds no addresses. A message that is not where it was is looked for in its conversation.
 */
export function createFetchLadder(dependencies: FetchLadderDependencies) {
  const { read, readThread, readMessageAnswer, places, loaded, mayRead, wait } = dependencies;

  const raw = async (ref: string, { folder, uid }: Place, signal: AbortSignal): Promise<Rung> => {
    const answer = await read({ raw: { folder, uid } }, { maxBytes: MAX_SOURCE_BYTES, signal });
    if (answer.kind !== 'bytes') return withoutBytes(answer.kind);
    const is = checkSource(answer.bytes, ref);
    if (is === 'another') return { nothing: 'gone' };
    if (is === 'no-message') return { nothing: 'failed' };
    return { message: { form: 'rfc822', rung: 'raw', missing: [], source: answer.bytes } };
  };

  /** The message as its conversation names it now; `gone` where the conversation is there without it. */
  const findAnew = async ({ ref, threadRef }: LadderOrder, signal: AbortSignal): Promise<MailRecord | Failed> => {
    const known = places.of(ref);
    const threadId = known?.threadId ?? threadRef;
    if (threadId === undefined) return 'failed';
    let outcome: Failed = 'gone';
    for (const folder of new Set([known?.folder ?? INBOX, INBOX, SENT, ARCHIVE])) {
      const records = await readThread(threadId, folder, signal);
      if (records === 'signed-out') return records;
      if (typeof records === 'string') {
        if (records !== 'gone') outcome = records;
        continue;
      }
      const found = records.find((record) => toRef(record, record.messageId) === ref || places.refAt(record) === ref);
      if (found !== undefined) return found;
    }
    return outcome;
  };

  const structured = async (ref: string, record: MailRecord, signal: AbortSignal): Promise<Rung> => {
    const { folder, uid } = record;
    const parts = textPartsOf(record.parts).map(({ partId }) => partId);
    const answer = await read({ message: { folder, uid, parts } }, { maxBytes: MAX_ANSWER_BYTES, signal });
    if (answer.kind !== 'bytes') return withoutBytes(answer.kind);
    const message = await readMessageAnswer(answer.bytes, { folder, uid }, signal);
    if (message === undefined) return { nothing: 'failed' };
    const { messageId } = message.record;
    if (ref.startsWith('<') && messageId !== undefined && messageId !== ref) return { nothing: 'gone' };
    const draft = toStructured({ ...message, record: { ...record, ...message.record }, parts: record.parts });
    if (draft === undefined) return { nothing: 'failed' };
    return withFiles(draft, record, signal);
  };

  const withFiles = async (draft: StructuredDraft, place: Place, signal: AbortSignal): Promise<Rung> => {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let isLacking = false;
    let left = MAX_SOURCE_BYTES;
    for (const [index, file] of draft.files.entries()) {
      const info = draft.message.attachments[index];
      if (info === undefined) break;
      const answer = await read({ part: toPartQuestion(place, file) }, { maxBytes: left, signal });
      if (answer.kind === 'signed-out') return { ended: 'signed-out' };
      if (answer.kind !== 'bytes') {
        isLacking = true;
        continue;
      }
      parts.push(answer.bytes);
      left -= answer.bytes.length;
      info.part = parts.length;
      info.size = answer.bytes.length;
    }
    return { message: toFetched(draft, parts, isLacking) };
  };

  const passive = ({ ref }: LadderOrder): FetchResult => {
    const place = places.of(ref);
    const whole = place?.uid === undefined ? undefined : loaded.at({ folder: place.folder, uid: place.uid });
    const draft = whole === undefined ? undefined : toStructured(whole);
    if (draft === undefined) return { ok: false, failure: 'unavailable' };
    return { ok: true, message: toFetched(draft, [], draft.files.length > 0 || whole?.parts.length === 0) };
  };

  return async (order: LadderOrder, signal: AbortSignal): Promise<FetchResult> => {
    if (!mayRead()) return passive(order);
    const known = places.of(order.ref) ?? placeOfRef(order.ref);
    const first = known?.uid === undefined ? undefined : { folder: known.folder, uid: known.uid };
    let rung: Rung = first === undefined ? { nothing: 'gone' } : await raw(order.ref, first, signal);
    const isOver = () => !('nothing' in rung) || !mayRead();
    let record: MailRecord | Failed | undefined;
    if (!isOver()) {
      record = await findAnew(order, signal);
      if (record === 'signed-out') rung = { ended: 'signed-out' };
      else if (typeof record === 'object') {
        const isElsewhere = first === undefined || record.folder !== first.folder || record.uid !== first.uid;
        if (!isElsewhere) await wait(ONCE_MORE_AFTER_MS, signal);
        rung = await raw(order.ref, record, signal);
      }
    }
    if (!isOver() && typeof record === 'object') {
      const second = await structured(order.ref, record, signal);
      if (!('nothing' in second)) rung = second;
    }
    if ('message' in rung) return { ok: true, message: rung.message };
    if ('ended' in rung) return { ok: false, failure: rung.ended };
    const isGone = rung.nothing === 'gone' && record === 'gone';
    return { ok: false, failure: isGone ? 'gone' : 'unavailable' };
  };
}

function withoutBytes(kind: Failed): Rung {
  return kind === 'signed-out' || kind === 'too-large' ? { ended: kind } : { nothing: kind };
}

function toPartQuestion({ folder, uid }: Place, { partId, contentType, fileName }: MailPart) {
  return { folder, uid, partId, type: contentType, name: fileName ?? '' };
}

function toFetched(draft: StructuredDraft, parts: Uint8Array<ArrayBuffer>[], lacksFiles: boolean): FetchedMessage {
  const missing = lacksFiles ? [...draft.missing, 'attachments'] : draft.missing;
  return { form: 'structured', rung: 'structured', missing, message: draft.message, parts };
}
