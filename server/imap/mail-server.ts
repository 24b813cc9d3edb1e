import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from '../hooks/network-address.ts';
import type { ImapAccountRow } from '../store/tables.ts';
import type { ImapProblem } from './problems.ts';

/** Where mail servers may stand. */
export interface ServerLimits {
  /** Private networks and this machine too. */
  allowPrivate: boolean;
  /** Without TLS also to other machines. */
  allowPlain: boolean;
}

/** A mailbox cannot be read for a reason that has a name. */
export class ImapProblemError extends Error {
  override readonly name = 'ImapProblemError';
  readonly problem: ImapProblem;
  /** The mail server's or the network's own words. */
  readonly words: string;
  /** Nothing will change by itself: to be tried again only when the user did something. */
  readonly isFinal: boolean;

  constructor(
    problem: ImapProblem,
    words: string,
    { isFinal = false, cause }: { isFinal?: boolean; cause?: unknown } = {},
  ) {
    super(problem, { cause });
    this.problem = problem;
    this.words = words;
    this.isFinal = isFinal;
  }
}

/** Host without the brackets of IPv6. */
const bare = (host: string) => host.replace(/^\[|\]$/g, '');

/** The name a certificate must bear; none for a network address, which is checked as such. */
export const serverNameOf = (host: string): string | undefined => (isIP(bare(host)) === 0 ? host : undefined);

/**
 * The network addresses of a mail server that may be used. The connection is then made to one of these and not to the name
 * again, which may lead elsewhere a moment later.
 *
 * @throws {@link ImapProblemError}
 */
export async function resolveMailServer(
  { server, tls }: Pick<ImapAccountRow, 'server' | 'tls'>,
  { allowPrivate, allowPlain }: ServerLimits,
): Promise<string[]> {
  const host = bare(server);
  const found = await lookup(host, { all: true }).catch((error: NodeJS.ErrnoException) => {
    throw new ImapProblemError('name', toNameWords(error.code), { cause: error });
  });
  const addresses = found.map(({ address }) => address);
  const reachable = addresses.filter((address) => allowPrivate || isPublicAddress(address));
  if (reachable.length === 0) {
    throw new ImapProblemError('private-network', 'The name leads into a private network.', { isFinal: true });
  }
  const usable = reachable.filter((address) => tls !== 'none' || allowPlain || isLoopbackAddress(address));
  if (usable.length === 0) {
    throw new ImapProblemError('encryption', 'Without TLS the password could be read on the way.', { isFinal: true });
  }
  return usable;
}

function toNameWords(code: string | undefined): string {
  if (code === 'ENOTFOUND' || code === 'ENODATA') return 'There is no such name.';
  return `The name could not be looked up (${code ?? 'no reason given'}).`;
}
