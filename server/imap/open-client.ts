import { ImapFlow, type ImapFlowError, ImapFlowErrorCode } from 'imapflow';
import { MAX_SOURCE_BYTES } from '../../utils/model/delivery.ts';
import type { ImapAccountRow } from '../store/tables.ts';
import { ImapProblemError, resolveMailServer, type ServerLimits, serverNameOf } from './mail-server.ts';

export type { ImapFlow };

const CONNECT_MS = 20_000;
const GREETING_MS = 15_000;
/** Below the half hour after which servers may close, and often enough for routers that forget quiet connections. */
const MAX_IDLE_MS = 4 * 60_000;
const SILENCE_MS = 5 * 60_000;

/** Refusals of a log-in that pass by themselves (RFC 5530). */
const PASSING = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG', 'OVERQUOTA']);

/** Where and as whom to log in. */
export type Mailbox = Pick<ImapAccountRow, 'server' | 'port' | 'tls' | 'userName'>;

/**
 * A client that is not connected yet. What it would log is dropped: commands hold names and addresses.
 *
 * @param address Network address to connect to; the certificate is checked against the name of the server.
 */
export function createClient(mailbox: Mailbox, address: string, password: string): ImapFlow {
  const servername = serverNameOf(mailbox.server);
  const client = new ImapFlow({
    host: address,
    port: mailbox.port,
    secure: mailbox.tls === 'implicit',
    ...(mailbox.tls === 'implicit' ? {} : { doSTARTTLS: mailbox.tls === 'starttls' }),
    ...(servername === undefined ? {} : { servername }),
    auth: { user: mailbox.userName, pass: password },
    clientInfo: { name: 'Tandem CRM' },
    logger: false,
    qresync: true,
    disableAutoIdle: true,
    maxIdleTime: MAX_IDLE_MS,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: GREETING_MS,
    socketTimeout: SILENCE_MS,
    maxLiteralSize: MAX_SOURCE_BYTES,
    maxResponseSize: MAX_SOURCE_BYTES + 1024 * 1024,
    maxLineLength: 16 * 1024 * 1024,
  });
  // Without a listener an error of a broken connection would end the process; `close` follows and is what is acted on.
  client.on('error', () => {});
  return client;
}

/**
 * Connects and logs in, at the first network address that answers.
 *
 * @throws {@link ImapProblemError}
 */
export async function openClient(
  mailbox: Mailbox,
  password: string,
  limits: ServerLimits,
  signal: AbortSignal,
): Promise<ImapFlow> {
  let failure: ImapProblemError | undefined;
  for (const address of await resolveMailServer(mailbox, limits)) {
    signal.throwIfAborted();
    const client = createClient(mailbox, address, password);
    const abort = () => client.close();
    signal.addEventListener('abort', abort, { once: true });
    try {
      await client.connect();
      return client;
    } catch (error) {
      client.close();
      failure = toProblem(error);
      if (failure.problem !== 'network') throw failure;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
  throw failure ?? new ImapProblemError('network', 'The name has no network address.');
}

/** Names what is wrong, with the words of the server or the network. */
export function toProblem(thrown: unknown): ImapProblemError {
  if (thrown instanceof ImapProblemError) return thrown;
  const error = thrown as ImapFlowError;
  const code = error.code ?? '';
  const words = (text: unknown) => plainWords(String(text || error.message || code));
  if (error.authenticationFailed) {
    const isFinal = !PASSING.has(error.serverResponseCode ?? '');
    return new ImapProblemError('sign-in', words(error.responseText), { isFinal, cause: error });
  }
  if (/^CERT_|^ERR_TLS_CERT|SELF_SIGNED|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH/.test(code)) {
    return new ImapProblemError('certificate', words(error.message), { cause: error });
  }
  if (
    error.tlsFailed ||
    /^ERR_SSL|^EPROTO|ClosedAfterConnectTLS|UPGRADE_TIMEOUT|GREETING_TIMEOUT|STARTTLS/.test(code)
  ) {
    return new ImapProblemError('encryption', words(error.message), { cause: error });
  }
  if (/^E[A-Z]+$|TIMEOUT|NoConnection|EConnectionClosed|ClosedAfterConnect/.test(code)) {
    return new ImapProblemError('network', words(error.reason ?? error.message), { cause: error });
  }
  return new ImapProblemError('server', words(error.responseText), { cause: error });
}

/** Whether an error came of what a mail server did, rather than of a fault of ours. Such an error may quote what was sent. */
export function isOfMailServer(thrown: unknown): boolean {
  const { code = '', responseStatus } = thrown as ImapFlowError;
  const known: readonly string[] = Object.values(ImapFlowErrorCode);
  return (
    thrown instanceof ImapProblemError || responseStatus !== undefined || known.includes(code) || /^Parser/.test(code)
  );
}

/** One line, without what OpenSSL and Node say to programmers. */
function plainWords(text: string): string {
  const [, reason = text] = /SSL routines:[^:]*:([^:]+):/.exec(text) ?? [];
  return reason
    .replace(/; if the root CA is installed locally.*/s, '')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 500)
    .toWellFormed();
}
