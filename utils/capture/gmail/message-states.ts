import type { MailState } from '../../model/mail-reference.ts';
import { type LabelChange, type MailRecord, stateOf } from './readers/mail-record.ts';

/**
 * The way of a message out of this page:
 *
 * ```text
 *  draft ──request ^pfg──► sending ──answer ^f──► held ──undo time over──► sent
 *    ▲                      │   │                  │                        │
 *    └──────── ^r ──────────┘   └─no answer─► failed (tried again)          │
 *              (undone)  ◄──────────── ^r ─────────┴────────── ^r ──────────┘
 *  draft ──request ^scheduled──► scheduled (the server sends it later, without this page)
 * ```
 *
 * Only an answer of the server proves anything. Drafts are not remembered: an id enters when it is being sent and leaves
 * when that is undone.
 */
export type Reported = Exclude<MailState, 'draft'>;

export interface StateReport {
  id: string;
  state: Reported;
  record: MailRecord;
}

/** Where something was seen. `exchange` counts requests of this page; embedded data has 0. */
export interface Sighting {
  path: 'request' | 'answer' | 'embedded';
  exchange: number;
  /** Ms since the epoch. */
  at: number;
}

export interface MessageStates {
  record(record: MailRecord, sighting: Sighting): StateReport[];
  labels(change: LabelChange, sighting: Sighting): StateReport[];
  /** An exchange ended without an answer. */
  failed(exchange: number): StateReport[];
  /** Confirmed sends whose undo time is over. */
  release(at: number, isUndoShown: boolean): StateReport[];
  /** Whether confirmed sends wait for their undo time to pass. */
  isHolding(): boolean;
  /** Sent, and then undone after it had been reported. */
  isRecalled(id: string): boolean;
  /** Confirmed as sent by this page's own traffic, ms since the epoch. */
  sentAt(id: string): number | undefined;
}

/** The toast with the undo link follows the answer within this time. */
const TOAST_AFTER_MS = 400;

/** Gmail's longest undo time is 30 s. */
const LONGEST_UNDO_MS = 31_000;

const MAX_OUTGOING = 500;

interface Outgoing {
  state: 'sending' | 'held' | 'sent' | 'scheduled' | 'failed';
  record: MailRecord;
  /** The request that sent it; answers to earlier requests say nothing about it. */
  exchange: number;
  sendingSince: number;
  confirmedAt: number;
}

/** Labels of what is no mail between people, or what the person or the server has thrown away. */
const LEFT_OUT = ['^s', '^k', '^b'];

export function createMessageStates(): MessageStates {
  const outgoing = new Map<string, Outgoing>();
  const recalled = new Set<string>();

  const remember = (id: string, entry: Outgoing) => {
    outgoing.delete(id);
    outgoing.set(id, entry);
    const oldest = outgoing.keys().next().value;
    if (outgoing.size > MAX_OUTGOING && oldest !== undefined) outgoing.delete(oldest);
  };

  const leave = (id: string, state: 'sending' | 'scheduled', record: MailRecord, sighting: Sighting): StateReport[] => {
    const known = outgoing.get(id);
    if (known?.state === state) {
      known.record = { ...known.record, ...record };
      known.exchange = Math.max(known.exchange, sighting.exchange);
      return [];
    }
    // A confirmed message still shows `^pfg` in some answers; it does not begin anew by that.
    if (sighting.path !== 'request' && known !== undefined && known.state !== 'failed') return [];
    recalled.delete(id);
    const { exchange, at } = sighting;
    remember(id, { state, record, exchange, sendingSince: at, confirmedAt: 0 });
    return [{ id, state, record }];
  };

  const comeBack = (id: string, sighting: Sighting): StateReport[] => {
    const known = outgoing.get(id);
    if (known === undefined || sighting.path === 'embedded') return [];
    // The answer to an autosave may arrive after the send was asked for, and the send's own answer may repeat the draft.
    if (sighting.path === 'answer' && sighting.exchange <= known.exchange) return [];
    outgoing.delete(id);
    if (known.state === 'sent') recalled.add(id);
    return [{ id, state: 'undone', record: known.record }];
  };

  const confirm = (id: string, record: MailRecord, sighting: Sighting): StateReport[] => {
    if (sighting.path === 'request') return [];
    const known = outgoing.get(id);
    if (known === undefined) {
      // A later answer of the same content must not bring back what was undone.
      return recalled.has(id) ? [] : [{ id, state: 'sent', record }];
    }
    const whole = { ...known.record, ...record };
    if (known.state === 'held') {
      known.record = whole;
      return [];
    }
    if (known.state === 'sent') {
      known.record = whole;
      return [{ id, state: 'sent', record: whole }];
    }
    remember(id, { ...known, state: 'held', record: whole, confirmedAt: sighting.at });
    return [];
  };

  return {
    record(record, sighting) {
      const { id, labels } = record;
      if (id === undefined || labels === undefined) return [];
      const state = stateOf(labels);
      if (state === 'draft') return comeBack(id, sighting);
      if (state === 'sending' || state === 'scheduled') return leave(id, state, record, sighting);
      if (labels.some((label) => LEFT_OUT.includes(label))) return [];
      if (state === 'sent') return confirm(id, record, sighting);
      return sighting.path === 'request' ? [] : [{ id, state, record }];
    },

    labels({ added, removed, messageIds, threadId }, sighting) {
      return messageIds.flatMap((id) => {
        if (added.includes('^r')) return comeBack(id, sighting);
        if (sighting.path === 'request') {
          return removed.includes('^pfg') || removed.includes('^f') ? comeBack(id, sighting) : [];
        }
        if (!added.includes('^f')) return [];
        const record = threadId === undefined ? { id, labels: ['^f'] } : { id, threadId, labels: ['^f'] };
        return confirm(id, record, sighting);
      });
    },

    failed(exchange) {
      return [...outgoing].flatMap(([id, entry]) => {
        if (entry.state !== 'sending' || entry.exchange !== exchange) return [];
        entry.state = 'failed';
        return [{ id, state: 'failed' as const, record: entry.record }];
      });
    },

    release(at, isUndoShown) {
      return [...outgoing].flatMap(([id, entry]) => {
        if (entry.state !== 'held' || at - entry.confirmedAt < TOAST_AFTER_MS) return [];
        if (isUndoShown && at - entry.sendingSince < LONGEST_UNDO_MS) return [];
        entry.state = 'sent';
        return [{ id, state: 'sent' as const, record: entry.record }];
      });
    },

    isHolding: () => [...outgoing.values()].some(({ state }) => state === 'held'),
    isRecalled: (id) => recalled.has(id),
    sentAt: (id) => {
      const entry = outgoing.get(id);
      return entry?.state === 'sent' ? entry.confirmedAt : undefined;
    },
  };
}
