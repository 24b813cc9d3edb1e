import { createHash } from 'node:crypto';
import { Window } from 'happy-dom';
import { readAccountSwitcher } from '../../utils/capture/gmail/dom/read-accounts.ts';
import { readAttachmentCard } from '../../utils/capture/gmail/dom/read-attachment-card.ts';
import { readRows } from '../../utils/capture/gmail/dom/read-rows.ts';
import { legacyHexOf, timeOfLegacyHex } from '../../utils/capture/gmail/ids.ts';
import { type LabelChange, type MailRecord, stateOf } from '../../utils/capture/gmail/readers/mail-record.ts';
import { type ClassicReading, readClassic } from '../../utils/capture/gmail/readers/read-classic.ts';
import { readEmbedded } from '../../utils/capture/gmail/readers/read-embedded.ts';
import { parseGuardedLiterals, parseLiteral } from '../../utils/capture/literals/parse-literal.ts';
import { runAtOnce } from '../../utils/capture/sliced-work.ts';

export type Values = Record<string, unknown>;

/** All a file gave, in the words of the expectations. */
export interface FileReading {
  form?: string;
  messages: Values[];
  threads: Values[];
  rows: Values[];
  label_changes: Values[];
  accounts: Values[];
  card?: Values;
  current_account?: Values;
  other_accounts: Values[];
  send_result?: Values;
}

/** Reads a recorded file with the product's own readers, whatever it turns out to be. */
export function readRecording(text: string): FileReading {
  const start = text.trimStart();
  if (start.startsWith('<')) return readHtml(text);
  const tree = runAtOnce(parseLiteral(text));
  if (tree === undefined || start.startsWith("'")) return readClassicText(text);
  const sync = runAtOnce(readEmbedded(tree));
  const classic = sync.messages.length + sync.labelChanges.length === 0 ? runAtOnce(readClassic([tree])) : undefined;
  if (classic !== undefined && hasClassicMail(classic)) return fromClassic(classic);
  return {
    form: start.startsWith('{') ? 'object' : 'array',
    messages: sync.messages.map(toMessageValues),
    threads: toThreadValues(sync.messages),
    rows: [],
    label_changes: sync.labelChanges.map(toLabelChangeValues),
    accounts: [...sync.accounts, ...(classic?.accounts ?? [])].map((account) => ({ ...account })),
    other_accounts: [],
  };
}

function readClassicText(text: string): FileReading {
  return fromClassic(runAtOnce(readClassic(runAtOnce(parseGuardedLiterals(text)))));
}

function hasClassicMail(reading: ClassicReading): boolean {
  return (
    reading.messages.length + reading.threads.length + reading.rows.length > 0 || reading.sentLegacyHex !== undefined
  );
}

function fromClassic(reading: ClassicReading): FileReading {
  const rows = reading.rows.map(toClassicRowValues);
  const threads = reading.threads.map((thread) => ({
    thread_legacy_hex: thread.threadLegacyHex,
    last_message: thread.lastMessage,
    message_ids: thread.messageIds,
    draft_ids: thread.draftIds,
    subject: thread.subject,
  }));
  const sent = reading.sentLegacyHex;
  return {
    messages: reading.messages.map(toMessageValues),
    threads: [...threads, ...rows],
    rows,
    label_changes: [],
    accounts: reading.accounts.map((account) => ({ ...account })),
    other_accounts: [],
    ...(sent === undefined ? {} : { send_result: { legacy_hex: sent, message_legacy_hex: sent, message_hex: sent } }),
  };
}

function readHtml(html: string): FileReading {
  const { document } = new Window();
  document.body.innerHTML = /^\s*<tr/i.test(html) ? `<table><tbody>${html}</tbody></table>` : html;
  const root = document.body as unknown as HTMLElement;
  const card = root.querySelector('span.aZo');
  const accounts = readAccountSwitcher(root);
  return {
    messages: [],
    threads: [],
    rows: readRows(root).map((row) => ({
      row_id: row.rowId,
      thread_id: row.threadId,
      thread_legacy_hex: row.threadLegacyHex,
      last_message: row.lastMessageLegacyHex,
      last_message_legacy_hex: row.lastMessageLegacyHex,
      draft_id: row.draftId,
      unread: row.isUnread,
      advertisement: row.isAdvertisement,
      senders: row.senders,
      sender_text: row.senderText,
      message_count: row.messageCount,
      count: row.messageCount,
      subject: row.subject,
      snippet: row.snippet,
      date_text: row.dateText,
      attachment_title: row.attachmentTitle,
    })),
    label_changes: [],
    accounts: [],
    other_accounts: accounts.others.map((account) => ({ ...account })),
    ...(accounts.current === undefined ? {} : { current_account: { ...accounts.current } }),
    ...(card === null ? {} : { card: toCardValues(card) }),
  };
}

