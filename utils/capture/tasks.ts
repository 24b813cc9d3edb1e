/** Calls back in a task of its own, in the order of asking. */
export type Tasks = (callback: () => void) => void;

/**
 * Tasks that browsers do not hold back in hidden pages, as they do with timers (once a second, after some minutes once a
 * minute) and idle callbacks. Takes its references when it is made, before a page may replace them.
 */
export function createTasks(): Tasks {
  const { port1, port2 } = new MessageChannel();
  const post = port2.postMessage.bind(port2);
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return (callback) => {
    waiting.push(callback);
    post(null);
  };
}
