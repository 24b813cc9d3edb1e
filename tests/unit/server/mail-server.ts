import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { SmtpSettings } from '../../../server/notices/smtp-settings.ts';
import { onEnd } from './endings.ts';

interface ReceivedMail {
  to: string[];
  from: string;
  raw: string;
  email: Email;
  isEncrypted: boolean;
}

export interface MailServer {
  /** How the CRM reaches it. */
  settings: SmtpSettings;
  received: ReceivedMail[];
  /** Connections made so far. */
  connections: number;
  /** Errors with a `responseCode` refuse; undefined takes. It may also cut the connection, or wait. */
  atRecipient: (address: string, cut: () => void) => Promise<Error | undefined> | Error | undefined;
  /** The same when the message has arrived in full. */
  atEnd: (cut: () => void) => Promise<Error | undefined> | Error | undefined;
  close(): Promise<void>;
}

export const refusal = (responseCode: number, words = 'No such user here') =>
  Object.assign(new Error(words), { responseCode });

/** A real mail server on this machine; in plain text and for everybody unless told. */
export async function startMailServer(options: SMTPServerOptions = {}, port = 0): Promise<MailServer> {
  const hasTls = options.cert !== undefined;
  const server = new SMTPServer({
    authOptional: options.onAuth === undefined,
    disabledCommands: [...(hasTls ? [] : ['STARTTLS']), ...(options.onAuth ? [] : ['AUTH'])],
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect(_, callback) {
      mail.connections += 1;
      callback();
    },
    async onRcptTo({ address }, session, callback) {
      callback(await mail.atRecipient(address, () => cut(session.id)));
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const error = await mail.atEnd(() => cut(session.id));
        if (!error) {
          const { mailFrom, rcptTo } = session.envelope;
          const raw = Buffer.concat(chunks).toString();
          mail.received.push({
            from: mailFrom ? mailFrom.address : '',
            to: rcptTo.map(({ address }) => address),
            raw,
            email: await PostalMime.parse(raw),
            isEncrypted: session.secure,
          });
        }
        callback(error);
      });
    },
    ...options,
  });
  const cut = (id: string) => {
    for (const connection of server.connections) if (connection.session.id === id) connection._socket.destroy();
  };
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = () => new Promise<void>((resolve) => server.close(resolve));
  onEnd('test', close);
  const mail: MailServer = {
    settings: {
      host: 'localhost',
      port: (server.server.address() as AddressInfo).port,
      encryption: options.secure ? 'direct' : hasTls ? 'upgrade' : 'none',
      auth: undefined,
      from: 'CRM <crm@northside.example>',
      fromAddress: 'crm@northside.example',
    },
    received: [],
    connections: 0,
    atRecipient: () => undefined,
    atEnd: () => undefined,
    close,
  };
  return mail;
}
