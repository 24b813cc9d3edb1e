import { Readable } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';
import type { NodemailerError } from 'nodemailer/lib/errors.js';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { toSendFailure } from './send-failure.ts';
import type { SmtpSettings } from './smtp-settings.ts';

/** Gives messages to a mail server. */
export interface MailSender {
  /**
   * Resolves when the mail server has taken the message.
   *
   * @param handOver Called once, when all but the last bytes are with the mail server: before, it cannot have the message,
   *   afterwards it may. When it answers false, the message is not ended and thereby void.
   * @throws a `SendFailure`; the signal's reason when it was aborted before the message was handed over.
   */
  send(mail: { to: string; message: Buffer }, handOver: () => Promise<boolean>, signal: AbortSignal): Promise<void>;
}

/** Longest waits, in ms. */
interface SmtpLimits {
  connectMs: number;
  /** Silence of the mail server, which may look into a message for long before it answers (RFC 5321, section 4.5.3.2). */
  answerMs: number;
}

export interface SmtpOptions {
  limits?: SmtpLimits;
  /** Of Node, such as authorities to trust. */
  tls?: ConnectionOptions;
}

const defaultLimits: SmtpLimits = { connectMs: 30_000, answerMs: 5 * 60_000 };

/** So much of a message is held back until it is handed over. */
const LAST_BYTES = 64;

export function createSmtpSender(
  settings: SmtpSettings,
  { limits = defaultLimits, tls = {} }: SmtpOptions = {},
): MailSender {
  return {
    async send({ to, message }, handOver, signal) {
      signal.throwIfAborted();
      let wasHandedOver = false;
      const ended = new AbortController();
      async function* pieces() {
        yield message.subarray(0, -LAST_BYTES);
        if (!(await handOver())) throw new Error('the message belongs to another attempt by now');
        wasHandedOver = true;
        yield message.subarray(-LAST_BYTES);
      }

      const connection = new SMTPConnection({
        host: settings.host,
        port: settings.port,
        secure: settings.encryption === 'direct',
        requireTLS: settings.encryption === 'upgrade',
        ignoreTLS: settings.encryption === 'none',
        connectionTimeout: limits.connectMs,
        greetingTimeout: limits.connectMs,
        socketTimeout: limits.answerMs,
        socketCloseTimeout: 0,
        tls: { minVersion: 'TLSv1.2', ...tls },
      });
      try {
        await new Promise<void>((resolve, reject) => {
          const done = (error?: NodemailerError | null) => (error ? reject(error) : resolve());
          // Of a connection that is cut the library tells here alone.
          connection.on('error', reject);
          connection.on('end', () => reject(new Error('the connection ended')));
          signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: ended.signal });
          const deliver = () =>
            connection.send(
              { from: settings.fromAddress, to: [to] },
              Readable.from(pieces(), { objectMode: false }),
              done,
            );
          connection.connect((error) => {
            if (error) return reject(error);
            if (!settings.auth) return deliver();
            connection.login(settings.auth, (refusal) => (refusal ? reject(refusal) : deliver()));
          });
        });
        connection.quit();
      } catch (error) {
        connection.close();
        if (signal.aborted && !wasHandedOver) throw signal.reason;
        throw toSendFailure(error as NodemailerError, wasHandedOver);
      } finally {
        ended.abort();
      }
    },
  };
}
