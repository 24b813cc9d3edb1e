import type { MessageType, RequestOf, ResponseOf } from './protocol.ts';

/** An error as it crosses between parts; never carries content. */
export interface ErrorEnvelope {
  name: string;
  message: string;
}

/** What travels back: a value or an error, since a thrown error does not survive the trip. */
export type ReplyEnvelope<T> = { ok: true; value: T } | { ok: false; error: ErrorEnvelope };

/** What travels out. */
export interface RequestEnvelope<T extends MessageType = MessageType> {
  tandem: T;
  request: RequestOf<T>;
}

/** Asks the other side and waits for its answer. */
export type Send = <T extends MessageType>(type: T, request: RequestOf<T>) => Promise<ResponseOf<T>>;

/** Nobody answered: the background is gone, or this page script outlived an update. Nothing was done, ask again. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** The other side refused or failed; `code` is the name of the error there. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
  readonly code: string;

  constructor(envelope: ErrorEnvelope) {
    super(envelope.message);
    this.code = envelope.name;
  }
}

/**
 * Makes a {@link Send} over a raw channel. Free of schemas, so that content scripts stay light; the answering side parses.
 *
 * @param post `runtime.sendMessage`, or `tabs.sendMessage` bound to a tab.
 */
export function createSend(post: (envelope: RequestEnvelope) => Promise<unknown>): Send {
  return async (type, request) => {
    let reply: unknown;
    try {
      reply = await post({ tandem: type, request } as RequestEnvelope);
    } catch (cause) {
      throw new NoAnswerError(`no answer to ${type}`, { cause });
    }
    if (!isReply(reply)) throw new NoAnswerError(`no answer to ${type}`);
    if (!reply.ok) throw new RemoteError(reply.error);
    return reply.value as ResponseOf<typeof type>;
  };
}

function isReply(value: unknown): value is ReplyEnvelope<unknown> {
  return typeof value === 'object' && value !== null && 'ok' in value && ('value' in value || 'error' in value);
}
