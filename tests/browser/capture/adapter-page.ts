import type { LayoutReport } from '../../../utils/capture/adapter.ts';
import { createGmailAdapter } from '../../../utils/capture/gmail/gmail-adapter.ts';
import { type TapFrameKind, toFrameText } from '../../../utils/capture/page-tap/tap-frame.ts';
import type { MailReference } from '../../../utils/model/mail-reference.ts';

export const ACCOUNT = 'ana@rep.example';
export const MS = 1_772_442_000_000;
export const hexOf = (ms: number) => (BigInt(ms) << 20n).toString(16);
export const idOf = (ms: number) => `msg-f:${BigInt(ms) << 20n}`;
export const ME = [1, ACCOUNT, 'Ana'];
export const BEA = [1, 'bea@client.example', 'Bea'];

/** A record of the sync layer; places are those of the wire. */
export function record(places: { [place: number]: unknown }) {
  return Array.from({ length: 1 + Math.max(...Object.keys(places).map(Number)) }, (_, place) => places[place] ?? null);
}
export const answerWith = (records: unknown[], threadId = 'thread-f:1850000000000000000') =>
  JSON.stringify([
    [],
    [
      0,
      null,
      null,
      null,
      null,
      [[[threadId, null, [null, null, null, null, null, null, [['s', null, MS, threadId, records]]]]]],
    ],
  ]);
export const received = (ms: number) =>
  record({ 0: idOf(ms), 1: BEA, 2: [ME], 6: ms, 10: ['^all', '^i', '^u'], 17: ms, 55: hexOf(ms) });
export const own = (labels: string[], more: { [place: number]: unknown } = {}) =>
  record({ 0: 'msg-a:r77', 1: ME, 2: [BEA], 6: MS, 7: 'Oferta', 10: labels, ...more });

export const row = (ms: number, email: string, extra = '') =>
  `<tr class="zA"><td class="yX"><div class="yW"><span email="${email}" name="me">x</span></div>${extra}</td>
   <td><span class="bog"><span data-thread-id="#thread-f:${BigInt(ms) << 20n}" data-legacy-thread-id="${hexOf(ms)}" data-legacy-last-message-id="${hexOf(ms)}">s</span></span></td></tr>`;
export const list = (rows: string) =>
  `<div role="main" style="height:50px"><table gh="tl"><tbody>${rows}</tbody></table></div>`;
export const message = (attributes: string, email: string, open = true) =>
  `<div role="listitem" aria-expanded="${open}" class="${open ? 'h7' : 'kv'}"><div class="adn ads" ${attributes}>
   <span class="gD" email="${email}" name="N">N</span><span class="hb"><span email="${ACCOUNT}" name="me">me</span></span>
   ${open ? '<div class="ii gt"><div class="a3s aiL"><p>texto</p></div></div>' : ''}</div></div>`;
export const conversation = (root: string, inner: string, ids: string) =>
  `<div role="main" style="height:50px"><div class="${root}"><h2 class="hP" ${ids}>Asunto</h2><div role="list">${inner}</div></div></div>`;

const opened: { frame: HTMLIFrameElement; end: AbortController }[] = [];

/** A Gmail page with an adapter in it. */
export interface Started {
  window: Window & typeof globalThis;
  notices: MailReference[];
  accounts: string[];
  troubles: LayoutReport[];
  frame(kind: TapFrameKind, tag: string, text: string, exchange?: number): void;
  adapter: ReturnType<typeof createGmailAdapter>;
  asked: string[];
  /** Ends the adapter. */
  end: AbortController;
}

/** Puts the adapter into a page of its own. The page is there until {@link removePages}. */
export function start(body: string, options: { answer?: (url: string) => Response; address?: string } = {}): Started {
  const frame = globalThis.document.createElement('iframe');
  frame.style.cssText = 'width:900px;height:600px';
  globalThis.document.body.append(frame);
  const end = new AbortController();
  opened.push({ frame, end });
  const window = frame.contentWindow as Started['window'];
  const { document } = window;
  document.body.innerHTML = body;
  const listeners = new Set<(text: string) => void>();
  const started: Started = {
    window,
    notices: [],
    accounts: [],
    troubles: [],
    asked: [],
    end,
    adapter: createGmailAdapter(),
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
        started.asked.push(String(input));
        return options.answer?.(String(input)) ?? new Response('', { status: 500 });
      },
      tap: {
        subscribe: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        observe: () => undefined,
        ask: async () => ({ status: 0 }),
      },
      mayRead: () => true,
    },
    {
      notice: (references) => started.notices.push(...references),
      account: (email) => started.accounts.push(email),
      trouble: (report) => started.troubles.push(report),
      recovered: () => undefined,
    },
    end.signal,
  );
  const address = options.address ?? ACCOUNT;
  if (address !== '') started.frame('constants', 'constants', JSON.stringify({ address, ik: 'abc123' }), 0);
  return started;
}

/** Ends every adapter and takes its page away. */
export function removePages(): void {
  for (const { frame, end } of opened.splice(0)) {
    end.abort();
    frame.remove();
  }
}
