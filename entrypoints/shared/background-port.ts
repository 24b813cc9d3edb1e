import type { BackgroundPort } from '../../utils/capture/background-port.ts';
import type { Send } from '../../utils/messaging/send.ts';

/** Says what a capture session asks in the words of the protocol. */
export function createBackgroundPort(send: Send): BackgroundPort {
  return {
    hello: (request) => send('content-bg:hello', request),
    notice: (request) => send('content-bg:notice', request),
    piece: (request) => send('content-bg:piece', request),
    deliver: (request) => send('content-bg:deliver', request),
    fetchFailed: (request) => send('content-bg:fetchFailed', request),
    trouble: (request) => send('content-bg:trouble', request),
    recovered: (request) => send('content-bg:recovered', request),
  };
}
