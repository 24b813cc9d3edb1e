import type { RunningServer } from '../../../server/start-server.ts';

export interface Entry {
  cursor: number;
  entity: string;
  id: number;
  action: string;
  at: string;
  byMe: boolean;
}

export interface ServerEvent {
  event: string;
  id: number;
  data: Entry;
}

/** Takes whole events only, as every reader of server-sent events does: the rest of a broken stream is dropped. */
export function parseEvents(text: string): { events: ServerEvent[]; comments: number; rest: string } {
  const blocks = text.split('\n\n');
  const rest = blocks.pop() ?? '';
  const events: ServerEvent[] = [];
  for (const block of blocks) {
    const fields = new Map(block.split('\n').map((line) => [line.split(': ')[0], line.slice(line.indexOf(': ') + 2)]));
    const data = fields.get('data');
    if (data === undefined) continue;
    events.push({ event: fields.get('event') ?? '', id: Number(fields.get('id')), data: JSON.parse(data) });
  }
  return { events, comments: blocks.filter((block) => block === ':').length, rest };
}

export interface ChangeStream {
  response: Response;
  /** Everything that has come so far. */
  events: ServerEvent[];
  /** Those that tell of a change. */
  changes(): Entry[];
  comments(): number;
  /** Resolves when the server ends the stream or the client does. */
  ended: Promise<void>;
  abort(): void;
}

/**
 * Opens the stream as an extension does, with fetch.
 *
 * @param stopAfterBytes Breaks the connection off in the middle of whatever is coming.
 */
export async function openChangeStream(
  server: Pick<RunningServer, 'apiUrl'>,
  token: string,
  options: { query?: string; lastEventId?: number; stopAfterBytes?: number } = {},
): Promise<ChangeStream> {
  const ending = new AbortController();
  const response = await fetch(`${server.apiUrl}/tandem/changes${options.query ?? ''}`, {
    headers: {
      'X-Session-Key': token,
      Accept: 'text/event-stream',
      ...(options.lastEventId === undefined ? {} : { 'Last-Event-ID': String(options.lastEventId) }),
    },
    signal: ending.signal,
  });
  const events: ServerEvent[] = [];
  let comments = 0;
  async function read(): Promise<void> {
    if (!response.body) return;
    const decoder = new TextDecoder();
    let rest = '';
    let bytes = 0;
    for await (const chunk of response.body) {
      const left = (options.stopAfterBytes ?? Number.POSITIVE_INFINITY) - bytes;
      bytes += chunk.length;
      const parsed = parseEvents(rest + decoder.decode(chunk.subarray(0, left), { stream: true }));
      events.push(...parsed.events);
      comments += parsed.comments;
      rest = parsed.rest;
      if (chunk.length >= left) return ending.abort();
    }
  }
  return {
    response,
    events,
    changes: () => events.filter(({ event }) => event === 'change').map(({ data }) => data),
    comments: () => comments,
    // A stream that is aborted fails its reader; that is how it ends here.
    ended: read().catch(() => {}),
    abort: () => ending.abort(),
  };
}
