import type { FetchResult, LayoutReport } from '../../../utils/capture/adapter.ts';
import type { createICloudAdapter } from '../../../utils/capture/icloud/icloud-adapter.ts';
import type { icloudPageFilter } from '../../../utils/capture/icloud/page/page-filter.ts';
import type { installPageTap, TapWindow } from '../../../utils/capture/page-tap/page-tap.ts';
import type { createPageTapChannel } from '../../../utils/capture/page-tap/page-tap-channel.ts';
import { type TapFrameKind, toFrameText } from '../../../utils/capture/page-tap/tap-frame.ts';
import type { MailReference } from '../../../utils/model/mail-reference.ts';
import {
  createFakeICloud,
  type FakeICloud,
  type FakeMessage,
  HOST,
  PARAMETERS,
} from '../../fixtures/icloud/fake-icloud.ts';
import { pause } from './framed-page.ts';

/** The frame of the mail app with both halves of the capture in it, and a mail service behind. */
export interface MailFrame {
  window: TapWindow;
  server: FakeICloud;
  notices: MailReference[];
  accounts: { email: string; aliases: readonly string[] }[];
  troubles: LayoutReport[];
  recovered: string[];
  /** Everything that crossed from the page's world. */
  crossed: string[];
  /** A call as the mail app makes it. */
  call(path: string, body?: unknown, by?: typeof fetch): Promise<string>;
  /** Hands the adapter what a page-tap would, without a page. */
  tell(kind: TapFrameKind, tag: string, text: string, exchange?: number): void;
  order(ref: string, more?: { account?: string; threadRef?: string }): Promise<FetchResult>;
  mayRead: boolean;
  end: AbortController;
}

export interface FrameOptions {
  messages?: FakeMessage[];
  body?: string;
  mayRead?: boolean;
  /** The page's requests are not hooked. */
  isHookless?: boolean;
}

/** Loaded in the frame's own realm, as content scripts are. */
const modules = [
  'page-tap/page-tap.ts',
  'page-tap/page-tap-channel.ts',
  'icloud/page/page-filter.ts',
  'icloud/icloud-adapter.ts',
];

interface ProductCode {
  installPageTap: typeof installPageTap;
  createPageTapChannel: typeof createPageTapChannel;
  icloudPageFilter: typeof icloudPageFilter;
  createICloudAdapter: typeof createICloudAdapter;
}

const opened: { frame: HTMLIFrameElement; end: AbortController }[] = [];

async function loadFrame(frame: HTMLIFrameElement, body: string): Promise<ProductCode> {
  const imports = modules.map((file) => `import('/utils/capture/${file}')`).join(',');
  frame.srcdoc = `<!doctype html><body>${body}<script type="module">
    const loaded = await Promise.all([${imports}]);
    window.productCode = Object.assign({}, ...loaded);
  </script>`;
  document.body.append(frame);
  for (;;) {
    const inner = frame.contentWindow as (Window & { productCode?: ProductCode }) | null;
    if (inner?.productCode !== undefined) return inner.productCode;
    await pause(10);
  }
}

export async function openMailFrame(options: FrameOptions = {}): Promise<MailFrame> {
  const frame = document.createElement('iframe');
  frame.style.cssText = 'width:900px;height:600px';
  const code = await loadFrame(frame, options.body ?? '');
  const end = new AbortController();
  opened.push({ frame, end });
  const window = frame.contentWindow as TapWindow;
  const server = createFakeICloud(options.messages);
  window.fetch = server.fetch;
  code.installPageTap(window, code.icloudPageFilter);
  const appFetch = options.isHookless === true ? server.fetch : window.fetch;
  const tap = code.createPageTapChannel(window, end.signal);
  const adapter = code.createICloudAdapter();
  const listeners = new Set<(text: string) => void>();
  const opening: MailFrame = {
    window,
    server,
    notices: [],
    accounts: [],
    troubles: [],
    recovered: [],
    crossed: [],
    mayRead: options.mayRead ?? true,
    end,
    async call(path, body, by = appFetch) {
      const init = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body ?? {}),
      };
      const response = await by(path.startsWith('https:') ? path : `${HOST}/mailws2/v1/${path}?${PARAMETERS}`, init);
      const text = await response.text();
      await pause(20);
      return text;
    },
    tell(kind, tag, text, exchange = 900) {
      for (const listener of listeners) listener(toFrameText({ kind, tag, exchange, text }));
    },
    order: (ref, { account = 'ana.rep@icloud.com', threadRef } = {}) =>
      adapter.fetch(
        { orderId: '1', site: 'icloud', account, ref, ...(threadRef === undefined ? {} : { threadRef }) },
        end.signal,
      ),
  };
  tap.subscribe((text) => opening.crossed.push(text));
  const listening = {
    ...tap,
    subscribe(listener: (text: string) => void) {
      listeners.add(listener);
      return tap.subscribe(listener);
    },
    async ask(question: string, signal: AbortSignal) {
      const reply = await tap.ask(question, signal);
      opening.crossed.push(question, new TextDecoder().decode(reply.body));
      return reply;
    },
  };
  adapter.start(
    {
      window,
      document: window.document,
      now: () => Date.now(),
      fetch: async () => new Response('', { status: 500 }),
      tap: listening,
      mayRead: () => opening.mayRead,
    },
    {
      notice: (references) => opening.notices.push(...references),
      account: (email, aliases = []) => opening.accounts.push({ email, aliases }),
      trouble: (report) => opening.troubles.push(report),
      recovered: (source) => opening.recovered.push(source),
    },
    end.signal,
  );
  tap.observe(true);
  return opening;
}

/** Ends every adapter and takes its page away. */
export function closeMailFrames(): void {
  for (const { frame, end } of opened.splice(0)) {
    end.abort();
    frame.remove();
  }
}
