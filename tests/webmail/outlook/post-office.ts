import { composeMail, type OutgoingMail } from '../gmail/compose-mail.ts';
import { readMail } from '../gmail/read-mail.ts';
import type { IdMaker } from './ids.ts';
import type { Mailbox, StoredItem } from './mailbox.ts';

/** A message that really went out, also where no copy of it was kept. */
export interface SentRecord {
  mailbox: Mailbox;
  item: StoredItem;
  messageId: string;
  isKept: boolean;
}

/** Writes drafts, and sends what is to be sent. No timers: whoever asks makes the server look at its clock. */
export interface PostOffice {
  /** Writes the source of a draft anew from what was handed in. */
  write(item: StoredItem): Promise<void>;
  send(mailbox: Mailbox, item: StoredItem, isKept: boolean): Promise<void>;
  /** Sends what was scheduled and is due. */
  sendDue(): Promise<void>;
  /** Sends everything scheduled of a mailbox, as if its time had come. */
  sendScheduled(mailbox: Mailbox): Promise<void>;
  readonly sent: readonly SentRecord[];
}

export interface PostOfficeParts {
  ids: IdMaker;
  now(): number;
  mailboxes(): Iterable<Mailbox>;
}

const withSender = (raw: Uint8Array, item: StoredItem): Uint8Array =>
  item.sender ? Buffer.concat([Buffer.from(`Sender: ${item.sender.name} <${item.sender.email}>\r\n`), raw]) : raw;

export function createPostOffice(parts: PostOfficeParts): PostOffice {
  const sent: SentRecord[] = [];

  const render = async (item: StoredItem, outgoing: OutgoingMail): Promise<void> => {
    item.raw = withSender(await composeMail(outgoing, true), item);
    item.mail = readMail(item.raw);
  };
  const filesOf = (item: StoredItem): OutgoingMail['files'] =>
    item.attachments.map(({ name, mime, bytes }) => ({ name, mime, bytes }));

  const write: PostOffice['write'] = async (item) => {
    if (item.outgoing) await render(item, { ...item.outgoing, files: filesOf(item) });
  };
  const send: PostOffice['send'] = async (mailbox, item, isKept) => {
    const nowMs = parts.now();
    const given = item.outgoing;
    if (!given) throw new Error('only what was written here can be sent');
    const domain = given.from.email.split('@')[1] ?? 'example.com';
    const messageId = `<${parts.ids.token(24).toUpperCase()}@${domain}>`;
    const outgoing = { ...given, messageId, dateMs: nowMs, files: filesOf(item) };
    delete item.deferredMs;
    await render(item, outgoing);
    Object.assign(item, { outgoing, isDraft: false, isRead: true, sentMs: nowMs, receivedMs: nowMs });
    if (isKept) mailbox.move(item, 'sentitems', nowMs);
    else mailbox.remove(item);
    sent.push({ mailbox, item, messageId, isKept });
    const copy = withSender(await composeMail(outgoing, false), item);
    const recipients = [...outgoing.to, ...outgoing.cc, ...outgoing.bcc].map((one) => one.email.toLowerCase());
    for (const other of parts.mailboxes()) {
      const own = [other.owner, ...(other.owner.aliases ?? [])].map((one) => one.address.toLowerCase());
      if (own.some((address) => recipients.includes(address))) {
        const arrived = other.receive(copy, { receivedMs: nowMs, folder: 'inbox' });
        if (other === mailbox) arrived.conversationId = item.conversationId;
      }
    }
  };
  const release = async (fits: (mailbox: Mailbox, item: StoredItem) => boolean): Promise<void> => {
    for (const mailbox of parts.mailboxes()) {
      const due = mailbox.items().filter((item) => item.deferredMs !== undefined && fits(mailbox, item));
      for (const item of due) await send(mailbox, item, true);
    }
  };

  return {
    write,
    send,
    sendDue: () => release((_, item) => (item.deferredMs ?? Number.POSITIVE_INFINITY) <= parts.now()),
    sendScheduled: (mailbox) => release((one) => one === mailbox),
    sent,
  };
}
