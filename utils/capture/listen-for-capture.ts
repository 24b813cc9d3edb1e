import type { FetchOrder } from '../model/delivery.ts';
import type { CaptureCommand } from './background-port.ts';

/** The part of `browser.runtime` that is needed. */
export interface MessageSource {
  readonly id: string;
  readonly onMessage: {
    addListener(listener: Listener): void;
    removeListener(listener: Listener): void;
  };
}

type Listener = (
  message: unknown,
  sender: { id?: string | undefined },
  respond: (reply: unknown) => void,
) => true | undefined;

/** Listens for `bg-content:capture` from our own extension and leaves every other message alone. */
export function listenForCapture(
  runtime: MessageSource,
  use: (command: CaptureCommand) => void,
  signal: AbortSignal,
): void {
  const ownId = runtime.id;
  const listener: Listener = (message, sender, respond) => {
    if (signal.aborted || sender.id !== ownId) return undefined;
    const command = parseCommand(message);
    if (command === undefined) return undefined;
    use(command);
    respond({ ok: true, value: {} });
    return true;
  };
  runtime.onMessage.addListener(listener);
  signal.addEventListener('abort', () => {
    try {
      runtime.onMessage.removeListener(listener);
    } catch {
      // The extension behind this script is gone, and with it the listener.
    }
  });
}

function parseCommand(message: unknown): CaptureCommand | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { tandem, request } = message as { tandem?: unknown; request?: unknown };
  if (tandem !== 'bg-content:capture' || typeof request !== 'object' || request === null) return undefined;
  const { on, activeReads, orders } = request as { on?: unknown; activeReads?: unknown; orders?: unknown };
  if (typeof on !== 'boolean' || typeof activeReads !== 'boolean' || !Array.isArray(orders)) return undefined;
  return { on, activeReads, orders: orders.filter(isOrder) };
}

function isOrder(value: unknown): value is FetchOrder {
  if (typeof value !== 'object' || value === null) return false;
  const { orderId, site, account, ref } = value as Record<string, unknown>;
  return [orderId, site, account, ref].every((field) => typeof field === 'string' && field !== '');
}
