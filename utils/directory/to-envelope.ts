import type { Envelope } from '../model/mail-reference.ts';
import type { Message } from '../model/message.ts';

/** The envelope of a message that has been read, for the second and final decision. */
export function toEnvelope(message: Message): Envelope {
  const { from, to, cc, bcc, replyTo, messageId, automatedSigns } = message;
  return { ...(from ? { from } : {}), to, cc, bcc, replyTo, complete: true, messageId, automatedSigns };
}
