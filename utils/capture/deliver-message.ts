import type { FetchOrder } from '../model/delivery.ts';
import type { FetchedMessage } from './adapter.ts';
import type { BackgroundPort } from './background-port.ts';
import { PIECE_BYTES } from './limits.ts';
import { toBase64 } from './to-base64.ts';

/** What became of a delivery; `restart` means that pieces were lost on the way and all go again. */
export type DeliveryOutcome = 'stored' | 'restart' | 'not-wanted';

/** Sends a message in pieces and then the word that it is whole. Rejects when nobody answers, or when the signal aborts. */
export async function deliverMessage(
  background: Pick<BackgroundPort, 'piece' | 'deliver'>,
  { orderId }: FetchOrder,
  message: FetchedMessage,
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  const parts =
    message.form === 'rfc822'
      ? [message.source]
      : [new TextEncoder().encode(JSON.stringify(message.message)), ...message.parts];
  for (const [part, bytes] of parts.entries()) {
    for (let index = 0; index * PIECE_BYTES < bytes.length; index += 1) {
      signal.throwIfAborted();
      const data = toBase64(bytes.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES));
      const { restart } = await background.piece({ orderId, part, index, data });
      if (restart) return 'restart';
    }
  }
  signal.throwIfAborted();
  const { outcome } = await background.deliver({
    orderId,
    rung: message.rung,
    form: message.form,
    parts: parts.map(({ length }) => length),
    missing: message.missing,
  });
  return outcome;
}
