import PostalMime, { type Email } from 'postal-mime';
import type { Message } from '../../model/message.ts';
import { toAddresses } from './addresses.ts';
import { MAX_ATTACHMENTS, toAttachmentInfo, toAttachments } from './attachments.ts';
import { readAutomatedSigns } from './automated-signs.ts';
import { repairMislabelledUtf8 } from './charset.ts';
import { createHeaders, type Headers, looksLikeMail } from './headers.ts';
import { htmlToPlainText } from './html-text.ts';
import { madeMessageId, parseMessageIds } from './message-id.ts';
import { toProtection } from './protection.ts';
import type { ReadContext, ReadResult } from './read-result.ts';
import { toSentAt } from './sent-at.ts';
import { headerBytes, MAX_HEADER_BYTES, trimStart } from './source.ts';
import { toOneLine } from './text.ts';

/** Real mail nests a handful of parts. */
const MAX_PART_DEPTH = 50;
const MAX_SUBJECT = 10_000;

/** Attached messages stay files: what they say was said elsewhere, and nesting them is how bombs are built. */
const OPTIONS = {
  forceRfc822Attachments: true,
  maxNestingDepth: MAX_PART_DEPTH,
  maxHeadersSize: MAX_HEADER_BYTES,
};

/**
 * Reads the source of a message. One that is built too strangely to be taken apart is still read by its headers, and
 * goes along whole as a file, so that nothing is lost.
 */
export async function readRfc822(bytes: Uint8Array<ArrayBuffer>, context: ReadContext): Promise<ReadResult> {
  const source = trimStart(bytes);
  const whole = await parse(source);
  const email = whole ?? (await parse(headerBytes(source)));
  if (!email) return { ok: false, why: 'malformed' };
  const headers = createHeaders(email.headers);
  if (!looksLikeMail(headers)) return { ok: false, why: 'not-a-message' };

  const missing: string[] = [];
  const html = repairMislabelledUtf8(email.html ?? '');
  const text = bodyText(repairMislabelledUtf8(email.text ?? ''), html, missing);
  const carried = whole ? toAttachments(email.attachments, html) : [asFile(source)];
  if (!whole) missing.push('body', 'attachments');
  if (email.attachments.length > MAX_ATTACHMENTS) missing.push('attachments');

  const from = toAddresses(email.from && [email.from])[0];
  const [inReplyTo] = parseMessageIds(headers.first('in-reply-to'));
  const message: Message = {
    messageId: await toMessageId(headers, context),
    ...(inReplyTo ? { inReplyTo } : {}),
    references: parseMessageIds(headers.all('references').join(' ')),
    ...(from ? { from } : {}),
    to: toAddresses(email.to),
    cc: toAddresses(email.cc),
    bcc: toAddresses(email.bcc),
    replyTo: toAddresses(email.replyTo),
    subject: toOneLine(email.subject ?? '', MAX_SUBJECT),
    sentAt: toSentAt(headers.first('date'), context.siteTime),
    text,
    ...(html ? { html } : {}),
    protection: toProtection({
      contentType: headers.first('content-type') ?? '',
      partTypes: email.attachments.map((part) => part.mimeType),
      text,
      html,
    }),
    automatedSigns: readAutomatedSigns(email, headers),
    attachments: carried.map(({ info }) => info),
  };
  return { ok: true, whole: { message, bytes: carried.map((one) => one.bytes) }, missing };
}

/** Null where the parser gives up: parts or headers beyond the limits. It has no other failure, and none may escape. */
async function parse(source: Uint8Array<ArrayBuffer>): Promise<Email | null> {
  try {
    return await PostalMime.parse(source, OPTIONS);
  } catch {
    return null;
  }
}

function bodyText(text: string, html: string, missing: string[]): string {
  if (text.trim() !== '' || html === '') return text.replace(/\r\n?/g, '\n').trim();
  const plain = htmlToPlainText(html);
  if (plain.cut) missing.push('end-of-body');
  return plain.text;
}

/** One clear id, or one made from what the header does say: no id at all, or several that differ. */
async function toMessageId(headers: Headers, context: ReadContext): Promise<string> {
  const ids = [...new Set(headers.all('message-id').flatMap(parseMessageIds))];
  const [only, another] = ids;
  if (only && !another) return only;
  if (another) return madeMessageId(['several', ...ids.sort()]);
  const fields = ['from', 'to', 'cc', 'date', 'subject'].flatMap((name) => [name, ...headers.all(name)]);
  return madeMessageId([context.siteId, ...fields]);
}

function asFile(source: Uint8Array<ArrayBuffer>) {
  const part = {
    name: '',
    mimeType: 'message/rfc822',
    size: source.length,
    inline: false,
    contentId: undefined,
    number: 1,
  };
  return { info: toAttachmentInfo(part), bytes: source };
}
