import { toEnvelope } from '../directory/to-envelope.ts';
import type { Logger } from '../log/logger.ts';
import { type Delivery, type FetchFailure, type FetchOrder, MAX_SOURCE_BYTES } from '../model/delivery.ts';
import type { DirectoryLookup } from '../model/directory.ts';
import type { MailReference } from '../model/mail-reference.ts';
import type { WholeMessage } from '../model/message.ts';
import type { SiteId } from '../model/site.ts';
import type { QueueDatabase } from '../queue/database.ts';
import { toSourceKey } from '../queue/identity.ts';
import { toLikenessKey } from '../queue/likeness.ts';
import { companiesOfLike, joinLikeMessage, keepMessage, keepUnreadable, partContext } from '../queue/messages.ts';
import {
  changeOrder,
  dropOrder,
  isFetchDue,
  MAX_FETCH_WAIT_MS,
  type NoticeOutcome,
  readOrders,
  recordNotices,
  toFetchOrder,
} from '../queue/orders.ts';
import type { OrderRow } from '../queue/rows.ts';
import type { Sealer } from '../queue/seal.ts';
import { isStorageFull } from '../queue/storage-full.ts';
import { noteTrouble } from '../queue/troubles.ts';
import { fetchBackoffMs, MAX_FETCH_ATTEMPTS } from './backoff.ts';
import { toFinalDecision } from './final-decision.ts';
import type { Decider, ReadMessage } from './intake-parts.ts';
import { createPieces, type Piece } from './pieces.ts';
import { createSkippedMemory } from './skipped-memory.ts';
import { toRows } from './to-rows.ts';

export interface IntakeDependencies {
  db: QueueDatabase;
  sealer: Sealer;
  /** Whether mail of this site may be looked at now: switch, consent and the site's own switch. */
  mayCapture(site: SiteId): boolean;
  directory: DirectoryLookup;
  decider: Decider;
  readMessage: ReadMessage;
  now(): number;
  random(): number;
  log: Logger;
  /** Something new is to be pushed. */
  onStored(): void;
}

/** What a delivery came to; `stored` is answered after a commit that survives a power cut, and never before. */
export type DeliverOutcome = 'stored' | 'restart' | 'not-wanted';

/** The background's side of the conversation with webmail pages. Requests have been parsed; their content is untrusted. */
export interface Intake {
  hello(page: { site: SiteId; account?: string | undefined }): Promise<{ on: boolean; orders: FetchOrder[] }>;
  notice(references: readonly MailReference[]): Promise<FetchOrder[]>;
  /** @param sender names the tab and frame, so that two of them can read the same message. */
  piece(sender: string, piece: Piece): { restart: boolean };
  deliver(sender: string, delivery: Delivery): Promise<DeliverOutcome>;
  fetchFailed(orderId: string, failure: FetchFailure): Promise<void>;
  /** When a page should be asked again for something that could not be read; null when nothing waits for that. */
  nextFetchAt(): Promise<number | null>;
  /** The switch was turned off or rules changed: what was in memory is forgotten. */
  forget(): void;
}

