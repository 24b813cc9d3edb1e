import type { StoredMessage, StoredThread } from './mailbox.ts';
import type { Behaviour } from './options.ts';
import { htmlOf, partAddress, type RecordContext } from './records.ts';
import { escapeHtml, html, plain, redirect } from './respond.ts';
import type { SourceHost } from './source-host.ts';

export interface SourceParts {
  behaviour: Behaviour;
  host: SourceHost;
  now(): number;
}

export interface SourceAnswer {
  response: Response;
  revealed: string[];
}

const nothing = (response: Response): SourceAnswer => ({ response, revealed: [] });

interface Found {
  thread: StoredThread;
  message: StoredMessage;
}

/** The message an old-style address names: by sync id, by legacy id, or by the id of its thread. */
export function findNamed(context: RecordContext, query: URLSearchParams): Found | undefined {
  const box = context.mailbox;
  const asked = [query.get('permmsgid'), query.get('th'), query.get('permthid'), query.get('type')];
  for (const id of asked) {
    if (!id) continue;
    const found = box.find(id);
    if (found) return found;
    const thread = box.thread(id) ?? box.threads().find((one) => one.legacyHex === id);
    const message = thread?.messages[0];
    if (thread && message) return { thread, message };
  }
  return undefined;
}

/** A just-sent message is not found at once by those who ask for it under the page's id. */
function isLate(parts: SourceParts, message: StoredMessage): boolean {
  return message.sentMs !== undefined && parts.now() - message.sentMs < parts.behaviour.sourceLagMs;
}

const LINE = 76;

/** The source with the attachments' lines left out, as the page shows large mail. */
function shortened(raw: string, limit: number): string {
  if (raw.length <= limit) return raw;
  const longRun = new RegExp(`(?:[A-Za-z0-9+/=]{60,${LINE}}\\r?\\n){20,}`, 'g');
  return raw.replace(longRun, '[...]\r\n');
}

/** `view=om`: the page that shows the original of one message. */
export function answerOriginal(parts: SourceParts, context: RecordContext, query: URLSearchParams): SourceAnswer {
  const found = findNamed(context, query);
  if (parts.behaviour.originalPage === 'off') return nothing(html('<p>Not available</p>', 403));
  if (!found || isLate(parts, found.message)) return nothing(html('<p>Message not found</p>', 404));
  const { message } = found;
  const raw = new TextDecoder().decode(message.raw);
  if (parts.behaviour.originalPage === 'text') return { response: plain(raw), revealed: [message.id] };
  const shown = shortened(raw, parts.behaviour.originalLimitBytes);
  const link = `?view=att&th=${message.legacyHex}&attid=0&disp=comp&safe=1&zw`;
  const body = `<!doctype html><html><head><meta charset="utf-8"><title>Original Message</title></head><body>
<table><tr><th>Message ID</th><td>${escapeHtml(message.mail.messageId)}</td></tr></table>
<a class="download-buttons" href="${escapeHtml(link)}">Download Original</a>
<pre class="raw_message_text" id="raw_message_text">${escapeHtml(shown)}</pre></body></html>`;
  return { response: html(body), revealed: [message.id] };
}

/** `view=att`: sends on to the one-use address of a source (`attid=0`) or of an attachment. */
export function answerAttachment(parts: SourceParts, context: RecordContext, url: URL): SourceAnswer {
  const found = findNamed(context, url.searchParams);
  if (!found || isLate(parts, found.message)) return nothing(html('<p>Not found</p>', 404));
  const { message } = found;
  const attid = url.searchParams.get('attid') ?? '0';
  if (attid === '0') {
    if (parts.behaviour.rawSource === 'off') return nothing(html('<p>Not allowed by your administrator</p>', 403));
    const source = { bytes: message.raw, mime: 'message/rfc822', name: 'original_msg.txt', ref: message.id };
    return nothing(redirect(parts.host.addressFor(url.href, source), { 'cache-control': 'private, max-age=60' }));
  }
  const part = message.mail.parts.find((one) => one.attid === attid);
  if (!part) return nothing(html('<p>Not found</p>', 404));
  const download = {
    bytes: part.bytes,
    mime: part.mime || 'application/octet-stream',
    name: part.name,
    ref: message.id,
  };
  return nothing(redirect(parts.host.addressFor(url.href, download), { 'cache-control': 'private, max-age=60' }));
}

/** `view=pt`: a whole conversation as simple HTML; `view=lg`: one message in full. */
export function answerPrint(context: RecordContext, query: URLSearchParams): SourceAnswer {
  const found = findNamed(context, query);
  if (!found) return nothing(html('<p>Not found</p>', 404));
  const messages = query.get('view') === 'lg' ? [found.message] : found.thread.messages;
  const sections = messages.map((message) => {
    const { mail } = message;
    const links = mail.parts.map((part) => {
      const href = escapeHtml(partAddress(context, message, part));
      return `<a href="${href}">${escapeHtml(part.name)}</a>`;
    });
    const to = mail.to.map((one) => escapeHtml(one.email)).join(', ');
    return `<table class="message"><tr><td><b>${escapeHtml(mail.from.name)}</b> &lt;${escapeHtml(mail.from.email)}&gt;</td></tr>
<tr><td>To: ${to}</td></tr><tr><td>${htmlOf(mail)}</td></tr><tr><td>${links.join(' ')}</td></tr></table>`;
  });
  const head = `<!doctype html><html><head><meta charset="utf-8"><title>${escapeHtml(found.message.mail.subject)}</title></head>`;
  const response = html(`${head}<body>${sections.join('<hr>')}</body></html>`, 200, {
    'content-security-policy': "script-src 'none'; object-src 'none'",
  });
  return { response, revealed: messages.map((message) => message.id) };
}

/** `/feed/atom`: unread mail in short. */
export function answerAtom(context: RecordContext): SourceAnswer {
  const unread = context.mailbox
    .threads()
    .flatMap((thread) => thread.messages)
    .filter((message) => message.labels.has('^u') && message.labels.has('^i'));
  const entries = unread.map((message) => {
    const when = new Date(message.internalMs).toISOString();
    const { from, subject } = message.mail;
    return `<entry><title>${escapeHtml(subject)}</title>
<link rel="alternate" href="${context.mailOrigin}/mail?account_id=${encodeURIComponent(context.mailbox.owner.address)}&amp;message_id=${message.legacyHex}&amp;view=conv&amp;extsrc=atom" type="text/html"/>
<modified>${when}</modified><issued>${when}</issued><author><name>${escapeHtml(from.name)}</name><email>${escapeHtml(from.email)}</email></author></entry>`;
  });
  const body = `<?xml version="1.0" encoding="UTF-8"?><feed version="0.3" xmlns="http://purl.org/atom/ns#"><fullcount>${unread.length}</fullcount>${entries.join('')}</feed>`;
  const response = new Response(body, { headers: { 'content-type': 'application/atom+xml; charset=utf-8' } });
  return nothing(response);
}
