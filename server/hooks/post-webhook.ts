import { lookup } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { type HookTarget, HookUrlError } from './hook-url.ts';

/** What of an answer is read, only to end the exchange in peace. */
const MAX_ANSWER_BYTES = 64 * 1024;

export interface Webhook {
  target: HookTarget;
  headers: Record<string, string>;
  body: string;
}

/**
 * Looks up names as Node does, and lets only those addresses through that the target allows: the connection is made to
 * an address that was checked, whatever the name stands for a moment later.
 */
function guardedLookup(target: HookTarget): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const [first, ...others] = (found ?? []).filter(({ address }) => target.allows(address));
      if (error) return callback(error, '');
      if (!first) return callback(new HookUrlError('url leads into a private network'), '');
      if (options.all) return callback(null, [first, ...others]);
      return callback(null, first.address, first.family);
    });
  };
}

function open(webhook: Webhook, signal: AbortSignal): ClientRequest {
  const { url } = webhook.target;
  const request = url.protocol === 'http:' ? requestHttp : requestHttps;
  return request(url, {
    method: 'POST',
    // A connection of its own for each delivery: a kept one would pass by the look-up.
    agent: false,
    lookup: guardedLookup(webhook.target),
    signal,
    headers: { ...webhook.headers, 'Content-Length': Buffer.byteLength(webhook.body) },
  });
}

/**
 * Posts a webhook once. Redirects are not followed; of the answer only the status counts.
 *
 * @param timeoutMs For the whole exchange.
 * @throws an `Error` whose message is for the log: it names no address.
 */
export async function postWebhook(webhook: Webhook, signal: AbortSignal, timeoutMs: number): Promise<void> {
  const time = AbortSignal.timeout(timeoutMs);
  const status = await new Promise<number>((resolve, reject) => {
    const request = open(webhook, AbortSignal.any([signal, time]));
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (time.aborted) reject(new Error(`no answer within ${timeoutMs} ms`));
      else if (signal.aborted) reject(signal.reason);
      else if (error instanceof HookUrlError) reject(error);
      else reject(new Error(`no connection: ${error.code ?? error.name}`));
    });
    request.on('response', (response: IncomingMessage) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_ANSWER_BYTES) response.destroy();
      });
      // An answer that breaks off has told its status.
      response.on('error', () => {});
      response.on('close', () => resolve(response.statusCode ?? 0));
    });
    request.end(webhook.body);
  });
  if (status < 200 || status > 299) throw new Error(`the receiver answered ${status}`);
}
