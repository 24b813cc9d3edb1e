import type { PageBehaviour } from './config.ts';

export interface Texts {
  banner: string;
  compose: string;
  folders: Record<string, string>;
  from: string;
  to: string;
  cc: string;
  bcc: string;
  subject: string;
  body: string;
  attach: string;
  send: string;
  more: string;
  later: string;
  discard: string;
  close: string;
  reply: string;
  back: string;
  undo: string;
  sending: string;
  sent: string;
  scheduled: string;
  undone: string;
  discarded: string;
  failed: string;
  noAddress: string;
  noSubject: string;
  unread: string;
  today: string;
  earlier: string;
  advert: string;
  empty: string;
  wrote: string;
  signedOut: string;
  signIn: string;
  account: string;
}

const en: Texts = {
  banner: 'Stand-in webmail for tests. Not Yahoo.',
  compose: 'Compose',
  folders: { INBOX: 'Inbox', SENT: 'Sent', DRAFT: 'Drafts', TRASH: 'Trash', BULK: 'Spam', ARCHIVE: 'Archive' },
  from: 'From',
  to: 'To',
  cc: 'Cc',
  bcc: 'Bcc',
  subject: 'Subject',
  body: 'Message body',
  attach: 'Attach files',
  send: 'Send',
  more: 'More send options',
  later: 'Schedule send',
  discard: 'Delete draft',
  close: 'Close',
  reply: 'Reply',
  back: 'Back',
  undo: 'Undo',
  sending: 'Sending…',
  sent: 'Your message was sent',
  scheduled: 'Your message is scheduled',
  undone: 'Sending was undone',
  discarded: 'Draft deleted',
  failed: 'That did not work. Trying again.',
  noAddress: 'Enter at least one address.',
  noSubject: '(No subject)',
  unread: 'unread',
  today: 'Today',
  earlier: 'Earlier',
  advert: 'Ad',
  empty: 'This folder is empty.',
  wrote: 'wrote:',
  signedOut: 'Your session has ended.',
  signIn: 'Sign in',
  account: 'Account',
};

const es: Texts = {
  banner: 'Correo de imitación para pruebas. No es Yahoo.',
  compose: 'Redactar',
  folders: {
    INBOX: 'Bandeja de entrada',
    SENT: 'Enviados',
    DRAFT: 'Borradores',
    TRASH: 'Papelera',
    BULK: 'Correo no deseado',
    ARCHIVE: 'Archivo',
  },
  from: 'De',
  to: 'Para',
  cc: 'Cc',
  bcc: 'Cco',
  subject: 'Asunto',
  body: 'Cuerpo del mensaje',
  attach: 'Adjuntar archivos',
  send: 'Enviar',
  more: 'Más opciones de envío',
  later: 'Programar envío',
  discard: 'Eliminar borrador',
  close: 'Cerrar',
  reply: 'Responder',
  back: 'Volver',
  undo: 'Deshacer',
  sending: 'Enviando…',
  sent: 'Se envió el mensaje',
  scheduled: 'El envío está programado',
  undone: 'Se deshizo el envío',
  discarded: 'Borrador eliminado',
  failed: 'No funcionó. Reintentando.',
  noAddress: 'Escribe al menos una dirección.',
  noSubject: '(Sin asunto)',
  unread: 'no leído',
  today: 'Hoy',
  earlier: 'Antes',
  advert: 'Publicidad',
  empty: 'La carpeta está vacía.',
  wrote: 'escribió:',
  signedOut: 'Tu sesión ha terminado.',
  signIn: 'Iniciar sesión',
  account: 'Cuenta',
};

const de: Texts = {
  banner: 'Nachgebaute Webmail für Tests. Nicht Yahoo.',
  compose: 'Verfassen',
  folders: {
    INBOX: 'Posteingang',
    SENT: 'Gesendet',
    DRAFT: 'Entwürfe',
    TRASH: 'Papierkorb',
    BULK: 'Spam',
    ARCHIVE: 'Archiv',
  },
  from: 'Von',
  to: 'An',
  cc: 'Cc',
  bcc: 'Bcc',
  subject: 'Betreff',
  body: 'Nachrichtentext',
  attach: 'Dateien anhängen',
  send: 'Senden',
  more: 'Weitere Sendeoptionen',
  later: 'Später senden',
  discard: 'Entwurf löschen',
  close: 'Schließen',
  reply: 'Antworten',
  back: 'Zurück',
  undo: 'Rückgängig',
  sending: 'Wird gesendet…',
  sent: 'Nachricht gesendet',
  scheduled: 'Nachricht geplant',
  undone: 'Senden rückgängig gemacht',
  discarded: 'Entwurf gelöscht',
  failed: 'Das ging nicht. Neuer Versuch.',
  noAddress: 'Bitte mindestens eine Adresse angeben.',
  noSubject: '(Kein Betreff)',
  unread: 'ungelesen',
  today: 'Heute',
  earlier: 'Früher',
  advert: 'Anzeige',
  empty: 'Der Ordner ist leer.',
  wrote: 'schrieb:',
  signedOut: 'Ihre Sitzung ist beendet.',
  signIn: 'Anmelden',
  account: 'Konto',
};

export const textsFor = (locale: PageBehaviour['locale']): Texts => ({ en, es, de })[locale];

export const shownDate = (locale: string, seconds: number): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(seconds * 1000);
