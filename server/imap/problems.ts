import type { ImapAccountRow } from '../store/tables.ts';

export type ImapProblem = NonNullable<ImapAccountRow['problem']>;

/** What to do about each problem, for the user. */
export const advice: Record<ImapProblem, string> = {
  name: 'Check the name of the server for typing errors.',
  network: 'Check server and port, and whether a firewall lets this CRM reach them. It is tried again by itself.',
  'private-network':
    'The server is in a private network. Whoever runs this CRM can allow that by starting it with --private-imap.',
  certificate:
    'Ask whoever runs the mail server to renew or correct its certificate, or use the host name that stands in it. No password was sent.',
  encryption: 'Choose the other kind of TLS: TLS from the start is mostly port 993, STARTTLS port 143.',
  'sign-in':
    'Enter the password again. Many providers need an app password, or IMAP must be switched on in their settings first.',
  folders: 'The mailbox has no inbox that can be read. Ask whoever runs the mail server.',
  'secret-key':
    'Enter the password again, or ask whoever runs this CRM for the key it was encrypted with (secret.key or TANDEM_SECRET_KEY).',
  user: 'The CRM user of this mailbox is not active.',
  server: 'The mail server did not do what was asked. It is tried again by itself.',
};
