import type { ChangeReader } from './change-reader.ts';
import type { Listener } from './listeners.ts';

/** How long a client waits before it connects again. */
const RETRY_MS = 2_000;

const toEvent = (event: string, id: number, data: object) =>
  `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * Server-sent events (`text/event-stream`): first `cursor`, then a `change` for each change. `cursor` comes again when
 * changes went by that this listener does not hear of, else a comment, so that something comes every `heartbeatMs`.
 *
 * Nothing is read before the connection has room for it, so a slow reader costs no more memory than one batch.
 *
 * @param onFault A read of the log that failed; the stream ends, and the client comes back.
 */
export function toEventStream(deps: {
  reader: ChangeReader;
  listener: Listener;
  heartbeatMs: number;
  onFault: (error: unknown) => void;
}): ReadableStream<Uint8Array> {
  const { reader, listener } = deps;
  const bytes = new TextEncoder();
  let told: number | undefined;
  let cancelled = false;

  function tellCursor(): string {
    told = reader.cursor;
    return toEvent('cursor', told, { cursor: told });
  }

  /** The next piece, undefined at the end. */
  async function next(): Promise<string | undefined> {
    if (listener.signal.aborted) return undefined;
    if (told === undefined) return `retry: ${RETRY_MS}\n\n${tellCursor()}`;
    const batch = await reader.next(deps.heartbeatMs, listener.signal);
    if (!batch || listener.signal.aborted) return undefined;
    if (batch.changes.length === 0) return told === batch.cursor ? ':\n\n' : tellCursor();
    told = batch.changes.at(-1)?.cursor;
    return batch.changes.map((change) => toEvent('change', change.cursor, change)).join('');
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        listener.taken();
        const piece = await next().catch((error: unknown) => {
          if (!listener.signal.aborted) deps.onFault(error);
          return undefined;
        });
        if (cancelled) return;
        if (piece === undefined) {
          listener.release();
          controller.close();
          return;
        }
        controller.enqueue(bytes.encode(piece));
        listener.given();
      },
      cancel() {
        cancelled = true;
        listener.release();
      },
    },
    { highWaterMark: 0 },
  );
}
