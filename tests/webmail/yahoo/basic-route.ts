import { plainText } from '../gmail/compose-mail.ts';
import type { MailPerson } from '../gmail/read-mail.ts';
import { escapeHtml, html, redirect } from '../gmail/respond.ts';
import { bodyHtml } from './body-html.ts';
import { selectMessages } from './mail-api.ts';
import { INBOX, type Mailbox, type StoredMessage } from './mailbox.ts';
import { shownText } from './message-json.ts';
import type { PostOffice } from './outgoing.ts';

export interface BasicParts {
  box: Mailbox;
  post: PostOffice;
  crumb: string;
  imagesOrigin: string;
  shownAddress: string;
  /** What becomes of a send just now. */
  sends: 'works' | 'refused';
}

export interface BasicAnswer {
  response: Response;
  kind: string;
  revealed: string[];
  changes: string[];
}

const MESSAGE = /^\/b\/folders\/([^/]+)\/messages\/([^/]+)$/;
const FOLDER = /^\/b(?:\/folders\/([^/]+))?\/?$/;

const field = (name: string, label: string, value = ''): string =>
  `<p><label>${label} <input name="${name}" value="${escapeHtml(value)}"></label></p>`;

const persons = (text: string): MailPerson[] =>
  text
    .split(/[,;]+/)
    .map((one) => ({ email: one.trim(), name: '' }))
    .filter((one) => one.email !== '');

