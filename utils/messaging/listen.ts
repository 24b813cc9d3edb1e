import type { MessageType, RequestOf, ResponseOf } from './protocol.ts';
import { protocol } from './protocol.ts';
import type { ReplyEnvelope } from './send.ts';

/** The part of `runtime.MessageSender` a decision about trust needs. */
export interface Sender {
  id?: string | undefined;
  url?: string | undefined;
  tab?: { id?: number | undefined; url?: string | undefined } | undefined;
}

/** One handler for each message this context answers. */
export type Handlers<T extends MessageType> = {
  [K in T]: (request: RequestOf<K>, sender: Sender) => Promise<ResponseOf<K>> | ResponseOf<K>;
};

export interface Trust {
  /** Our own extension id. */
  extensionId: string;
  /** Origin of our own pages, such as `chrome-extension://…`. */
  extensionOrigin: string;
  /** Whether an address belongs to a webmail: one of the site table, or one somebody has chosen. */
  isWebmail(url: string): boolean | Promise<boolean>;
}

/** A message whose sender may not ask for it. */
class UntrustedSenderError extends Error {
  override readonly name = 'UntrustedSenderError';
}

/** A message that does not have the agreed shape. */
class MalformedRequestError extends Error {
  override readonly name = 'MalformedRequestError';
}

/**
 * Makes the one `runtime.onMessage` listener of a context. Messages of others are left alone; ours are parsed, their
 * sender is checked by the direction in their name, and errors travel back as envelopes.
 */
export function createListener<T extends MessageType>(handlers: Handlers<T>, trust: Trust) {
  return (message: unknown, sender: Sender, sendResponse: (reply: unknown) => void): true | undefined => {
    const type = typeOf(message, handlers);
    if (type === undefined) return undefined;
    void answer(type, message, sender).then(sendResponse);
    return true;
  };

  async function answer(type: T, message: unknown, sender: Sender): Promise<ReplyEnvelope<unknown>> {
    try {
      if (!(await isTrusted(type, sender, trust))) throw new UntrustedSenderError(`${type} from elsewhere`);
      const parsed = protocol[type].request.safeParse((message as { request: unknown }).request);
      if (!parsed.success) throw new MalformedRequestError(`${type} does not have the agreed shape`);
      return { ok: true, value: await handlers[type](parsed.data as RequestOf<T>, sender) };
    } catch (error) {
      const { name, message: text } = error instanceof Error ? error : new Error('unknown');
      return { ok: false, error: { name, message: text } };
    }
  }
}

function typeOf<T extends MessageType>(message: unknown, handlers: Handlers<T>): T | undefined {
  if (typeof message !== 'object' || message === null || !('tandem' in message)) return undefined;
  const { tandem } = message;
  return typeof tandem === 'string' && Object.hasOwn(handlers, tandem) ? (tandem as T) : undefined;
}

async function isTrusted(type: MessageType, sender: Sender, trust: Trust): Promise<boolean> {
  if (sender.id !== trust.extensionId) return false;
  if (type.startsWith('content-bg:')) return sender.tab !== undefined && (await trust.isWebmail(sender.url ?? ''));
  if (type.startsWith('ui-bg:')) return (sender.url ?? '').startsWith(`${trust.extensionOrigin}/`);
  return type.startsWith('bg-content:');
}
