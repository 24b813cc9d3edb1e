import type { Address } from '../model/address.ts';
import type { Involved } from '../model/decision.ts';
import type { Direction } from '../model/mail-reference.ts';
import type { Message, Protection } from '../model/message.ts';
import type { CrmCapabilities, NewEmail } from './crm.ts';
import { cutText } from './cut-text.ts';

/** Sentences that stand in the CRM beside the rep's own words; they come from the locales. */
export interface EmailTexts {
  noSubject: string;
  noText: string;
  /** At the end of a text that was cut: that the whole message is among the documents of the company. */
  cut: string;
  /** A line naming addresses the entry has no field for; `more` counts those left out of it. */
  addresses(field: 'from' | 'to' | 'cc' | 'bcc', addresses: string, more: number): string;
  /** A line for a message whose text is sealed; none for what needs no line. */
  protection: Partial<Record<Protection, string>>;
  /** A line for an attachment that is not copied; `why` is as in the log entry. */
  leftOut(name: string, why: string): string;
}

export interface NewEmailSource {
  message: Message;
  direction: Direction;
  involved: Pick<Involved, 'accountId' | 'contactId'>;
  extId: string;
  /** The mailbox it was seen in: it stands for a sender or recipient the message does not name. */
  mailbox: string;
  salesRepId?: number;
  /** Attachments to be copied, in the order of their upload. */
  attachments: readonly { name: string; size: number }[];
  leftOut: readonly { name: string; why: string }[];
  capabilities: CrmCapabilities;
  texts: EmailTexts;
}

export interface FittedEmail {
  email: NewEmail;
  /** Something of the message found no room: keep the whole of it as a document of the company. */
  wasCut: boolean;
}

/** Room a line of addresses may take in the text. */
const ADDRESS_LINE = 400;
/** Room in a custom field whose length the schema does not tell: v4's usual one. */
const CUSTOM_FIELD = 180;
const SEPARATOR = ', ';

/** A message as an e-mail entry that fits the tenant: its limits, its custom fields, v4's lack of cc and bcc. */
export function toNewEmail(source: NewEmailSource): FittedEmail {
  const { message, capabilities, texts } = source;
  const subject = cutText(oneLine(message.subject) || texts.noSubject, capabilities.maxSubject ?? Infinity);
  const from = cutText(message.from?.email ?? senderInstead(source), capabilities.maxEmailFrom, '');
  const to = fitList(recipientsOf(source), capabilities.maxEmailTo);
  const fields = toCustomFields(message, capabilities);

  const lines: { text: string; more: number }[] = [];
  const name = (field: 'from' | 'to' | 'cc' | 'bcc', addresses: readonly Address[]) => {
    const fitted = fitList(addresses.map(toShown), ADDRESS_LINE);
    lines.push({ text: texts.addresses(field, fitted.kept.join(SEPARATOR), fitted.more), more: fitted.more });
  };
  const sealed = texts.protection[message.protection];
  if (sealed !== undefined) lines.push({ text: sealed, more: 0 });
  if (from.wasCut && message.from) name('from', [message.from]);
  if (to.more > 0 && !fields.whole.has('to')) name('to', message.to);
  if (message.cc.length > 0 && !fields.whole.has('cc')) name('cc', message.cc);
  if (message.bcc.length > 0 && !fields.whole.has('bcc')) name('bcc', message.bcc);
  for (const { name, why } of source.leftOut) lines.push({ text: texts.leftOut(oneLine(name), why), more: 0 });

  // However many lines there are, half of the room is the message's own.
  const head = cutText(lines.map((line) => line.text).join('\n'), Math.floor(capabilities.maxEmailBody / 2));
  const room = capabilities.maxEmailBody - (head.text === '' ? 0 : head.text.length + 2);
  const text = cutText(plain(message.text) || texts.noText, room, `\n\n${texts.cut}`);
  const { accountId, contactId } = source.involved;

  return {
    email: {
      extId: source.extId,
      subject: subject.text,
      body: head.text === '' ? text.text : `${head.text}\n\n${text.text}`,
      from: from.text,
      to: to.kept,
      customFields: fields.values,
      direction: source.direction,
      sentAt: message.sentAt,
      accountId,
      ...(contactId === undefined ? {} : { contactId }),
      ...(source.salesRepId === undefined ? {} : { salesRepId: source.salesRepId }),
      attachments: source.attachments.map(({ name, size }) => ({ name, size })),
    },
    wasCut: subject.wasCut || text.wasCut || head.wasCut || lines.some((line) => line.more > 0),
  };
}

/** RFC 2606 keeps `.invalid` free of hosts, so this address is nobody's. */
const NOBODY = 'unknown@sender.invalid';

function senderInstead({ direction, mailbox }: NewEmailSource): string {
  return direction === 'outgoing' ? mailbox : NOBODY;
}

/** v4 asks for at least one recipient; a message sent in blind copy alone, or to a list, may name none in To. */
function recipientsOf({ message, direction, mailbox }: NewEmailSource): string[] {
  const named = [message.to, message.cc, message.bcc].find((list) => list.length > 0);
  if (named) return named.map(({ email }) => email);
  return [direction === 'incoming' ? mailbox : NOBODY];
}

/** As many whole entries from the start as fit into `max` units when joined, at least one. */
function fitList(entries: readonly string[], max: number): { kept: string[]; more: number } {
  const kept: string[] = [];
  let length = -SEPARATOR.length;
  for (const entry of entries) {
    length += SEPARATOR.length + entry.length;
    if (length > max) break;
    kept.push(entry);
  }
  if (kept.length === 0 && entries[0] !== undefined) kept.push(cutText(entries[0], max, '').text);
  return { kept, more: entries.length - kept.length };
}

/** Custom fields this product knows how to fill, where the tenant has them. `whole` names the lists that fitted. */
function toCustomFields(message: Message, { emailCustomFields }: CrmCapabilities) {
  const values: Record<string, string> = {};
  const whole = new Set<'to' | 'cc' | 'bcc'>();
  for (const list of ['to', 'cc', 'bcc'] as const) {
    const field = emailCustomFields.get(`z_${list}`);
    if (!field || message[list].length === 0) continue;
    const fitted = fitList(
      message[list].map(({ email }) => email),
      field.maxLength ?? CUSTOM_FIELD,
    );
    values[field.name] = fitted.kept.join(SEPARATOR);
    if (fitted.more === 0) whole.add(list);
  }
  // Half an id or half a page of HTML is worse than none.
  for (const [name, value] of [
    ['z_messageid', message.messageId],
    ['z_inreplyto', message.inReplyTo],
    ['z_html', message.html],
  ] as const) {
    const field = emailCustomFields.get(name);
    if (field && value && value.length <= (field.maxLength ?? CUSTOM_FIELD)) values[field.name] = value.toWellFormed();
  }
  return { values, whole };
}

function toShown({ email, name }: Address): string {
  const shown = oneLine(name ?? '');
  return shown === '' || shown === email ? email : `${shown} <${email}>`;
}

/** One line: no controls, no marks that turn the direction of what follows. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toWellFormed();
}

/** Plain text with `\n` at line ends and no other controls but tabs. */
function plain(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim()
    .toWellFormed();
}
