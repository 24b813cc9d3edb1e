import type { Address } from '../../../model/address.ts';
import { isEmail } from '../../email-pattern.ts';
import type { Tree } from '../../literals/parse-literal.ts';
import type { SlicedWork } from '../../sliced-work.ts';
import { isLegacyHex, parseMessageId } from '../ids.ts';
import { compact, type MailRecord } from './mail-record.ts';
import { readMailbox } from './read-mailbox.ts';
import { toAttachment } from './record-parts.ts';
import { at, listAt, numberAt, textAt, textsAt, timeAt, toAddress } from './tree.ts';

export interface ClassicThread {
  threadLegacyHex: string;
  lastMessage?: string;
  messageIds: string[];
  draftIds: string[];
  subject?: string;
}

/** A row of a classic list. HTML fields are as the answer has them. */
export interface ClassicRow {
  threadLegacyHex: string;
  lastMessage?: string;
  labels: string[];
  sendersHtml?: string;
  subjectHtml?: string;
  isUnread: boolean;
  snippet?: string;
  attachmentNames?: string[];
  dateText?: string;
  /** Last change of the row, ms since the epoch. */
  timeMs?: number;
  lastSender?: string;
}

export interface ClassicAccount {
  email: string;
  primary: boolean;
  index?: number;
  name?: string;
}

export interface ClassicReading {
  threads: ClassicThread[];
  messages: MailRecord[];
  rows: ClassicRow[];
  accounts: ClassicAccount[];
  /** Legacy hex of a message the answer says was sent. */
  sentLegacyHex?: string;
}

const NODES_PER_STEP = 100;

/**
 * Reads answers of Gmail's older layer, `view=cv` above all: entries are arrays named by their first element and are
 * found wherever they stand.
 */
export function* readClassic(literals: readonly Tree[]): SlicedWork<ClassicReading> {
  const reading: ClassicReading = { threads: [], messages: [], rows: [], accounts: [] };
  const stack: { node: Tree; threadLegacyHex: string | undefined }[] = [];
  const push = (items: readonly Tree[]) => {
    for (let index = items.length - 1; index >= 0; index -= 1) {
      const node = items[index];
      if (Array.isArray(node)) stack.push({ node, threadLegacyHex: undefined });
    }
  };
  push(literals);
  let currentThread: string | undefined;

  for (let visited = 1; ; visited += 1) {
    if (visited % NODES_PER_STEP === 0) yield;
    const entry = stack.pop()?.node;
    if (entry === undefined) return reading;
    if (!Array.isArray(entry)) continue;
    const thread = readThread(entry);
    if (thread !== undefined) {
      currentThread = thread.threadLegacyHex;
      reading.threads.push(thread);
    } else if (entry[0] === 'ms' && isLegacyHex(entry[1])) {
      reading.messages.push(readMessage(entry, entry[1], currentThread));
    } else if (entry[0] === 'tb') {
      reading.rows.push(
        ...listAt(entry, 2)
          .map(readRow)
          .filter((row) => row !== undefined),
      );
    } else if (entry[0] === 'mla') {
      reading.accounts.push(...readAccountRows(entry[1]));
    } else if (entry[0] === 'a' && isLegacyHex(at(entry, 3, 0))) {
      reading.sentLegacyHex = String(at(entry, 3, 0));
    } else push(entry);
  }
}

/** Rows `[address, primary, ?, index, name]` of signed-in accounts; embedded data has the same. */
export function readAccountRows(node: Tree | undefined): ClassicAccount[] {
  return listAt(node).flatMap((row) => {
    const email = textAt(row, 0);
    if (email === undefined || !isEmail(email)) return [];
    const index = numberAt(row, 3);
    const name = textAt(row, 4);
    return [
      {
        email: email.toLowerCase(),
        primary: at(row, 1) === 1 || at(row, 1) === true,
        ...(index === undefined ? {} : { index }),
        ...(name === undefined ? {} : { name }),
      },
    ];
  });
}

