import type { ImapFlow } from 'imapflow';
import type { FolderPlace, FolderPlaces, Progress } from './folder-places.ts';
import type { FolderRole } from './mail-decider.ts';
import { ImapProblemError } from './mail-server.ts';
import type { MessageLogger, Noticed } from './message-logger.ts';
import { createNews } from './news.ts';
import { DECIDING_HEADERS } from './read-headers.ts';

/** Messages whose headers are in memory at once. */
const CHUNK = 200;

export interface FolderReader {
  client: ImapFlow;
  path: string;
  role: FolderRole;
  /** Mail that arrived before is left alone, ms since the epoch. */
  from: number;
  places: FolderPlaces;
  /** Who decides and logs, as things stand now. */
  logger: () => Promise<MessageLogger>;
  /** All there was has been read, and new mail is waited for. */
  onListening: () => void;
  signal: AbortSignal;
}

/**
 * Reads a folder until the signal aborts: what is new first, then what was there before, newest first, then whatever
 * arrives. The place is kept after each message that was logged and each chunk that was looked at, so a process that dies
 * repeats at most one message, which the CRM knows by its Message-ID.
 *
 * @throws when the connection ends.
 */
export async function readFolder(reader: FolderReader): Promise<void> {
  const { client, path, places, signal } = reader;
  const mailbox = await client.mailboxOpen(path, { readOnly: true });
  const news = createNews(client, signal);
  let place = await places.read(path);
  const uidValidity = String(mailbox.uidValidity);
  const modseq = mailbox.highestModseq === undefined ? null : String(mailbox.highestModseq);
  if (place?.uidValidity !== uidValidity) {
    // Numbers of another UIDVALIDITY mean other messages: all is looked at again, and known by its Message-ID.
    const { uidNext } = mailbox;
    place = { uidValidity, modseq: null, seenUpTo: uidNext - 1, backfillBelow: uidNext };
    await places.save(path, place, { logged: 0, skipped: 0 });
  }
  let now: FolderPlace = place;
  for (const uid of await places.parked(path, uidValidity)) await retry(uid);

  // Where the server counts changes, the same count says that nothing arrived.
  let isQuiet = modseq !== null && modseq === now.modseq && now.backfillBelow === 0;
  let older =
    now.backfillBelow > 0 ? await search({ since: new Date(reader.from), uid: `1:${now.backfillBelow}` }) : [];
  older = older.filter((uid) => uid < now.backfillBelow).sort((a, b) => b - a);
  for (;;) {
    signal.throwIfAborted();
    news.clear();
    if (!isQuiet) await readNew();
    isQuiet = false;
    if (older.length > 0) {
      const chunk = older.splice(0, CHUNK);
      await readChunk(chunk, (uid) => ({ ...now, backfillBelow: uid }));
      continue;
    }
    if (now.backfillBelow > 0 || (modseq !== null && now.modseq !== modseq)) {
      await keep({ ...now, backfillBelow: 0, modseq }, { logged: 0, skipped: 0 });
    }
    reader.onListening();
    await news.wait();
  }

  async function search(query: Parameters<ImapFlow['search']>[0]): Promise<number[]> {
    const found = await client.search(query, { uid: true });
    if (!found) throw new ImapProblemError('server', 'The server did not search the folder.');
    return found;
  }

  async function readNew(): Promise<void> {
    // A folder that was made anew under an open connection is opened anew.
    if (client.mailbox === false || String(client.mailbox.uidValidity) !== uidValidity) {
      throw new ImapProblemError('network', 'The folder was replaced.');
    }
    const found = await search({ uid: `${now.seenUpTo + 1}:*` });
    // A range that begins beyond the last message means that message.
    const fresh = found.filter((uid) => uid > now.seenUpTo).sort((a, b) => a - b);
    while (fresh.length > 0) await readChunk(fresh.splice(0, CHUNK), (uid) => ({ ...now, seenUpTo: uid }));
  }

  /** Looks at messages in the order of the list. @param placeAfter The place when this one and those before are done. */
  async function readChunk(uids: readonly number[], placeAfter: (uid: number) => FolderPlace): Promise<void> {
    const last = uids.at(-1);
    if (last === undefined) return;
    const logger = await reader.logger();
    const noticed = new Map((await fetchHeaders(uids, logger)).map((one) => [one.uid, one]));
    let skipped = 0;
    for (const uid of uids) {
      signal.throwIfAborted();
      const one = noticed.get(uid);
      const outcome = one ? await logger.log(one, () => fetchSource(uid)) : 'gone';
      if (outcome === 'skipped') skipped += 1;
      if (typeof outcome === 'object') await places.park(path, uidValidity, uid, outcome.parked);
      if (outcome === 'logged' || typeof outcome === 'object') {
        await keep(placeAfter(uid), { logged: outcome === 'logged' ? 1 : 0, skipped });
        skipped = 0;
      }
    }
    await keep(placeAfter(last), { logged: 0, skipped });
  }

  async function retry(uid: number): Promise<void> {
    const logger = await reader.logger();
    const [one] = await fetchHeaders([uid], logger);
    const outcome = one ? await logger.log(one, () => fetchSource(uid)) : 'gone';
    if (typeof outcome === 'object') return;
    await places.unpark(path, uidValidity, uid);
    await keep(now, { logged: outcome === 'logged' ? 1 : 0, skipped: 0 });
  }

  async function fetchHeaders(uids: readonly number[], logger: MessageLogger): Promise<Noticed[]> {
    const query = { uid: true, flags: true, internalDate: true, size: true, headers: DECIDING_HEADERS };
    return logger.notice(reader.role, await client.fetchAll(uids.join(','), query, { uid: true }), reader.from);
  }

  async function fetchSource(uid: number): Promise<Buffer | undefined> {
    const found = await client.fetchOne(String(uid), { uid: true, source: true }, { uid: true });
    return found === false ? undefined : found.source;
  }

  async function keep(next: FolderPlace, progress: Progress): Promise<void> {
    now = next;
    await places.save(path, next, progress);
  }
}
