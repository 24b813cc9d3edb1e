import type { Browser } from 'puppeteer-core';

/** The WebDriver BiDi connection, which Puppeteer holds but does not show in its types. */
interface BidiConnection {
  send(method: string, params: Record<string, unknown>): Promise<{ result: unknown }>;
}

/** What Firefox can do beyond Puppeteer's own calls. */
export interface FirefoxSession {
  /** Opens an address in a tab without waiting, the only way that pages of an extension can be opened. */
  navigate(context: string, url: string): Promise<void>;
  /** Runs a self-contained function with the rights of the browser itself; arguments and answer are JSON. */
  privileged<A extends unknown[], R>(fn: (...args: A) => R | Promise<R>, ...args: A): Promise<R>;
}

/** Needs a Firefox started with `--remote-allow-system-access`. */
export async function createFirefoxSession(browser: Browser): Promise<FirefoxSession> {
  const { connection } = browser as unknown as { connection: BidiConnection };
  const send = async <R>(method: string, params: Record<string, unknown>): Promise<R> =>
    (await connection.send(method, params)).result as R;
  const { contexts } = await send<{ contexts: { context: string }[] }>('browsingContext.getTree', {
    'moz:scope': 'chrome',
  });
  const chromeWindow = contexts[0]?.context;
  if (chromeWindow === undefined) throw new Error('Firefox showed no window of its own.');

  return {
    async navigate(context, url) {
      await send('browsingContext.navigate', { context, url, wait: 'none' });
    },
    async privileged(fn, ...args) {
      const answer = await send<
        { type: 'success'; result: { value: string } } | { type: 'exception'; exceptionDetails: { text: string } }
      >('script.callFunction', {
        target: { context: chromeWindow },
        awaitPromise: true,
        functionDeclaration: `async (args) => JSON.stringify((await (${fn})(...JSON.parse(args))) ?? null)`,
        arguments: [{ type: 'string', value: JSON.stringify(args) }],
      });
      if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
      return JSON.parse(answer.result.value);
    },
  };
}
