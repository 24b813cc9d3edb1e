import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailPerson } from './read-mail.ts';

export interface OutgoingFile {
  name: string;
  mime: string;
  bytes: Uint8Array;
}

export interface OutgoingMail {
  messageId: string;
  from: MailPerson;
  to: MailPerson[];
  cc: MailPerson[];
  bcc: MailPerson[];
  subject: string;
  html: string;
  inReplyTo?: string;
  references?: string[];
  /** Ms since the epoch. */
  dateMs: number;
  files: OutgoingFile[];
}

const mailbox = (one: MailPerson): { name: string; address: string } => ({ name: one.name, address: one.email });

/** The plain text a webmail puts beside the HTML of a message. */
export function plainText(html: string): string {
  return html
    .replace(/<(br|\/div|\/p|\/blockquote)[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/**
 * RFC 5322 source of a message written in the page. `keepBcc` gives the sender's own copy, the only one that shows whom
 * it went to blindly.
 */
export async function composeMail(mail: OutgoingMail, keepBcc: boolean): Promise<Uint8Array> {
  const node = new MailComposer({
    messageId: mail.messageId,
    date: new Date(mail.dateMs),
    from: mailbox(mail.from),
    to: mail.to.map(mailbox),
    cc: mail.cc.map(mailbox),
    bcc: mail.bcc.map(mailbox),
    subject: mail.subject,
    ...(mail.inReplyTo ? { inReplyTo: mail.inReplyTo } : {}),
    ...(mail.references?.length ? { references: mail.references } : {}),
    text: plainText(mail.html),
    html: mail.html,
    attachments: mail.files.map((file) => ({
      filename: file.name,
      contentType: file.mime,
      content: Buffer.from(file.bytes),
    })),
    newline: '\r\n',
  }).compile();
  node.keepBcc = keepBcc;
  return new Uint8Array(await node.build());
}
