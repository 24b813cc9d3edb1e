import type { MailPerson } from './read-mail.ts';

export interface SampleMail {
  from: MailPerson;
  to: string;
  cc?: string;
  subject: string;
  html: string;
  messageId: string;
  dateMs: number;
  inReplyTo?: string;
  /** Further header lines, such as `List-Id: <…>`. */
  headers?: string[];
  files?: { name: string; mime: string; bytes: Uint8Array }[];
}

const folded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n');
const word = (text: string): string =>
  /^[ -~]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;

/** Source of a message from outside, as it comes over the wire. */
export function rawMail(mail: SampleMail): string {
  const references = mail.inReplyTo ? [`In-Reply-To: ${mail.inReplyTo}`, `References: ${mail.inReplyTo}`] : [];
  const head = [
    `From: ${word(mail.from.name)} <${mail.from.email}>`,
    `To: ${mail.to}`,
    ...(mail.cc ? [`Cc: ${mail.cc}`] : []),
    `Subject: ${word(mail.subject)}`,
    `Date: ${new Date(mail.dateMs).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${mail.messageId}`,
    ...references,
    ...(mail.headers ?? []),
    'MIME-Version: 1.0',
  ];
  const text = [
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    folded(Buffer.from(mail.html)),
  ];
  if (!mail.files?.length) return [...head, ...text, ''].join('\r\n');
  const parts = mail.files.flatMap((file) => [
    '--outer',
    `Content-Type: ${file.mime}; name="${word(file.name)}"`,
    `Content-Disposition: attachment; filename*=utf-8''${encodeURIComponent(file.name)}`,
    'Content-Transfer-Encoding: base64',
    '',
    folded(file.bytes),
  ]);
  return [
    ...head,
    'Content-Type: multipart/mixed; boundary="outer"',
    '',
    '--outer',
    ...text,
    ...parts,
    '--outer--',
    '',
  ].join('\r\n');
}

const base = (mail: { from: string; to: string; subject: string; dateMs: number; messageId: string }): string[] => [
  `From: <${mail.from}>`,
  `To: <${mail.to}>`,
  `Subject: ${mail.subject}`,
  `Date: ${new Date(mail.dateMs).toUTCString().replace('GMT', '+0000')}`,
  `Message-ID: ${mail.messageId}`,
  'MIME-Version: 1.0',
];

type Sealed = { from: string; to: string; subject: string; dateMs: number; messageId: string };

/** Confidential mode: the source holds only a notice and a link. */
export const confidentialMail = (mail: Sealed): string =>
  [
    ...base(mail),
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p>This message was sent in confidential mode.</p><a href="https://confidential-mail.google.com/msg/standin">View the email</a>',
    '',
  ].join('\r\n');

/** S/MIME, encrypted: one opaque part. */
export const smimeMail = (mail: Sealed): string =>
  [
    ...base(mail),
    'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"',
    'Content-Disposition: attachment; filename="smime.p7m"',
    'Content-Transfer-Encoding: base64',
    '',
    folded(Buffer.from('not really sealed: stand-in bytes')),
    '',
  ].join('\r\n');

/** S/MIME, signed: readable text with a signature beside it. */
export const smimeSignedMail = (mail: Sealed): string =>
  [
    ...base(mail),
    'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="signed"',
    '',
    '--signed',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Signed text.',
    '--signed',
    'Content-Type: application/pkcs7-signature; name="smime.p7s"',
    'Content-Disposition: attachment; filename="smime.p7s"',
    'Content-Transfer-Encoding: base64',
    '',
    folded(Buffer.from('stand-in signature')),
    '--signed--',
    '',
  ].join('\r\n');

/** PGP/MIME, encrypted. */
export const pgpMail = (mail: Sealed): string =>
  [
    ...base(mail),
    'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="sealed"',
    '',
    '--sealed',
    'Content-Type: application/pgp-encrypted',
    '',
    'Version: 1',
    '--sealed',
    'Content-Type: application/octet-stream; name="encrypted.asc"',
    'Content-Disposition: inline; filename="encrypted.asc"',
    '',
    '-----BEGIN PGP MESSAGE-----',
    '',
    'c3RhbmQtaW4=',
    '-----END PGP MESSAGE-----',
    '--sealed--',
    '',
  ].join('\r\n');
