export interface Texts {
  folders: Record<string, string>;
  compose: string;
  send: string;
  discard: string;
  close: string;
  undo: string;
  reply: string;
  replyAll: string;
  back: string;
  to: string;
  cc: string;
  bcc: string;
  from: string;
  subject: string;
  body: string;
  attach: string;
  signIn: string;
  signOut: string;
  sending: string;
  sent: string;
  undone: string;
  failed: string;
  wrote: string;
}

const english: Texts = {
  folders: {
    INBOX: 'Inbox',
    'Sent Messages': 'Sent',
    Drafts: 'Drafts',
    Archive: 'Archive',
    'Deleted Messages': 'Trash',
    Junk: 'Junk',
  },
  compose: 'New message',
  send: 'Send',
  discard: 'Delete draft',
  close: 'Close',
  undo: 'Undo',
  reply: 'Reply',
  replyAll: 'Reply all',
  back: 'Back',
  to: 'To',
  cc: 'Cc',
  bcc: 'Bcc',
  from: 'From',
  subject: 'Subject',
  body: 'Message',
  attach: 'Attach',
  signIn: 'Sign in again',
  signOut: 'Sign out',
  sending: 'Sending…',
  sent: 'Sent',
  undone: 'Not sent',
  failed: 'The message could not be sent. Trying again.',
  wrote: 'wrote:',
};

const german: Texts = {
  folders: {
    INBOX: 'Eingang',
    'Sent Messages': 'Gesendet',
    Drafts: 'Entwürfe',
    Archive: 'Archiv',
    'Deleted Messages': 'Papierkorb',
    Junk: 'Werbung',
  },
  compose: 'Neue E-Mail',
  send: 'Senden',
  discard: 'Entwurf löschen',
  close: 'Schließen',
  undo: 'Widerrufen',
  reply: 'Antworten',
  replyAll: 'Allen antworten',
  back: 'Zurück',
  to: 'An',
  cc: 'Kopie',
  bcc: 'Blindkopie',
  from: 'Von',
  subject: 'Betreff',
  body: 'Nachricht',
  attach: 'Anhängen',
  signIn: 'Erneut anmelden',
  signOut: 'Abmelden',
  sending: 'Wird gesendet …',
  sent: 'Gesendet',
  undone: 'Nicht gesendet',
  failed: 'Die Nachricht konnte nicht gesendet werden. Neuer Versuch.',
  wrote: 'schrieb:',
};

export const textsFor = (lang: 'en-us' | 'de-de'): Texts => (lang === 'de-de' ? german : english);
