import { createHash } from 'node:crypto';
import type { Who } from './audit-log.ts';

/** Which kind of program sends these headers. It is what the program says of itself, and grants nothing. */
export function toClient(headers: Pick<Headers, 'get'>): Who['client'] {
  if (/^(chrome|moz)-extension:/.test(headers.get('Origin') ?? '')) return 'extension';
  return headers.get('User-Agent')?.startsWith('Mozilla/') ? 'browser' : 'program';
}

/** Names a page session without what would let its reader use it. */
export const toSessionDigest = (id: string): string => createHash('sha256').update(id).digest('hex').slice(0, 16);

/** The person at the terminal of the machine. */
export const atTerminal: Who = { userId: null, via: 'terminal', credential: null, client: 'terminal' };
