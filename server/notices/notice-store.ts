import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import type { Database, NoticeRow } from '../store/tables.ts';

/** A notice as it is kept. */
export type Notice = Selectable<NoticeRow>;

/** A notice in the hands of one attempt. */
export type ClaimedNotice = Notice & { claim: string };

/** How an attempt ended, for good. */
export interface Outcome {
  state: 'sent' | 'unsure' | 'kept' | 'failed' | 'dropped';
  reason?: NoticeRow['reason'];
  reply?: string | null;
  /** JSON of what it said, for those who look at it later. */
  content?: string;
}

/**
 * The table of notices. One that is under way belongs to its claim: whatever another attempt does meanwhile, a write by an
 * old claim has no effect.
 */
export interface NoticeStore {
  /** Whether anything is due, or was begun and perhaps left. */
  hasWork(): Promise<boolean>;
  /**
   * Takes up what attempts left behind whose process is gone. What the mail server cannot have in full waits again; what it
   * may have is not sent a second time.
   */
  takeUp(): Promise<void>;
  /** The next one that is due, if any. */
  claim(): Promise<ClaimedNotice | undefined>;
  /** From here on the mail server may have the message. False when the notice belongs to another claim by now. */
  handOver(notice: ClaimedNotice): Promise<boolean>;
  settle(notice: ClaimedNotice, outcome: Outcome): Promise<void>;
  /** Waits again, until `dueAt`, ISO. */
  putOff(notice: ClaimedNotice, dueAt: string, why: Pick<Outcome, 'reason' | 'reply'>): Promise<void>;
  /** Lets all others that are due wait as well, for the mail server is away for them too. */
  putOffOthers(dueAt: string, why: Pick<Outcome, 'reason' | 'reply'>): Promise<void>;
  /** Those of a user, newest first, below an id when given. */
  list(userId: number, options: { before?: number | undefined; limit: number }): Promise<Notice[]>;
  get(userId: number, id: number): Promise<Notice | undefined>;
}

/** @param now Ms since the epoch. */
export function createNoticeStore(db: Kysely<Database>, now: () => number): NoticeStore {
  const moment = () => new Date(now()).toISOString();
  const mine = ({ id, claim }: ClaimedNotice) =>
    db.updateTable('notices').where('id', '=', id).where('claim', '=', claim);
  const own = (userId: number) => db.selectFrom('notices').selectAll().where('userId', '=', userId);

  return {
    async hasWork() {
      const found = await db
        .selectFrom('notices')
        .select('id')
        .where((eb) => eb.or([eb('dueAt', '<=', moment()), eb('state', 'in', ['sending', 'handed-over'])]))
        .limit(1)
        .executeTakeFirst();
      return found !== undefined;
    },

    async takeUp() {
      const left = (state: 'sending' | 'handed-over') => db.updateTable('notices').where('state', '=', state);
      await left('sending').set({ state: 'waiting', claim: null, dueAt: moment() }).execute();
      // The claim stays: a process that only stood still may yet bring the answer.
      await left('handed-over')
        .set({ state: 'unsure', reason: 'no-answer', dueAt: null, settledAt: moment() })
        .execute();
    },

    async claim() {
      const claim = randomUUID();
      const next = await db
        .selectFrom('notices')
        .select('id')
        .where('dueAt', '<=', moment())
        .orderBy('dueAt')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
      if (!next) return undefined;
      const claimed = await db
        .updateTable('notices')
        .set((eb) => ({ state: 'sending' as const, claim, dueAt: null, attempts: eb('attempts', '+', 1) }))
        .where('id', '=', next.id)
        .where('dueAt', '<=', moment())
        .returningAll()
        .executeTakeFirst();
      return claimed && { ...claimed, claim };
    },

    async handOver(notice) {
      const { numUpdatedRows } = await mine(notice)
        .set({ state: 'handed-over' })
        .where('state', '=', 'sending')
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async settle(notice, { state, reason = null, reply = null, content = null }) {
      await mine(notice).set({ state, reason, reply, content, dueAt: null, settledAt: moment() }).execute();
    },

    async putOff(notice, dueAt, { reason = null, reply = null }) {
      await mine(notice).set({ state: 'waiting', reason, reply, dueAt, claim: null }).execute();
    },

    async putOffOthers(dueAt, { reason = null, reply = null }) {
      await db
        .updateTable('notices')
        .set({ reason, reply, dueAt })
        .where('state', '=', 'waiting')
        .where('dueAt', '<=', moment())
        .execute();
    },

    async list(userId, { before, limit }) {
      return own(userId)
        .$if(before !== undefined, (query) => query.where('id', '<', before ?? 0))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
    },

    async get(userId, id) {
      return own(userId).where('id', '=', id).executeTakeFirst();
    },
  };
}
