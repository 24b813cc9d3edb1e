import { z } from 'zod';
import { backoffMs } from '../jobs/backoff.ts';
import type { Attempt, JobKind } from '../jobs/jobs.ts';
import type { MessageFrame } from './compose-message.ts';
import type { NoticeContent } from './notice-content.ts';
import type { ClaimedNotice, NoticeStore, Outcome } from './notice-store.ts';
import type { ReadNotice } from './read-event.ts';
import { SendFailure } from './send-failure.ts';
import type { MailSender } from './smtp-sender.ts';
import { isAddress } from './smtp-settings.ts';

const MINUTE_MS = 60_000;

/** A notice that could not be sent for so long is given up. */
const GIVE_UP_AFTER_MS = 3 * 24 * 60 * MINUTE_MS;

/** Waits between attempts at a notice. */
const BACKOFF = { firstMs: MINUTE_MS, maxMs: 60 * MINUTE_MS };

/** A run takes up no further notice after this time; what is left gets a run of its own. */
const RUN_MS = 5 * MINUTE_MS;

/** Sends all that is due, one after the other: there is one such job at a time. */
export const sendNotices: JobKind<Record<never, never>> = {
  name: 'send-notices',
  payload: z.object({}),
  maxAttempts: 20,
  backoff: { firstMs: 5_000, maxMs: 10 * MINUTE_MS },
  timeoutMs: 3 * RUN_MS,
};

/** What it takes to send by a mail server. */
export interface Mail {
  sender: MailSender;
  compose: (content: NoticeContent, frame: MessageFrame) => Promise<Buffer>;
  from: string;
  messageId: (noticeId: number) => string;
}

export interface SendDeps {
  store: NoticeStore;
  read: (notice: ClaimedNotice) => Promise<ReadNotice>;
  /** Whether the user wants none by e-mail. */
  isOff: (userId: number) => Promise<boolean>;
  /** Undefined where no mail server is set: notices are then kept to be looked at. */
  mail: Mail | undefined;
  /** Where a notice is shown; undefined when the CRM does not know its own address. */
  linkOf: (noticeId: number) => string | undefined;
  now: () => number;
  random: () => number;
  /** A line for the operator. */
  onNotice: (text: string) => void;
}

/** The work of {@link sendNotices}. */
export function createSendNotices(deps: SendDeps) {
  const { store, mail, now } = deps;

  /** Whether the mail server can be asked for more. */
  async function failed(notice: ClaimedNotice, failure: SendFailure, content: string): Promise<boolean> {
    const why = { reason: failure.reason, reply: failure.reply };
    if (failure.next === 'unknown') {
      await store.settle(notice, { state: 'unsure', ...why, content });
      return false;
    }
    const isOld = now() - Date.parse(notice.createdAt) >= GIVE_UP_AFTER_MS;
    if (failure.next === 'never' || isOld) {
      await store.settle(notice, { state: 'failed', ...why, content });
      return !failure.isOfServer;
    }
    const dueAt = new Date(now() + backoffMs(BACKOFF, notice.attempts, deps.random())).toISOString();
    await store.putOff(notice, dueAt, why);
    if (!failure.isOfServer) return true;
    await store.putOffOthers(dueAt, why);
    deps.onNotice(`Notices wait until ${dueAt}: the mail server takes none (${failure.message})`);
    return false;
  }

  /** One attempt at one notice. Answers whether the mail server can be asked for more. */
  async function attempt(notice: ClaimedNotice, signal: AbortSignal): Promise<boolean> {
    const found = await deps.read(notice);
    if ('gone' in found) {
      await store.settle(notice, { state: 'dropped', reason: found.gone });
      return true;
    }
    const { address } = found;
    const content = JSON.stringify(found.content);
    const keep = (outcome: Outcome) => store.settle(notice, { ...outcome, content });
    if (await deps.isOff(notice.userId)) {
      await keep({ state: 'kept', reason: 'switched-off' });
      return true;
    }
    if (!mail) {
      await keep({ state: 'kept', reason: 'no-mail-server' });
      return true;
    }
    if (address === undefined || !isAddress(address)) {
      await keep({ state: 'kept', reason: 'no-address' });
      return true;
    }
    const message = await mail.compose(found.content, {
      from: mail.from,
      to: address,
      messageId: mail.messageId(notice.id),
      link: deps.linkOf(notice.id),
    });
    let isMine = true;
    const handOver = async () => {
      isMine = await store.handOver(notice);
      return isMine;
    };
    try {
      await mail.sender.send({ to: address, message }, handOver, signal);
    } catch (error) {
      // Another run has taken over: this one stood still for too long.
      if (!isMine) return false;
      if (error instanceof SendFailure) return failed(notice, error, content);
      await store.putOff(notice, new Date(now()).toISOString(), {});
      throw error;
    }
    await keep({ state: 'sent' });
    return true;
  }

  return async function run(_: object, { signal }: Attempt): Promise<void> {
    await store.takeUp();
    const until = performance.now() + RUN_MS;
    while (!signal.aborted && performance.now() < until) {
      const notice = await store.claim();
      if (!notice || !(await attempt(notice, signal))) return;
    }
  };
}
