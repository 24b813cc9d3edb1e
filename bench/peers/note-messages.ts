import type { ReplyEnvelope, RequestEnvelope } from '../../utils/messaging/send.ts';
import type { FetchOrder } from '../../utils/model/delivery.ts';
import type { MessageNote } from '../support/to-span.ts';

type Reply = ReplyEnvelope<{ orders?: FetchOrder[]; outcome?: string }> | undefined;
type Callback = (reply: Reply) => void;

declare const chrome: {
  runtime: { sendMessage(envelope: RequestEnvelope, callback?: Callback): Promise<Reply> | undefined };
};

// Runs before our own content script, in its world: writes down what it asked the background, and when it was answered.
const { runtime } = chrome;
const send = runtime.sendMessage.bind(runtime);
const notes: MessageNote[] = [];

function begin({ tandem, request }: RequestEnvelope): Callback {
  const note: MessageNote = { type: tandem, askedAt: performance.now() };
  if ('orderId' in request) note.orderId = request.orderId;
  notes.push(note);
  return (reply) => {
    note.answeredAt = performance.now();
    if (!reply?.ok) return;
    const { orders, outcome } = reply.value;
    if (orders) note.orders = orders.map(({ orderId, ref }) => ({ orderId, ref }));
    if (outcome !== undefined) note.outcome = outcome;
  };
}

runtime.sendMessage = (envelope, callback) => {
  const end = begin(envelope);
  if (callback) {
    return send(envelope, (reply) => {
      end(reply);
      callback(reply);
    });
  }
  const reply = send(envelope);
  void reply?.then(end, () => undefined);
  return reply;
};

addEventListener('bench:ask', () => {
  const startedAt = performance.now();
  send({ tandem: 'content-bg:hello', request: { site: 'gmail' } }, () => {
    document.documentElement.dataset.askMs = String(performance.now() - startedAt);
  });
});

addEventListener('bench:read', () => {
  document.documentElement.dataset.notes = JSON.stringify(notes);
});
