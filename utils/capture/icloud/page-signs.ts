/** Calls of the mail app that tell of messages; the parameters behind are the person's and are not looked at. */
const MAIL_CALL =
  /^https?:\/\/[^?#]*\/mailws2\/v1\/(?:thread\/(?:search|get|move)|message\/(?:get|savedraft)|draft\/send)(?:[?#]|$)/;

/** The frame a message is shown in, and the pane around it. Neither holds an address of anybody. */
export const SHOWN_MESSAGE =
  'iframe[src*="/applications/mail2-message/"], [data-testid*="thread-detail-pane"], [class*="thread-detail-pane"]';

/** Told of each call of the page or of ours for mail that the browser has noted down, whether or not anybody hooked it. */
export function watchMailCalls(onCall: (count: number) => void, signal: AbortSignal): void {
  if (!globalThis.PerformanceObserver?.supportedEntryTypes?.includes('resource')) return;
  const observer = new PerformanceObserver((entries) => {
    const count = entries.getEntries().filter(({ name }) => MAIL_CALL.test(name)).length;
    if (count > 0) onCall(count);
  });
  observer.observe({ entryTypes: ['resource'] });
  signal.addEventListener('abort', () => observer.disconnect());
}