function toCardValues(element: Element): Values {
  const card = readAttachmentCard(element);
  return {
    download_url_present: card.downloadUrlPresent,
    name: card.name,
    size_text: card.sizeText,
    type: card.mimeType,
    mime: card.mimeType,
    name_from_attribute: card.nameFromAttribute,
    url: card.url,
    message_id: card.messageId,
    message_legacy_hex: card.messageLegacyHex,
    attid: card.attid,
    realattid: card.realattid,
    first_link: card.firstLink,
  };
}

function toMessageValues(record: MailRecord): Values {
  const derived = record.id === undefined ? undefined : legacyHexOf(record.id);
  const hex = record.legacyHex ?? derived;
  const threadDerived = record.threadId === undefined ? undefined : legacyHexOf(record.threadId);
  const threadHex = record.threadLegacyHex ?? threadDerived;
  const idMs = hex === undefined ? undefined : timeOfLegacyHex(hex);
  return {
    id: record.id,
    sync_id: record.id,
    legacy_hex: hex,
    legacy_hex_derived: hex,
    thread_id: record.threadId,
    thread_legacy_hex: threadHex,
    thread_legacy_hex_derived: threadHex,
    thread_legacy_dec: threadHex === undefined ? undefined : String(BigInt(`0x${threadHex}`)),
    parent_legacy_hex: record.parentLegacyHex,
    rfc822_id: record.messageId,
    state: record.labels === undefined ? undefined : stateOf(record.labels),
    from: record.from,
    to: record.to,
    cc: record.cc,
    bcc: record.bcc,
    reply_to: record.replyTo,
    recipients_unordered: record.recipientsUnordered,
    subject: record.subject,
    thread_subject: record.threadSubject,
    snippet: record.snippet,
    labels: record.labels,
    header_ms: record.headerMs,
    header_iso: toIso(record.headerMs),
    internal_ms: record.internalMs,
    internal_iso: toIso(record.internalMs),
    id_ms: idMs,
    id_iso: toIso(idMs),
    id_time_ok: record.internalMs === undefined ? undefined : idMs === record.internalMs,
    references: record.references,
    in_reply_to: record.inReplyTo,
    has_body: record.body !== undefined,
    body: toBodyValues(record.body),
    attachments: record.attachments?.map((attachment) => ({
      attid: attachment.attid,
      realattid: attachment.realattid,
      name: attachment.name,
      type: attachment.mimeType,
      mime: attachment.mimeType,
      size: attachment.size,
      url: attachment.url,
    })),
  };
}

function toBodyValues(body: MailRecord['body']): Values | undefined {
  if (body === undefined) return undefined;
  return {
    // Some readers count code points, some UTF-16 units; the hash decides whether it is the same text.
    html_chars: [body.html.length, [...body.html].length],
    html_sha256: createHash('sha256').update(body.html).digest('hex'),
    parts: body.partKinds.length,
    part_kinds: body.partKinds.length === 0 ? undefined : body.partKinds,
    is_html: body.isHtml,
  };
}

function toIso(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

function toThreadValues(records: readonly MailRecord[]): Values[] {
  const threads = Map.groupBy(
    records.filter(({ threadId }) => threadId !== undefined),
    ({ threadId }) => threadId,
  );
  return [...threads].map(([threadId, members]) => ({
    thread_id: threadId,
    thread_legacy_hex: members[0]?.threadLegacyHex ?? legacyHexOf(threadId ?? ''),
    subject: members[0]?.threadSubject,
    thread_subject: members[0]?.threadSubject,
    message_ids: members.map(({ id }) => id),
    messages: members.map(({ id }) => id),
  }));
}

function toLabelChangeValues(change: LabelChange): Values {
  return {
    kind: change.kind,
    thread_id: change.threadId,
    add: change.added,
    added: change.added,
    remove: change.removed,
    removed: change.removed,
    messages: change.messageIds,
    ids: change.messageIds,
  };
}

function toClassicRowValues(row: ClassicReading['rows'][number]): Values {
  return {
    thread_legacy_hex: row.threadLegacyHex,
    last_message: row.lastMessage,
    last_message_legacy_hex: row.lastMessage,
    labels: row.labels,
    senders_html: row.sendersHtml,
    senders: sendersOf(row.sendersHtml),
    sender_text: textOfHtml(row.sendersHtml),
    subject: textOfHtml(row.subjectHtml),
    subject_html: row.subjectHtml,
    unread: row.isUnread,
    snippet: textOfHtml(row.snippet),
    attachment_names: row.attachmentNames,
    attachments: row.attachmentNames,
    date_text: row.dateText,
    time_ms: row.timeMs,
    time_iso: toIso(row.timeMs),
    last_sender: row.lastSender,
  };
}

function sendersOf(html: string | undefined): Values[] {
  const { document } = new Window();
  document.body.innerHTML = html ?? '';
  return [...document.body.querySelectorAll('[email]')].map((element) => ({
    email: element.getAttribute('email')?.toLowerCase(),
    name: element.getAttribute('name') ?? undefined,
  }));
}

function textOfHtml(html: string | undefined): string | undefined {
  if (html === undefined) return undefined;
  const { document } = new Window();
  document.body.innerHTML = html;
  return document.body.textContent ?? undefined;
}