function readThread(entry: Tree[]): ClassicThread | undefined {
  if (entry[0] !== 'cs' || !isLegacyHex(entry[1])) return undefined;
  const lastMessage = textAt(entry, 2);
  const subject = textAt(entry, 23);
  return {
    threadLegacyHex: entry[1],
    messageIds: textsAt(entry, 8).filter(isLegacyHex),
    draftIds: textsAt(entry, 9).filter(isLegacyHex),
    ...(lastMessage === undefined ? {} : { lastMessage }),
    ...(subject === undefined ? {} : { subject }),
  };
}

function readMessage(entry: Tree[], legacyHex: string, threadLegacyHex: string | undefined): MailRecord {
  const body = at(entry, 13);
  const html = textAt(body, 6);
  const email = textAt(entry, 6);
  const parent = textAt(entry, 2);
  const isOpen = Array.isArray(body);
  return compact({
    id: parseMessageId(textAt(entry, 60)),
    legacyHex,
    threadLegacyHex,
    parentLegacyHex: isLegacyHex(parent) ? parent : undefined,
    messageId: textAt(body, 20),
    from:
      email !== undefined && isEmail(email.trim())
        ? toAddress(email, textAt(entry, 5))
        : readMailbox(textAt(entry, 4) ?? ''),
    to: isOpen ? mailboxesAt(body, 1) : undefined,
    cc: isOpen ? mailboxesAt(body, 2) : undefined,
    bcc: isOpen ? mailboxesAt(body, 3) : undefined,
    replyTo: isOpen ? mailboxesAt(body, 4) : undefined,
    recipientsUnordered: participants(entry[37]),
    headerMs: timeAt(entry, 7),
    subject: textAt(entry, 12) ?? textAt(body, 5),
    snippet: textAt(entry, 8),
    labels: Array.isArray(entry[9]) ? textsAt(entry, 9) : undefined,
    hasListId: textAt(body, 22) === undefined ? undefined : true,
    body: html === undefined ? undefined : { html, partKinds: [], isHtml: true },
    attachments: attachmentsOf(body),
  });
}

function mailboxesAt(body: Tree | undefined, index: number): Address[] {
  return textsAt(body, index)
    .map(readMailbox)
    .filter((mailbox) => mailbox !== undefined);
}

/** Everybody in the groups of a folded message; which of them is to or cc is not told reliably. */
function participants(node: Tree | undefined): string[] | undefined {
  const emails = listAt(node).flatMap((group) =>
    listAt(group).flatMap((person) => {
      const email = textAt(person, 1);
      return email !== undefined && isEmail(email) ? [email.toLowerCase()] : [];
    }),
  );
  return emails.length > 0 ? [...new Set(emails)] : undefined;
}

function attachmentsOf(body: Tree | undefined) {
  const attachments = listAt(body, 7, 4).map((item) =>
    toAttachment({
      attid: textAt(item, 0),
      name: textAt(item, 1),
      mimeType: textAt(item, 2),
      size: numberAt(item, 3),
      realattid: textAt(item, 5),
      url: undefined,
    }),
  );
  const named = attachments.filter((attachment) => attachment.name !== undefined || attachment.attid !== undefined);
  return named.length > 0 ? named : undefined;
}

function readRow(row: Tree): ClassicRow | undefined {
  const threadLegacyHex = textAt(row, 0);
  if (!isLegacyHex(threadLegacyHex)) return undefined;
  const subjectHtml = textAt(row, 9);
  const attachmentNames = textsAt(row, 13);
  const micros = numberAt(row, 16);
  const fields = {
    lastMessage: textAt(row, 1),
    sendersHtml: textAt(row, 7),
    subjectHtml,
    snippet: textAt(row, 10),
    attachmentNames: attachmentNames.length > 0 ? attachmentNames : undefined,
    dateText: textAt(row, 15),
    timeMs: micros === undefined ? undefined : Math.floor(micros / 1000),
    lastSender: textAt(row, 28),
  };
  const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return { ...known, threadLegacyHex, labels: textsAt(row, 5), isUnread: subjectHtml?.includes('<b>') === true };
}