export function createIntake(deps: IntakeDependencies): Intake {
  const { db, sealer, decider, directory, now, log } = deps;
  const pieces = createPieces({ now });
  const skipped = createSkippedMemory(now);

  async function decideAll(mails: readonly MailReference[]) {
    const keys = mails.map((mail) => decider.lookupKeys(mail));
    const answers = await directory.lookup({
      emails: [...new Set(keys.flatMap(({ emails }) => emails))],
      domains: [...new Set(keys.flatMap(({ domains }) => domains))],
    });
    return mails.map((mail) => decider.decide(mail, answers));
  }

  function toOrder(id: string, mail: MailReference, involved: OrderRow['involved']): OrderRow {
    const { site, account, ref, threadRef, direction, sentAt } = mail;
    return {
      id,
      site,
      account,
      ref,
      direction,
      involved,
      noticedAt: now(),
      attempts: 0,
      nextFetchAt: now(),
      ...(threadRef === undefined ? {} : { threadRef }),
      ...(sentAt === undefined ? {} : { sentAt }),
    };
  }

  async function notice(references: readonly MailReference[]): Promise<FetchOrder[]> {
    const mails = references.filter((mail) => deps.mayCapture(mail.site));
    const ids = await Promise.all(mails.map(toSourceKey));
    const outcome: NoticeOutcome = { wanted: [], skipped: [], withdrawn: [] };
    const open = new Map<string, MailReference>();
    mails.forEach((mail, i) => {
      const id = ids[i];
      if (id === undefined) return;
      if (mail.state === 'received' || mail.state === 'sent') {
        if (!skipped.has(id)) open.set(id, mail);
        return;
      }
      open.delete(id);
      // On its way out: the answer of the server will tell. Anything else takes back what was said before.
      if (mail.state !== 'sending') outcome.withdrawn.push(id);
    });
    for (const id of outcome.withdrawn) pieces.forget(id);

    const decisions = open.size > 0 ? await decideAll([...open.values()]) : [];
    [...open].forEach(([id, mail], i) => {
      const decision = decisions[i];
      if (decision?.kind === 'log') outcome.wanted.push(toOrder(id, mail, decision.involved));
      if (decision?.kind === 'skip') {
        outcome.skipped.push(decision.rule);
        skipped.add(id);
      }
    });
    if (outcome.wanted.length + outcome.skipped.length + outcome.withdrawn.length === 0) return [];
    const standing = await recordNotices(db, outcome);
    return standing.filter((order) => isFetchDue(order, now())).map(toFetchOrder);
  }

  async function readOrNull(order: OrderRow, delivery: Delivery, parts: Uint8Array<ArrayBuffer>[]) {
    try {
      return await deps.readMessage({ ...order, form: delivery.form, rung: delivery.rung, parts });
    } catch {
      // The error may quote the message, so it is not logged.
      return null;
    }
  }

  async function decideFinally(order: OrderRow, delivery: Delivery, { message }: WholeMessage) {
    const state = order.direction === 'incoming' ? 'received' : 'sent';
    const mail: MailReference = { ...order, state, envelope: toEnvelope(message), noticedBy: 'traffic' };
    const [decision = { kind: 'wait' as const }] = await decideAll([mail]);
    const { form, missing } = delivery;
    return toFinalDecision(decision, order.involved, { form, missing, direction: order.direction, message });
  }

  async function store(order: OrderRow, delivery: Delivery, parts: Uint8Array<ArrayBuffer>[]): Promise<DeliverOutcome> {
    const whole = await readOrNull(order, delivery, parts);
    if (whole === null) {
      const sealed = await Promise.all(parts.map((part, i) => sealer.sealBytes(part, partContext(order.id, i))));
      const kept = await keepUnreadable(db, order.id, sealed);
      if (kept) await noteTrouble(db, { kind: 'unreadable', what: `${order.site}/${delivery.rung}` }, now());
      return kept ? 'stored' : 'not-wanted';
    }
    const decision = await decideFinally(order, delivery, whole);
    if (decision.kind === 'skip') {
      skipped.add(order.id);
      await dropOrder(db, order.id, [decision.rule]);
      return 'not-wanted';
    }
    const likeness = await toLikenessKey({ ...order, ...whole.message });
    const logged = likeness === undefined ? undefined : await companiesOfLike(db, likeness);
    const isNameless = delivery.rung === 'dom' && delivery.missing.includes('messageId');
    const involved = isNameless
      ? decision.involved
      : decision.involved.filter(({ accountId }) => !logged?.includes(accountId));
    if (likeness !== undefined && logged !== undefined && involved.length === 0) {
      await joinLikeMessage(db, order.id, likeness);
      return 'stored';
    }
    const rows = await toRows(sealer, { order, delivery, message: whole.message, parts, involved, now: now() });
    // The switch may have been turned, or the order withdrawn, while the message was read.
    if (!deps.mayCapture(order.site)) return 'not-wanted';
    if (isNameless && likeness !== undefined && logged === undefined) rows.message.sourceKeys.push(likeness);
    if (!(await keepMessage(db, rows))) return 'not-wanted';
    deps.onStored();
    return 'stored';
  }

  /** The disk is full: say so where that still can be written, and ask for the message again later. */
  async function postpone(order: OrderRow): Promise<void> {
    log.error('storage is full, a message could not be stored');
    try {
      await changeOrder(db, order.id, (row) => failed(row, 'storage-full'));
      await noteTrouble(db, { kind: 'storage-full', what: 'messages' }, now());
    } catch (error) {
      if (!isStorageFull(error)) throw error;
    }
  }

  function failed(order: OrderRow, failure: NonNullable<OrderRow['failure']>): OrderRow {
    const attempts = order.attempts + 1;
    return { ...order, failure, attempts, nextFetchAt: now() + fetchBackoffMs(attempts, deps.random) };
  }

  return {
    notice,

    async hello({ site, account }) {
      if (!deps.mayCapture(site)) return { on: false, orders: [] };
      const orders = account === undefined ? [] : await readOrders(db, site, account);
      // A page that loaded shows that the rep is signed in again.
      const due = orders.filter(
        (order) => isFetchDue(order, now()) || (!order.parked && order.failure === 'signed-out'),
      );
      return { on: true, orders: due.map(toFetchOrder) };
    },

    piece(sender, piece) {
      return { restart: !pieces.add(sender, piece) };
    },

    async deliver(sender, delivery) {
      const parts = pieces.take(sender, delivery.orderId, delivery.parts);
      const order = await db.orders.get(delivery.orderId);
      if (!order) {
        const known = await db.messages.where('sourceKeys').equals(delivery.orderId).count();
        return known > 0 ? 'stored' : 'not-wanted';
      }
      if (!deps.mayCapture(order.site)) return 'not-wanted';
      if (delivery.parts.reduce((sum, size) => sum + size, 0) > MAX_SOURCE_BYTES) {
        await changeOrder(db, order.id, (row) => ({ ...row, parked: 'too-large' }));
        return 'not-wanted';
      }
      if (parts === null) return 'restart';
      try {
        return await store(order, delivery, parts);
      } catch (error) {
        if (!isStorageFull(error)) throw error;
        await postpone(order);
        return 'not-wanted';
      }
    },

    async fetchFailed(orderId, failure) {
      pieces.forget(orderId);
      if (failure === 'gone') {
        // Bytes that arrived before and could not be read are all there is now.
        const isKept = (await db.parts.where('[owner+index]').equals([orderId, 0]).count()) > 0;
        if (isKept) await changeOrder(db, orderId, (order) => ({ ...order, parked: 'unreadable' }));
        else await dropOrder(db, orderId, []);
        return;
      }
      if (failure === 'too-large') {
        await changeOrder(db, orderId, (order) => ({ ...order, failure, parked: 'too-large' }));
        return;
      }
      await changeOrder(db, orderId, (order) => {
        const next = failed(order, failure);
        const isGivenUp = failure === 'unavailable' && next.attempts >= MAX_FETCH_ATTEMPTS;
        return isGivenUp ? { ...next, parked: 'unreadable' } : next;
      });
    },

    async nextFetchAt() {
      const [next] = await db.orders
        .orderBy('nextFetchAt')
        .filter((order) => order.parked === undefined && order.failure !== undefined)
        .limit(1)
        .toArray();
      return next ? Math.min(next.nextFetchAt, now() + MAX_FETCH_WAIT_MS) : null;
    },

    forget() {
      pieces.forget();
      skipped.clear();
    },
  };
}
