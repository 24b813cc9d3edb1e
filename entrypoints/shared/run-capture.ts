import { browser } from 'wxt/browser';
import type { ContentScriptContext } from 'wxt/utils/content-script-context';
import type { WebmailAdapter } from '../../utils/capture/adapter.ts';
import { createCaptureSession } from '../../utils/capture/capture-session.ts';
import { listenForCapture } from '../../utils/capture/listen-for-capture.ts';
import { createPageTapChannel } from '../../utils/capture/page-tap/page-tap-channel.ts';
import { waitFor } from '../../utils/capture/wait-for.ts';
import { createSend } from '../../utils/messaging/send.ts';
import { createBackgroundPort } from './background-port.ts';

/** Lets an adapter work in this page, for as long as the extension of this script is there. */
export function runCapture(adapter: WebmailAdapter, ctx: ContentScriptContext): void {
  const isAlive = () => ctx.isValid && browser.runtime?.id !== undefined;
  const tap = createPageTapChannel(window, ctx.signal, isAlive);
  const session = createCaptureSession({
    adapter,
    page: { window, document, tap, fetch: (input, init) => fetch(input, init), now: () => Date.now() },
    background: createBackgroundPort(createSend((envelope) => browser.runtime.sendMessage(envelope))),
    wait: (ms, signal) => waitFor(window, ms, signal),
    isAlive,
    signal: ctx.signal,
  });
  listenForCapture(browser.runtime, (command) => session.setCapture(command), ctx.signal);
}
