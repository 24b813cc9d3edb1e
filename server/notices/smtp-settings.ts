/** The mail server notices go to. */
export interface SmtpSettings {
  host: string;
  port: number;
  /** `direct`: TLS from the first byte. `upgrade`: by STARTTLS, and nothing is sent where that fails. `none`: plain text. */
  encryption: 'direct' | 'upgrade' | 'none';
  auth: { user: string; pass: string } | undefined;
  /** Sender, with or without a name. */
  from: string;
  /** Its address alone. */
  fromAddress: string;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/u;
/** An address alone, or after a name. */
const SENDER = /^\s*(?:[^<>@,;:\p{Cc}]*<([^<>]+)>|(\S+))\s*$/u;
const ADDRESS = /^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/u;

/** Whether this can be written to: one address, without what would make it several or something else. */
export const isAddress = (text: string): boolean => ADDRESS.test(text) && text.length <= 320;

function parseFrom(text: string | undefined): Pick<SmtpSettings, 'from' | 'fromAddress'> {
  const sender = SENDER.exec(text ?? '');
  const fromAddress = sender?.[1] ?? sender?.[2] ?? '';
  if (!isAddress(fromAddress)) {
    throw new Error('SMTP_FROM must be the sender of notices, such as "CRM <crm@example.com>"');
  }
  return { from: text ?? '', fromAddress };
}

/**
 * Reads `SMTP_URL`, such as `smtp://user:password@mail.example.com:587` or `smtps://…`, and `SMTP_FROM`.
 *
 * @returns undefined when no mail server is named.
 * @throws an `Error` for the person at the terminal, which never holds the address or what is in it.
 */
export function parseSmtpSettings(env: Readonly<Record<string, string | undefined>>): SmtpSettings | undefined {
  if (!env.SMTP_URL) return undefined;
  const url = URL.parse(env.SMTP_URL);
  const isDirect = url?.protocol === 'smtps:';
  if (!url || !(isDirect || url.protocol === 'smtp:') || url.hostname === '' || !['', '/'].includes(url.pathname)) {
    throw new Error('SMTP_URL must look like smtp://user:password@mail.example.com:587 or smtps://…');
  }
  const tls = url.searchParams.get('tls');
  if ([...url.searchParams.keys()].some((name) => name !== 'tls') || (tls !== null && tls !== 'off')) {
    throw new Error('SMTP_URL may end with ?tls=off and takes no other parameters');
  }
  if (tls !== null && isDirect) throw new Error('SMTP_URL: smtps: and tls=off do not go together');
  const isPlain = !isDirect && (tls === 'off' || LOOPBACK.test(url.hostname));
  if ((url.username === '') !== (url.password === ''))
    throw new Error('SMTP_URL needs both user and password, or none');
  if (tls === 'off' && url.username !== '' && !LOOPBACK.test(url.hostname)) {
    throw new Error('SMTP_URL: a password is not sent without encryption');
  }
  return {
    host: url.hostname.replace(/^\[|\]$/gu, ''),
    port: url.port === '' ? (isDirect ? 465 : 587) : Number(url.port),
    encryption: isDirect ? 'direct' : isPlain ? 'none' : 'upgrade',
    auth: url.username === '' ? undefined : { user: decode(url.username), pass: decode(url.password) },
    ...parseFrom(env.SMTP_FROM),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('SMTP_URL: user and password must be percent-encoded');
  }
}