function page(parts: BasicParts, title: string, content: string): Response {
  const head = parts.shownAddress ? `${title} - ${parts.shownAddress} - Yahoo Mail` : `${title} - Yahoo Mail`;
  const folders = parts.box.folders
    .filter((folder) => !folder.types.includes('SYNC'))
    .map((folder) => `<li><a href="/b/folders/${folder.id}">${folder.name}</a></li>`)
    .join('');
  return html(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(head)}</title><link rel="icon" href="data:,"></head>
<body><div id="basic-mail-app-container" data-stand-in="ready"><nav><ul>${folders}</ul><a data-stand-in="compose-button" href="/b/compose">Compose</a></nav>
<main>${content}</main></div></body></html>`);
}

function row(message: StoredMessage): string {
  const { from, subject } = message.mail;
  const href = `/b/folders/${message.folderId}/messages/${message.id}`;
  return `<tr data-stand-in="row"><td title="${escapeHtml(from.email)}">${escapeHtml(from.name || from.email)}</td><td><a href="${href}">${escapeHtml(subject)}</a></td></tr>`;
}

function composeForm(parts: BasicParts, start: { to: string; subject: string; body: string; answers: string }): string {
  return `<form id="compose-form" method="post" action="/b/compose" enctype="multipart/form-data">
<input type="hidden" name="crumb" value="${escapeHtml(parts.crumb)}"><input type="hidden" name="inReplyTo" value="${escapeHtml(start.answers)}">
${field('to', 'To', start.to)}${field('cc', 'Cc')}${field('bcc', 'Bcc')}${field('subject', 'Subject', start.subject)}
<p><textarea name="content" rows="12" cols="80">${escapeHtml(start.body)}</textarea></p><p><input type="file" name="file"></p>
<button name="action" value="send" data-stand-in="send">Send</button> <button name="action" value="save" data-stand-in="save">Save draft</button></form>`;
}

function messagePage(parts: BasicParts, message: StoredMessage): string {
  const { mail } = message;
  const people = (list: MailPerson[]): string =>
    list.map((one) => escapeHtml(one.name ? `${one.name} <${one.email}>` : one.email)).join(', ');
  return `<h1 data-stand-in="subject">${escapeHtml(mail.subject)}</h1><dl><dt>From</dt><dd>${people([mail.from])}</dd>
<dt>To</dt><dd>${people(mail.to)}</dd></dl><div class="msg-body">${bodyHtml(message, parts.imagesOrigin)}</div>
<a data-stand-in="reply" href="/b/compose?reply=${message.id}">Reply</a>`;
}

async function post(parts: BasicParts, request: Request): Promise<BasicAnswer> {
  const form = await request.formData();
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value : '';
  };
  if (text('crumb') !== parts.crumb) {
    return { response: html('<p>Try again</p>', 403), kind: 'refused', revealed: [], changes: [] };
  }
  const { box } = parts;
  const answers = text('inReplyTo') || undefined;
  const uploads = new Map<string, { name: string; mime: string; bytes: Uint8Array }>();
  for (const file of form.getAll('file')) {
    if (typeof file === 'string' || file.size === 0) continue;
    const mime = file.type || 'application/octet-stream';
    uploads.set(`f${uploads.size}`, { name: file.name, mime, bytes: new Uint8Array(await file.arrayBuffer()) });
  }
  const saved = await parts.post.save(
    box,
    {
      draft: undefined,
      csid: '',
      answers,
      replied: answers !== undefined,
      forwarded: false,
      from: { email: box.owner.address, name: box.owner.name },
      to: persons(text('to')),
      cc: persons(text('cc')),
      bcc: persons(text('bcc')),
      subject: text('subject'),
      html: `<div class="yahoo-style-wrap"><pre>${escapeHtml(text('content'))}</pre></div>`,
      fileIds: [...uploads.keys()],
      dueMs: undefined,
    },
    uploads,
  );
  const changes = saved ? [`${saved.id}: saved`] : [];
  if (text('action') !== 'send' || !saved) {
    return { response: redirect('/b/folders/3'), kind: 'save', revealed: [], changes };
  }
  const sent = parts.sends === 'works' ? await parts.post.send(box, saved.id) : undefined;
  if (!sent) {
    const response = page(parts, 'Not sent', '<p role="alert" data-stand-in="failed">Your message was not sent.</p>');
    return { response, kind: 'send', revealed: [], changes };
  }
  const response = page(parts, 'Sent', '<p role="status" data-stand-in="sent">Your message was sent.</p>');
  return { response, kind: 'send', revealed: [], changes: [...changes, `${sent.id}: sent`] };
}

/** The basic view: whole pages and forms, made by the server, with no script at all. */
export async function answerBasic(parts: BasicParts, request: Request, url: URL): Promise<BasicAnswer> {
  const { box } = parts;
  const nothing = { kind: 'page', revealed: [], changes: [] };
  await parts.post.sendDue(box);
  if (request.method === 'POST' && url.pathname === '/b/compose') return post(parts, request);
  if (url.pathname === '/b/compose') {
    const parent = box.find(url.searchParams.get('reply') ?? '');
    const quoted = parent ? `\n\n> ${plainText(parent.mail.html) || shownText(parent)}` : '';
    const subject = parent ? `Re: ${parent.mail.subject.replace(/^re: /i, '')}` : '';
    const start = { to: parent?.mail.from.email ?? '', subject, body: quoted, answers: parent?.id ?? '' };
    const revealed = parent ? [parent.id] : [];
    return { ...nothing, response: page(parts, 'Compose', composeForm(parts, start)), revealed };
  }
  const [, , mid = ''] = MESSAGE.exec(url.pathname) ?? [];
  const message = box.find(mid);
  if (message) {
    // The server itself marks what it shows: opening the page is all a person can do.
    const changes = message.flags.read ? [] : [`${mid}: read=true`];
    box.change(mid, { flags: { read: true } });
    const response = page(parts, message.mail.subject, messagePage(parts, message));
    return { response, kind: 'page', revealed: [mid], changes };
  }
  const [whole, folderId = INBOX] = FOLDER.exec(url.pathname) ?? [];
  if (whole === undefined || !box.folder(folderId)) {
    return { ...nothing, response: page(parts, 'Not found', '<p>Not found</p>') };
  }
  const rows = selectMessages(box, `folderId:${folderId} count:100`).map(row).join('');
  const name = box.folder(folderId)?.name ?? '';
  return { ...nothing, response: page(parts, name, `<table id="messageListContainer"><tbody>${rows}</tbody></table>`) };
}
