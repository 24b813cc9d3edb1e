import { createHmac } from 'node:crypto';

/**
 * Headers by which a receiver knows who sent a webhook, as the "Standard Webhooks" specification lays down: the
 * signature is HMAC-SHA256, in base64, over `id.timestamp.body`, with the hook's `secret_key` as it stands for a key.
 *
 * @param id The same for every attempt at one delivery, so that a receiver can drop repeats.
 * @param at Ms since the epoch.
 */
export function signWebhook(secretKey: string, id: string, at: number, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at / 1_000));
  const mac = createHmac('sha256', secretKey).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` };
}
