/** Mutations come by the hundred; they are collected this long before anybody looks. */
const COLLECT_MS = 200;

export interface PageWatch {
  window: Window;
  idle(callback: () => void): void;
  look(): Promise<void>;
  signal: AbortSignal;
  /** Attributes by whose change alone a recycled element shows another message. */
  attributes: readonly string[];
}

/**
 * Calls `look` after the page has changed, in idle time. While changes are being collected nothing is observed at all, so
 * ten thousand mutations a second cost as much as one.
 */
export function watchPage({ window, idle, look, signal, attributes }: PageWatch): void {
  const { document } = window;
  let isWaiting = false;

  const observer = new MutationObserver(() => changed());

  const observe = () => {
    if (signal.aborted) return;
    observer.observe(document.documentElement, { childList: true, subtree: true, attributeFilter: [...attributes] });
  };

  const lookNow = async () => {
    isWaiting = false;
    // Observing begins before looking, so that what changes meanwhile is looked at in the next round.
    observe();
    await look();
  };

  function changed(): void {
    observer.disconnect();
    if (isWaiting || signal.aborted) return;
    isWaiting = true;
    const lookSoon = () => idle(() => void lookNow());
    // Timers of a hidden page may be a minute late.
    if (document.hidden) lookSoon();
    else window.setTimeout(lookSoon, COLLECT_MS);
  }

  window.addEventListener('hashchange', changed, { signal });
  window.addEventListener('popstate', changed, { signal });
  signal.addEventListener('abort', () => observer.disconnect());
  changed();
}

/** Whether an element takes part in the layout: webmails keep old views in the page, hidden. */
export function isShown(element: Element): boolean {
  return element.getClientRects().length > 0;
}
