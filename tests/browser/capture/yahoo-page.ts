import type { LayoutReport } from '../../../utils/capture/adapter.ts';
import type { PageReply } from '../../../utils/capture/page-tap/page-reader.ts';
import { type TapFrameKind, toFrameText } from '../../../utils/capture/page-tap/tap-frame.ts';
import { createYahooAdapter } from '../../../utils/capture/yahoo/yahoo-adapter.ts';
import type { MailReference } from '../../../utils/model/mail-reference.ts';
import { ACCOUNT, MAILBOX } from '../../fixtures/yahoo/wire.ts';

const opened: { frame: HTMLIFrameElement; end: AbortController }[] = [];

/** A Yahoo page with an adapter in it. */
export interface Started {
  window: Window & typeof globalThis;
  notices: MailReference[];
  accounts: [email: string, aliases: readonly string[]][];
  troubles: LayoutReport[];
  recoveries: string[];
  frame(kind: TapFrameKind, tag: string, text: string, exchange?: number): void;
  adapter: ReturnType<typeof createYahooAdapter>;
  /** Addresses requested from the isolated side. */
  requested: string[];
  /** Questions to the page's world. */
  asked: Record<string, unknown>[];
  /** Ends the adapter. */
  end: AbortController;
}

export interface StartOptions {
  path?: string;
  /** What the page-tap tells of the page's data; false for nothing. */
  constants?: boolean;
  mayRead?: boolean;
  answer?(url: string): Response;
  reply?(question: Record<string, unknown>): unknown;
}

/** Puts the adapter into a page of its own. The page is there until {@link removePages}. */
export function start(body: string, options: StartOptions = {}): Started {
  const frame = globalThis.document.createElement('iframe');
  frame.style.cssText = 'width:900px;height:600px';
  globalThis.document.body.append(frame);
  const end = new AbortController();
  opened.push({ frame, end });
  const window = frame.contentWindow as Started['window'];
  const { document } = window;
  // A document written by this one goes by its address, and may then have a path of its own.
  document.open();
  document.write('<!doctype html><body></body>');
  document.close();
  window.history.replaceState(null, '', options.path ?? '/d/folders/1');
  document.body.innerHTML = body;
  const listeners = new Set<(text: string) => void>();
  const started: Started = {
    window,
    notices: [],
    accounts: [],
    troubles: [],
    recoveries: [],
    requested: [],
    asked: [],
    end,
    adapter: createYahooAdapter(),
    frame: (kind, tag, text, exchange = 1) => {
      for (const listener of listeners) listener(toFrameText({ kind, tag, text, exchange }));
    },
  };
  started.adapter.start(
    {
      window,
      document,
      now: () => Date.now(),
      fetch: async (input) => {
        started.requested.push(String(input));
        return options.answer?.(String(input)) ?? new Response('', { status: 500 });
      },
      tap: {
        subscribe: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        observe: () => undefined,
        ask: async (text) => {
          const question = JSON.parse(text) as Record<string, unknown>;
          started.asked.push(question);
          return toReply(options.reply?.(question));
        },
      },
      mayRead: () => options.mayRead ?? true,
    },
    {
      notice: (references) => started.notices.push(...references),
      account: (email, aliases = []) => started.accounts.push([email, aliases]),
      trouble: (report) => started.troubles.push(report),
      recovered: (source) => started.recoveries.push(source),
    },
    end.signal,
  );
  if (options.constants !== false) {
    const selected = { id: MAILBOX, email: ACCOUNT };
    started.frame('constants', 'constants', JSON.stringify({ selected }), 0);
  }
  return started;
}

/** A number is a status, anything else the JSON of a good answer. */
function toReply(answer: unknown): PageReply {
  if (answer === undefined) return { status: 0 };
  if (typeof answer === 'number') return { status: answer };
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  return { status: 200, body: new TextEncoder().encode(text).buffer };
}

/** Ends every adapter and takes its page away. */
export function removePages(): void {
  for (const { frame, end } of opened.splice(0)) {
    end.abort();
    frame.remove();
  }
}
