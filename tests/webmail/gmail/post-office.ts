import type { Mailbox, StoredMessage } from './mailbox.ts';
import type { Behaviour } from './options.ts';
import { type HandedIn, keep, outsideCopy, type Writing } from './outgoing.ts';

interface Held {
  box: Mailbox;
  handed: HandedIn;
  dueMs: number;
}

/** Takes messages that are to go out, holds them while they may be undone, and sends them when their time has come. */
export interface PostOffice {
  /** True when the message went out at once. */
  hand(box: Mailbox, handed: HandedIn): Promise<void>;
  schedule(box: Mailbox, handed: HandedIn): Promise<void>;
  /** Takes a held message back; the answer says whether there was one. */
  takeBack(id: string): HandedIn | undefined;
  /** Sends what is due. There are no timers: whoever asks the server something makes it look. */
  sendDue(): Promise<void>;
  /** Sends everything scheduled as if its time had come. */
  sendScheduled(box: Mailbox): Promise<void>;
}

export interface PostOfficeParts extends Writing {
  behaviour: Behaviour;
  /** Brings the message to mailboxes of this server. */
  deliver(address: string, raw: Uint8Array): void;
  announceSent(box: Mailbox, threadId: string, message: StoredMessage): void;
}

export function createPostOffice(parts: PostOfficeParts): PostOffice {
  const held = new Map<string, Held>();

  const send = async ({ box, handed }: Held): Promise<void> => {
    const message = await keep(parts, box, handed, true);
    parts.announceSent(box, handed.threadId, message);
    const own = new Set([box.owner, ...(box.owner.aliases ?? [])].map((one) => one.address.toLowerCase()));
    const copy = await outsideCopy(handed, message);
    const recipients = [...handed.mail.to, ...handed.mail.cc, ...handed.mail.bcc].map((one) => one.email.toLowerCase());
    for (const address of new Set(recipients)) if (!own.has(address)) parts.deliver(address, copy);
  };
  const hold = async (box: Mailbox, handed: HandedIn, dueMs: number): Promise<void> => {
    await keep(parts, box, handed, false);
    box.announce(handed.threadId);
    held.set(handed.id, { box, handed, dueMs });
  };
  const release = async (fits: (one: Held) => boolean): Promise<void> => {
    const due = [...held.values()].filter(fits).sort((a, b) => a.dueMs - b.dueMs);
    for (const one of due) held.delete(one.handed.id);
    for (const one of due) await send(one);
  };

  return {
    async hand(box, handed) {
      const { undoMs, undoHeldBy } = parts.behaviour;
      held.delete(handed.id);
      if (undoMs === 0 || undoHeldBy === 'page') await send({ box, handed, dueMs: parts.now() });
      else await hold(box, handed, parts.now() + undoMs);
    },
    schedule: (box, handed) => hold(box, handed, parts.now() + parts.behaviour.scheduleMs),
    takeBack(id) {
      const one = held.get(id);
      held.delete(id);
      return one?.handed;
    },
    sendDue: () => release((one) => one.dueMs <= parts.now()),
    sendScheduled: (box) => release((one) => one.box === box && one.handed.labels.includes('^scheduled')),
  };
}
