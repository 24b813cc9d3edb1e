import { type Tuple, tuple } from './wire.ts';

export interface OutgoingRecord {
  id: string;
  threadId: string;
  from: { email: string; name: string };
  isAlias: boolean;
  to: { email: string; name: string }[];
  cc: { email: string; name: string }[];
  bcc: { email: string; name: string }[];
  subject: string;
  html: string;
  /** Quoted original of a reply. */
  quoted: string;
  labels: string[];
  files: { name: string; mime: string; size: number; realattid: string; address: string }[];
  /** Id and Message-ID of the message replied to. */
  parent?: { id: string; messageId: string };
}

const persons = (list: { email: string; name: string }[]): Tuple[] | null =>
  list.length > 0 ? list.map((one) => tuple({ 0: 1, 1: one.email, ...(one.name ? { 2: one.name } : {}) })) : null;

/** The record of a draft or an outgoing message, as requests carry it. */
export function recordOf(out: OutgoingRecord, nowMs: number): Tuple {
  return tuple({
    0: out.id,
    1: tuple({ 0: 1, 1: out.from.email, 2: out.from.name, 9: out.from.email }),
    2: persons(out.to),
    3: persons(out.cc),
    4: persons(out.bcc),
    6: nowMs,
    7: out.subject,
    8: tuple({ 1: [tuple({ 0: 0, 1: out.html }), ...(out.quoted ? [tuple({ 0: 2, 1: out.quoted })] : [])], 6: 1 }),
    10: out.labels,
    11:
      out.files.length === 0
        ? null
        : out.files.map((file, place) =>
            tuple({
              0: file.mime,
              1: file.name,
              2: file.size,
              3: `0.${place + 1}`,
              4: file.realattid,
              5: file.address,
              6: 0,
            }),
          ),
    15: out.parent ? out.parent.messageId : null,
    17: nowMs,
    41: 0,
    42: tuple({ 0: 0, 1: 0, 2: 1, 3: 0 }),
    51: `s:${out.id.slice(-8)}|#${out.id}|0`,
  });
}

export type Operation = { threadId: string; op: Tuple };

/** First save of a new draft. */
export const firstSave = (out: OutgoingRecord, nowMs: number): Operation => ({
  threadId: out.threadId,
  op: tuple({ 2: tuple({ 0: tuple({ 0: '', 2: nowMs, 3: out.threadId, 4: [recordOf(out, nowMs)] }) }) }),
});

/** First save, or sending at once, of a reply. */
export const firstReply = (out: OutgoingRecord, nowMs: number): Operation => ({
  threadId: out.threadId,
  op: tuple({ 1: tuple({ 0: recordOf(out, nowMs), 1: out.parent?.id, 2: 1, 4: [nowMs] }) }),
});

/** Any later save, and sending what was saved. */
export const laterSave = (out: OutgoingRecord, nowMs: number): Operation => ({
  threadId: out.threadId,
  op: tuple({ 13: tuple({ 0: recordOf(out, nowMs), 1: out.parent?.id, 2: 1 }) }),
});

export const labelChange = (threadId: string, ids: string[], added: string[], removed: string[]): Operation => ({
  threadId,
  op: tuple({ 6: tuple({ 0: added, 1: removed, 2: ids }) }),
});

let number = 6;
const begunMs = Date.now();

/** A whole request of `i/s`; without operations it only asks for what is new. */
export function changesRequest(operations: Operation[], history: number, nowMs: number, sends = false): Tuple {
  const listed = operations.map(({ threadId, op }) => {
    number += 1;
    return tuple({ 0: number, 1: tuple({ 0: threadId, 1: op }) });
  });
  return tuple({
    0: sends ? tuple({ 2: 2 }) : null,
    1: listed.length > 0 ? tuple({ 0: listed }) : null,
    2: tuple({ 0: 1, 1: history, 4: tuple({ 1: 0 }), 6: 1 }),
    3: tuple({ 0: begunMs, 1: Math.max(1, listed.length), 2: nowMs, 3: sends ? 1 : 0, 4: 205 }),
    4: 2,
  });
}
