import type { LayoutReport } from '../../../utils/capture/adapter.ts';
import type { OutlookSite } from '../../../utils/capture/outlook/flavours.ts';
import { createOutlookAdapter } from '../../../utils/capture/outlook/outlook-adapter.ts';
import type { createOutlookPageFilter } from '../../../utils/capture/outlook/page/page-filter.ts';
import type { installPageTap, TapWindow } from '../../../utils/capture/page-tap/page-tap.ts';
import type { createPageTapChannel } from '../../../utils/capture/page-tap/page-tap-channel.ts';
import type { MailReference } from '../../../utils/model/mail-reference.ts';
import { installFakeXhr, sendByXhr } from './fake-xhr.ts';
import { until } from './framed-page.ts';
import { ACCOUNT, OutlookService, SECRET, type StoredMessage } from './outlook-service.ts';

/** A page of Outlook with page-tap, adapter and a service behind it. */
export interface OutlookPage {
  window: TapWindow;
  service: OutlookService;
  adapter: ReturnType<typeof createOutlookAdapter>;
  notices: MailReference[];
  accounts: { email: string; aliases: readonly string[] }[];
  troubles: LayoutReport[];
  recovered: string[];
  /** All that crossed the port out of the page's world, as text. */
  crossed: string[];
  /** Ends the adapter. */
  end: AbortController;
  /** A request of the page itself. */
  call(action: string, body: unknown, options?: CallOptions): Promise<unknown>;
  /** First data. */
  boot(): Promise<void>;
  setMayRead(may: boolean): void;
  states(): string[];
}

export interface CallOptions {
  headers?: Record<string, string>;
  path?: string;
  /** Where the payload goes. */
  inHeader?: boolean;
}

const opened: { frame: HTMLIFrameElement; end: AbortController }[] = [];

export interface PageOptions {
  body?: string;
  messages?: StoredMessage[];
  site?: OutlookSite;
  mayRead?: boolean;
  boots?: boolean;
  /** Value of the cookie scripts of Exchange may read. */
  canary?: string;
}

interface LoadedPage {
  window: TapWindow;
  createOutlookPageFilter: typeof createOutlookPageFilter;
  installPageTap: typeof installPageTap;
  createPageTapChannel: typeof createPageTapChannel;
}

/** A page with the product's code loaded in its own realm, as the messages between its worlds need it. */
async function loadPage(end: AbortController): Promise<LoadedPage> {
  const files = ['page-tap/page-tap.ts', 'page-tap/page-tap-channel.ts', 'outlook/page/page-filter.ts'];
  const imports = files.map((file) => `import('/utils/capture/${file}')`).join(',');
  const frame = document.createElement('iframe');
  frame.style.cssText = 'width:900px;height:600px';
  frame.srcdoc = `<!doctype html><body><script type="module">
    window.productCode = Object.assign({}, ...(await Promise.all([${imports}])));
  </script>`;
  document.body.append(frame);
  opened.push({ frame, end });
  const inner = () => frame.contentWindow as TapWindow & { productCode?: Omit<LoadedPage, 'window'> };
  await until('the page has loaded', () => inner().productCode !== undefined);
  return { ...(inner().productCode as Omit<LoadedPage, 'window'>), window: inner() };
}

/** Opens a page of its own; it is there until {@link removeOutlookPages}. */
export async function openOutlook(options: PageOptions = {}): Promise<OutlookPage> {
  const { body = '', messages = [], site = 'outlook', boots = true } = options;
  const end = new AbortController();
  const { window, createOutlookPageFilter, installPageTap, createPageTapChannel } = await loadPage(end);
  window.document.body.innerHTML = body;
  if (options.canary !== undefined) {
    const cookie = `X-OWA-CANARY=${options.canary}`;
    Object.defineProperty(window.document, 'cookie', { value: cookie });
  }
  const service = new OutlookService();
  service.site = site;
  service.messages = messages;
  window.fetch = service.fetch;
  installFakeXhr(window, service.fetch);
  installPageTap(window, createOutlookPageFilter(site));

  const adapter = createOutlookAdapter(site);
  let mayRead = options.mayRead ?? true;
  const tap = createPageTapChannel(window, end.signal);
  const page: OutlookPage = {
    window,
    service,
    adapter,
    notices: [],
    accounts: [],
    troubles: [],
    recovered: [],
    crossed: [],
    end,
    async call(action, payloadBody, { headers = {}, path = '/owa/service.svc', inHeader = false } = {}) {
      const payload = JSON.stringify({
        __type: `${action}JsonRequest:#Exchange`,
        Header: { __type: 'JsonRequestHeaders:#Exchange', RequestServerVersion: 'V2018_01_08' },
        Body: payloadBody,
      });
      const named = {
        ...(site === 'outlook' ? { authorization: SECRET } : {}),
        'x-owa-actionid': '-1',
        action,
        ...headers,
      };
      const url = `https://outlook.example${path}?action=${action}&app=Mail&n=1`;
      const all = inHeader ? { ...named, 'x-owa-urlpostdata': encodeURIComponent(payload) } : named;
      const sent = inHeader ? undefined : payload;
      if (site === 'exchange') return JSON.parse(await sendByXhr(window, url, all, sent)) as unknown;
      const response = await window.fetch(url, {
        method: 'POST',
        headers: all,
        ...(sent === undefined ? {} : { body: sent }),
      });
      return response.ok ? response.json() : undefined;
    },
    async boot() {
      const headers = { 'x-owa-actionid': '-1', ...(site === 'outlook' ? { authorization: SECRET } : {}) };
      const file = site === 'outlook' ? 'startupdata.ashx' : 'sessiondata.ashx';
      const url = `https://outlook.example/owa/${file}?app=Mail&n=0`;
      if (site === 'exchange') await sendByXhr(window, url, headers);
      else await window.fetch(url, { method: 'POST', headers });
    },
    setMayRead(may) {
      mayRead = may;
    },
    states: () => page.notices.map(({ state }) => state),
  };
  tap.subscribe((text) => page.crossed.push(text));
  adapter.start(
    {
      window,
      document: window.document,
      now: () => Date.now(),
      fetch: window.fetch,
      tap: {
        ...tap,
        async ask(question, signal) {
          const reply = await tap.ask(question, signal);
          page.crossed.push(JSON.stringify(reply.status));
          return reply;
        },
      },
      mayRead: () => mayRead,
    },
    {
      notice: (references) => page.notices.push(...references),
      account: (email, aliases = []) => page.accounts.push({ email, aliases }),
      trouble: (report) => page.troubles.push(report),
      recovered: (source) => page.recovered.push(source),
    },
    end.signal,
  );
  tap.observe(true);
  if (boots) await page.boot();
  return page;
}

export function removeOutlookPages(): void {
  for (const { frame, end } of opened.splice(0)) {
    end.abort();
    frame.remove();
  }
}

export const orderOf = (page: OutlookPage, ref: string, account = ACCOUNT) => ({
  orderId: '1',
  site: page.service.site,
  account,
  ref,
});
