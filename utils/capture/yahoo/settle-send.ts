import type { SessionAnswer } from '../session/session-answer.ts';
import type { Standing } from './mailbox.ts';
import type { Outgoing, Send } from './outgoing.ts';
import type { MailReading, MailRecord } from './readers/mail-record.ts';

export interface SettleSendDependencies {
  outgoing: Outgoing;
  /** Undefined while nothing may be asked. */
  read(
    question: { what: 'message'; mid: string } | { what: 'newest'; folderId: string },
  ): Promise<{ kind: 'read'; reading: MailReading } | { kind: Exclude<SessionAnswer['kind'], 'bytes'> } | undefined>;
  standingOf(record: MailRecord): Standing | undefined;
  sentFolderId(): string;
  wait(ms: number): Promise<void>;
  now(): number;
  /** It has a name now. The record is absent where nobody could say more than the draft's own name. */
  found(send: Send, mid: string, record: MailRecord | undefined): void;
}

/** Two minutes in all; a server under load files a sent message late. */
const PAUSES_MS = [300, 700, 1500, 3000, 6000, 15_000, 30_000, 60_000];

/** So many times without any answer: the name cannot be checked. */
const UNANSWERED_TRIES = 3;

/**
 * Finds out by which id a message goes that was just sent, and of one that the server has not answered for, whether it was. It may have kept the one it had as a draft, or been given
 * another in the Sent folder; one message must never go by two.
 *
 * Ends when the name is found here, when the page's own traffic has shown it, or when neither has come in time: then the
 * message is told once the page shows its Sent folder.
 */
export async function settleSend(send: Send, dependencies: SettleSendDependencies): Promise<void> {
  const { outgoing, read, standingOf, sentFolderId, wait, now, found } = dependencies;
  let unanswered = 0;

  const settle = (mid: string, record: MailRecord | undefined) => {
    outgoing.settle(send, mid);
    found(send, mid, record);
  };

  for (const pause of PAUSES_MS) {
    if (send.mid !== undefined) return;
    const about = send.draftId === undefined ? undefined : await read({ what: 'message', mid: send.draftId });
    if (send.mid !== undefined) return;
    if (about?.kind === 'read') {
      const record = about.reading.messages.find(({ mid }) => mid === send.draftId);
      const standing = record === undefined ? undefined : standingOf(record);
      if (record !== undefined && standing !== 'draft' && standing !== 'left-out') return settle(record.mid, record);
    }
    const isStillDraft = about?.kind === 'read' && about.reading.messages.length > 0;
    if (!isStillDraft) {
      const list = await read({ what: 'newest', folderId: send.folderId ?? sentFolderId() });
      const records = list?.kind === 'read' ? list.reading.messages : [];
      for (const record of records) {
        if (standingOf(record) !== 'sent') continue;
        const met = outgoing.meet(record, now());
        if (met !== undefined) found(met, record.mid, record);
      }
      if (isSilent(about) && isSilent(list)) unanswered += 1;
      // Nothing can be asked here. The draft's name is the best there is, and its Message-ID will tell twins.
      const mayAsk = about !== undefined || list !== undefined;
      if (
        send.isConfirmed &&
        mayAsk &&
        unanswered >= UNANSWERED_TRIES &&
        send.draftId !== undefined &&
        send.mid === undefined
      ) {
        return settle(send.draftId, undefined);
      }
    }
    if (send.mid !== undefined) return;
    await wait(pause);
  }
  // What the server has never confirmed may have been given up by the page, and be sent anew under the same name.
  if (!send.isConfirmed) outgoing.leave(send);
}

function isSilent(answer: { kind: string } | undefined): boolean {
  return answer === undefined || (answer.kind !== 'read' && answer.kind !== 'gone');
}
