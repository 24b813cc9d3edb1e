import { browser } from 'wxt/browser';
import { defineContentScript } from 'wxt/utils/define-content-script';
import { createCaptureSession } from '../../utils/capture/capture-session.ts';
import { createGmailAdapter } from '../../utils/capture/gmail/gmail-adapter.ts';
import { listenForCapture } from '../../utils/capture/listen-for-capture.ts';
import { createPageTapChannel } from '../../utils/capture/page-tap/page-tap-channel.ts';
import { sites } from '../../utils/capture/sites.ts';
import { waitFor } from '../../utils/capture/wait-for.ts';
import { createSend } from '../../utils/messaging/send.ts';
import { createBackgroundPort } from './background-port.ts';

/** Beside Gmail's page, in a world of its own: notices mail, and reads what it is told to. */
export default defineContentScript({
  matches: [...sites.gmail.matches],
  runAt: 'document_start',
  noScriptStartedPostMessage: true,
  main(ctx) {
    const isAlive = () => ctx.isValid && browser.runtime?.id !== undefined;
    const tap = createPageTapChannel(window, ctx.signal, isAlive);
    const session = createCaptureSession({
      adapter: createGmailAdapter(),
      page: { window, document, tap, fetch: (input, init) => fetch(input, init), now: () => Date.now() },
      background: createBackgroundPort(createSend((envelope) => browser.runtime.sendMessage(envelope))),
      wait: (ms, signal) => waitFor(window, ms, signal),
      isAlive,
      signal: ctx.signal,
    });
    listenForCapture(browser.runtime, (command) => session.setCapture(command), ctx.signal);
  },
});
