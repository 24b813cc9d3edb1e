import type { StoredMessage } from './mailbox.ts';
import type { MailPerson } from './read-mail.ts';
import { htmlOf, labelsOf, partAddress, type RecordContext, realattidOf, snippetOf } from './records.ts';
import { findNamed, type SourceAnswer } from './source-routes.ts';

const named = (one: MailPerson): string => (one.name ? `${one.name} <${one.email}>` : one.email);
const namedList = (list: MailPerson[]): string[] | null => (list.length > 0 ? list.map(named) : null);
const pairs = (list: MailPerson[]): [string, string][] | null =>
  list.length > 0 ? list.map((one) => [one.name, one.email]) : null;

/** An array with values at the given places, the others null. */
function sparse(length: number, places: Record<number, unknown>): unknown[] {
  return Array.from({ length }, (_, place) => places[place] ?? null);
}

function bodyBlock(context: RecordContext, message: StoredMessage): unknown[] {
  const { mail } = message;
  const files = mail.parts.map((part) => {
    const realattid = realattidOf(message, part);
    const row = [part.attid, part.name, part.mime, part.bytes.length, -1, realattid];
    return [...row, '', part.mime, partAddress(context, message, part)];
  });
  return sparse(23, {
    0: message.legacyHex,
    1: namedList(mail.to),
    2: namedList(mail.cc),
    3: namedList(mail.bcc),
    4: namedList(mail.replyTo),
    5: mail.subject,
    6: htmlOf(mail),
    7: [null, [0], '', null, files],
    8: 0,
    20: mail.messageId,
    21: mail.subject,
    22: mail.listId,
  });
}

function messageEntry(context: RecordContext, message: StoredMessage, parent: string, open: boolean): unknown[] {
  const { mail } = message;
  return sparse(61, {
    0: 'ms',
    1: message.legacyHex,
    2: parent,
    3: 3,
    4: named(mail.from),
    5: mail.from.name,
    6: mail.from.email,
    7: Math.floor(message.headerMs / 1000) * 1000,
    8: snippetOf(mail),
    9: labelsOf(message, context.nowMs),
    10: 0,
    11: 1,
    12: mail.subject,
    13: open ? bodyBlock(context, message) : null,
    24: new Date(message.headerMs).toUTCString(),
    37: [pairs(mail.to), pairs(mail.cc), pairs(mail.bcc)],
    60: message.id.startsWith('msg-a:') ? message.id : null,
  });
}

const chunk = (entries: unknown[]): string => {
  const text = JSON.stringify(entries).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('=', '\\u003d');
  return `${text.length + 1}\n${text}\n`;
};

/**
 * `view=cv`: a conversation in the form Gmail had before its data layer of 2018. Read messages other than the last and
 * the one asked for are collapsed, that is without body.
 */
export function answerClassic(context: RecordContext, query: URLSearchParams): SourceAnswer {
  const found = findNamed(context, query);
  if (!found) {
    const body = `)]}'\n\n${chunk([['e', 12, null, null, 0]])}`;
    return {
      response: new Response(body, { headers: { 'content-type': 'text/javascript; charset=utf-8' } }),
      revealed: [],
    };
  }
  const { thread, message: asked } = found;
  const byMessage = query.get('th') !== thread.legacyHex || query.get('type') !== thread.legacyHex;
  const last = thread.messages.at(-1);
  const isOpen = (one: StoredMessage): boolean =>
    one === last || one.labels.has('^u') || (byMessage && one === asked) || thread.messages.length === 1;
  const drafts = thread.messages.filter((one) => one.labels.has('^r')).map((one) => one.legacyHex);
  const conversation = sparse(25, {
    0: 'cs',
    1: thread.legacyHex,
    2: last?.legacyHex,
    3: thread.messages.length,
    6: (last?.internalMs ?? 0) * 1000,
    7: last?.legacyHex,
    8: thread.messages.map((one) => one.legacyHex),
    9: drafts.length > 0 ? drafts : null,
    23: thread.messages[0]?.mail.subject ?? '',
  });
  const { owner } = context.mailbox;
  const chunks = [
    chunk([['qu', '', '', '0'], ['mla', [[owner.address, 1, 0, 0, owner.name]]], conversation]),
    ...thread.messages.map((one, place) =>
      chunk([messageEntry(context, one, thread.messages[place - 1]?.legacyHex ?? '', isOpen(one))]),
    ),
    chunk([['ce'], ['di', 12], ['e', 12, null, null, 0]]),
  ];
  const response = new Response(`)]}'\n\n${chunks.join('')}`, {
    headers: { 'content-type': 'text/javascript; charset=utf-8' },
  });
  return { response, revealed: thread.messages.filter(isOpen).map((one) => one.id) };
}
