import { composeMail, type OutgoingFile, type OutgoingMail } from './compose-mail.ts';
import type { IdMaker } from './ids.ts';
import type { Mailbox, StoredMessage } from './mailbox.ts';
import { at, listAt, numberAt, textAt, textsAt } from './page/wire.ts';
import { type MailPerson, readMail } from './read-mail.ts';

/** A message as a page hands it in, to keep as draft, to send or to schedule. */
export interface HandedIn {
  id: string;
  threadId: string;
  labels: string[];
  mail: OutgoingMail;
}

export type FindUpload = (realattid: string) => OutgoingFile | undefined;

const personAt = (value: unknown): MailPerson => ({ email: textAt(value, 1), name: textAt(value, 2) });
const personsAt = (record: unknown, place: number): MailPerson[] => listAt(record, place).map(personAt);

/** Reads a record of a sync request. `parent` is the message it answers. */
export function parseHandedIn(
  record: unknown,
  threadId: string,
  parent: StoredMessage | undefined,
  findUpload: FindUpload,
): HandedIn {
  const html = listAt(record, 8, 1)
    .map((part) => textAt(part, 1))
    .join('');
  const files = listAt(record, 11).flatMap((item) => findUpload(textAt(item, 4)) ?? []);
  const parentId = parent?.mail.messageId;
  return {
    id: textAt(record, 0),
    threadId,
    labels: textsAt(record, 10),
    mail: {
      messageId: '',
      from: personAt(at(record, 1)),
      to: personsAt(record, 2),
      cc: personsAt(record, 3),
      bcc: personsAt(record, 4),
      subject: textAt(record, 7),
      html,
      ...(parent && parentId ? { inReplyTo: parentId, references: [...parent.mail.references, parentId] } : {}),
      dateMs: numberAt(record, 6),
      files,
    },
  };
}

/** Labels of a message the moment it is really sent. */
function sentLabels(labels: Iterable<string>): string[] {
  const gone = new Set(['^r', '^r_bt', '^f_btns', '^scheduled']);
  return ['^f', '^f_bt', '^f_cl', '^pfg', ...[...labels].filter((label) => !gone.has(label))];
}

export interface Writing {
  ids: IdMaker;
  now(): number;
}

/** Keeps what a page handed in as it stands, under a new legacy id and Message-ID as every save gives. */
export async function keep(writing: Writing, box: Mailbox, handed: HandedIn, final: boolean): Promise<StoredMessage> {
  const nowMs = writing.now();
  const domain = handed.mail.from.email.split('@')[1] ?? 'example.com';
  const messageId = `<CA${writing.ids.token(38)}@mail.${domain}>`;
  const raw = await composeMail({ ...handed.mail, messageId }, true);
  const message: StoredMessage = {
    id: handed.id,
    legacyHex: writing.ids.legacyHex(nowMs),
    labels: new Set(final ? sentLabels(handed.labels) : handed.labels),
    raw,
    mail: readMail(raw),
    headerMs: handed.mail.dateMs,
    internalMs: nowMs,
    ...(final ? { sentMs: nowMs } : {}),
  };
  box.put(handed.threadId, message);
  return message;
}

/** What other people get: the same message without the blind copies. */
export const outsideCopy = (handed: HandedIn, message: StoredMessage): Promise<Uint8Array> =>
  composeMail({ ...handed.mail, messageId: message.mail.messageId }, false);
