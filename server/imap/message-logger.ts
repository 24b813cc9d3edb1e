import type { FetchMessageObject } from 'imapflow';
import { readMessage } from '../../utils/capture/mime/read-message.ts';
import { toEnvelope } from '../../utils/directory/to-envelope.ts';
import type { Decision, Involved } from '../../utils/model/decision.ts';
import { MAX_SOURCE_BYTES } from '../../utils/model/delivery.ts';
import type { Envelope } from '../../utils/model/mail-reference.ts';
import { toFinalDecision } from '../../utils/sync/final-decision.ts';
import { V4Error } from '../v4/v4-error.ts';
import type { ParkReason } from './folder-places.ts';
import type { FolderRole, MailDecider, SeenMail } from './mail-decider.ts';
import type { MessageStore } from './message-store.ts';
import { readHeaders } from './read-headers.ts';

/** What became of a message. `gone` was removed before it could be read. */
export type Outcome = 'logged' | 'known' | 'skipped' | 'gone' | { parked: ParkReason };

/** A message by what its deciding headers tell. */
export interface Noticed {
  uid: number;
  mail: SeenMail;
  decision: Decision;
  size: number;
  arrivedAt: number;
}

/** Decides about messages of one mailbox, and logs those that are wanted. */
export interface MessageLogger {
  /** Decides by headers alone. What arrived before `from` (ms since the epoch) is skipped unseen. */
  notice(role: FolderRole, found: readonly FetchMessageObject[], from: number): Promise<Noticed[]>;
  /** @param fetchSource Reads the message whole; undefined when it is gone. Called only when somebody in the CRM is involved. */
  log(noticed: Noticed, fetchSource: () => Promise<Buffer | undefined>): Promise<Outcome>;
}

/** @param mailbox Address of the mailbox. */
export function createMessageLogger(mailbox: string, decider: MailDecider, store: MessageStore): MessageLogger {
  async function decideFinally(noticed: Noticed, envelope: Envelope): Promise<Decision> {
    const [decision = { kind: 'wait' as const }] = await decider.decide([{ ...noticed.mail, envelope }]);
    return decision;
  }

  async function read(noticed: Noticed, involved: readonly Involved[], bytes: Buffer): Promise<Outcome> {
    const source = new Uint8Array(bytes);
    const result = await readMessage([source], 'rfc822', { siteId: `imap/${mailbox}`, siteTime: noticed.arrivedAt });
    if (!result.ok) return { parked: result.why === 'too-large' ? 'too-large' : 'unreadable' };
    const { whole, missing } = result;
    const direction = decider.directionOf(noticed.mail);
    const headers = { form: 'rfc822' as const, missing, direction, message: whole.message };
    const final = toFinalDecision(await decideFinally(noticed, toEnvelope(whole.message)), involved, headers);
    if (final.kind === 'skip') return 'skipped';
    return (await store.keep({ whole, source, direction, involved: final.involved })) ? 'logged' : 'known';
  }

  return {
    async notice(role, found, from) {
      const timely = found.filter(({ internalDate }) => toMs(internalDate) >= from);
      const mails: SeenMail[] = [];
      for (const { headers = Buffer.alloc(0), flags, internalDate } of timely) {
        const envelope = await readHeaders(headers, mailbox, toMs(internalDate));
        mails.push({ role, isDraft: flags?.has('\\Draft') ?? false, envelope });
      }
      const decisions = await decider.decide(mails);
      return timely.flatMap(({ uid, size = 0, internalDate }, i) => {
        const [mail, decision] = [mails[i], decisions[i]];
        return mail && decision ? [{ uid, mail, decision, size, arrivedAt: toMs(internalDate) }] : [];
      });
    },

    async log(noticed, fetchSource) {
      const { decision, mail } = noticed;
      if (decision.kind !== 'log') return 'skipped';
      const { messageId } = mail.envelope;
      if (messageId !== undefined && (await store.isKept(messageId, decision.involved))) return 'known';
      if (noticed.size > MAX_SOURCE_BYTES) return { parked: 'too-large' };
      const bytes = await fetchSource();
      if (!bytes) return 'gone';
      try {
        return await read(noticed, decision.involved, bytes);
      } catch (error) {
        // What the CRM refuses for good must not hold up what comes after it.
        if (error instanceof V4Error && error.status === 400) return { parked: 'refused' };
        throw error;
      }
    },
  };
}

function toMs(date: Date | string | undefined): number {
  const ms = new Date(date ?? Number.NaN).getTime();
  return Number.isFinite(ms) ? ms : Date.now();
}
