import { addressParser, decodeWords } from 'postal-mime';

export interface MailPerson {
  email: string;
  name: string;
}

export interface MailPart {
  /** Place in the MIME tree: `0.1`, `0.0.2`. */
  attid: string;
  mime: string;
  name: string;
  inline: boolean;
  contentId: string;
  bytes: Uint8Array;
}

/** A message as the server sees it. */
export interface ReadMail {
  messageId: string;
  inReplyTo: string;
  references: string[];
  listId: string;
  from: MailPerson;
  to: MailPerson[];
  cc: MailPerson[];
  bcc: MailPerson[];
  replyTo: MailPerson[];
  subject: string;
  /** Date header, ms since the epoch, seconds precision. */
  dateMs: number;
  html: string;
  text: string;
  parts: MailPart[];
  /** Top-level content type, for telling sealed mail. */
  mime: string;
}

type Headers = Map<string, string>;

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
const fromLatin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

function splitHead(block: string): { headers: Headers; body: string } {
  const end = /\r?\n\r?\n/.exec(block);
  const head = end ? block.slice(0, end.index) : block;
  const headers: Headers = new Map();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = line.slice(0, colon).toLowerCase();
    if (!headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return { headers, body: end ? block.slice(end.index + end[0].length) : '' };
}

/** Headers are bytes; those outside of ASCII are UTF-8 (RFC 6532). */
const headerText = (raw: string | undefined): string => decodeWords(new TextDecoder().decode(fromLatin1(raw ?? '')));

function parameter(header: string, name: string): string {
  const pieces: string[] = [];
  let charset = 'utf-8';
  let encoded = false;
  for (const found of header.matchAll(/;\s*([^=;\s]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g)) {
    const [base, ...marks] = (found[1] ?? '').toLowerCase().split('*');
    if (base !== name) continue;
    let value = found[2]?.replace(/\\(.)/g, '$1') ?? found[3] ?? '';
    if (marks.length > 0 && found[1]?.endsWith('*')) {
      const intro = /^([^']*)'[^']*'/.exec(value);
      if (intro) {
        charset = intro[1] || charset;
        value = value.slice(intro[0].length);
      }
      encoded = true;
    }
    pieces.push(value);
  }
  const joined = pieces.join('');
  if (!encoded) return headerText(joined);
  const bytes = joined.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decodeText(fromLatin1(bytes), charset);
}

function decodeText(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset || 'utf-8').decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

function decodeBody(body: string, encoding: string): Uint8Array {
  if (/base64/i.test(encoding)) return new Uint8Array(Buffer.from(body, 'base64'));
  if (!/quoted-printable/i.test(encoding)) return fromLatin1(body);
  const text = body
    .replace(/=[ \t]*\r?\n/g, '')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return fromLatin1(text);
}

function splitMultipart(body: string, boundary: string): string[] {
  const lines = `\n${body}`.split(`\n--${boundary}`);
  const parts: string[] = [];
  for (const piece of lines.slice(1)) {
    if (piece.startsWith('--')) break;
    parts.push(piece.replace(/^[ \t]*\r?\n/, '').replace(/\r$/, ''));
  }
  return parts;
}

interface Found {
  html: string[];
  text: string[];
  parts: MailPart[];
}

function walk(block: string, attid: string, found: Found): void {
  const { headers, body } = splitHead(block);
  const type = headers.get('content-type') ?? 'text/plain';
  const mime = (type.split(';')[0] ?? '').trim().toLowerCase();
  if (mime.startsWith('multipart/')) {
    const boundary = parameter(type, 'boundary');
    splitMultipart(body, boundary).forEach((part, place) => {
      walk(part, `${attid}.${place}`, found);
    });
    return;
  }
  const disposition = headers.get('content-disposition') ?? '';
  const name = parameter(disposition, 'filename') || parameter(type, 'name');
  const isText = (mime === 'text/plain' || mime === 'text/html') && !/^attachment/i.test(disposition) && name === '';
  const bytes = decodeBody(body, headers.get('content-transfer-encoding') ?? '');
  if (isText) {
    const text = decodeText(bytes, parameter(type, 'charset'));
    (mime === 'text/html' ? found.html : found.text).push(text);
    return;
  }
  const contentId = (headers.get('content-id') ?? '').replace(/[<>]/g, '');
  found.parts.push({
    attid: attid === '0' ? '0.1' : attid,
    mime,
    name: name || 'noname',
    inline: contentId !== '' && !/^attachment/i.test(disposition),
    contentId,
    bytes,
  });
}

const people = (raw: string | undefined): MailPerson[] =>
  addressParser(headerText(raw), { flatten: true }).flatMap((one) =>
    'address' in one && one.address ? [{ email: one.address, name: one.name ?? '' }] : [],
  );

/** Reads a message as it arrived. Nothing is refused: what a header lacks is empty. */
export function readMail(raw: Uint8Array): ReadMail {
  const block = latin1(raw);
  const { headers } = splitHead(block);
  const found: Found = { html: [], text: [], parts: [] };
  walk(block, '0', found);
  return {
    messageId: headers.get('message-id') ?? '',
    inReplyTo: headers.get('in-reply-to') ?? '',
    references: (headers.get('references') ?? '').match(/<[^>]+>/g) ?? [],
    listId: headers.get('list-id') ?? '',
    from: people(headers.get('from'))[0] ?? { email: '', name: '' },
    to: people(headers.get('to')),
    cc: people(headers.get('cc')),
    bcc: people(headers.get('bcc')),
    replyTo: people(headers.get('reply-to')),
    subject: headerText(headers.get('subject')),
    dateMs: Date.parse(headers.get('date') ?? '') || 0,
    html: found.html.join(''),
    text: found.text.join('\n'),
    parts: found.parts,
    mime: (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
  };
}
