import type { FetchOrder } from '../../model/delivery.ts';
import type { MailReference } from '../../model/mail-reference.ts';
import type { CaptureHandlers, CapturePage, FetchResult, WebmailAdapter } from '../adapter.ts';
import { createCaptureReport } from '../noticing/capture-report.ts';
import { createFrameQueue } from '../noticing/frame-queue.ts';
import { parseFrameText } from '../page-tap/tap-frame.ts';
import { createPageRead, type PageRead } from '../session/page-read.ts';
import { createPoliteTurns } from '../session/polite-turns.ts';
import { createSliceRunner, idleTimeOf } from '../sliced-work.ts';
import { waitFor } from '../wait-for.ts';
import { createFetchLadder } from './fetch/fetch-ladder.ts';
import { findSent } from './find-sent.ts';
import { INBOX, isLeftOut, SENT } from './folders.ts';
import { createLoadedMessages } from './loaded-messages.ts';
import { createMailbox } from './mailbox.ts';
import { createMessagePlaces } from './message-places.ts';
import { createOutgoing, type PendingSend } from './outgoing.ts';
import { createOwnReads, type OwnRead } from './own-reads.ts';
import type { MailRecord, ThreadDigest } from './readers/mail-record.ts';
import { createServerReads } from './server-reads.ts';
import { createTakeRecords } from './take-records.ts';
import { createTrafficReader } from './traffic-reader.ts';
import { watchBothWays } from './watch-both-ways.ts';

/** Statuses iCloud ends a session with. */
const SIGNED_OUT = new Set([401, 403, 421, 450]);

/** What was sent shortly before a page was closed or loaded anew is looked for when mail is shown again. */
const CATCH_UP_MS = 24 * 60 * 60_000;
const CATCH_UP_THREADS = 10;

const NEWEST_THREADS = 25;
const NEWEST_EVERY_MS = 15_000;

type Fetch = (order: FetchOrder, signal: AbortSignal) => Promise<FetchResult>;

/** iCloud Mail, seen from inside the frame of its mail app. */
export function createICloudAdapter(): WebmailAdapter {
  let fetchHere: Fetch | undefined;
  return {
    site: 'icloud',
    start(page, on, signal) {
      fetchHere = startCapture(page, on, signal);
      signal.addEventListener('abort', () => {
        fetchHere = undefined;
      });
    },
    async fetch(order, signal) {
      return fetchHere === undefined ? { ok: false, failure: 'unavailable' } : fetchHere(order, signal);
    },
  };
}

function startCapture(page: CapturePage, on: CaptureHandlers, signal: AbortSignal): Fetch {
  const { window } = page;
  const idle = idleTimeOf(window);
  const clock = () => window.performance.now();
  const runner = createSliceRunner(idle, clock);
  const mayRead = () => page.mayRead();
  const waitFully = (ms: number, abort: AbortSignal) => waitFor(window, ms, abort);
  const wait = (ms: number) => waitFully(ms, signal);

  const told = createCaptureReport('icloud', on, signal);
  const places = createMessagePlaces();
  const outgoing = createOutgoing();
  const loaded = createLoadedMessages(mayRead);
  let urgent = 0;
  const urgently = async <T>(work: () => Promise<T>): Promise<T> => {
    urgent += 1;
    try {
      return await work();
    } finally {
      urgent -= 1;
    }
  };
  const ownReads = createOwnReads({ mayRead, isUrgent: () => urgent > 0, wait, signal });
  const bothWays = watchBothWays({ window, idle, clock, told, newest: () => readNewest(), signal });

  const turns = createPoliteTurns({
    now: clock,
    wait: waitFully,
    idle: () => new Promise((resolve) => idle(resolve)),
  });
  const askPage = createPageRead(page.tap, turns, (status) => SIGNED_OUT.has(status));
  const askForLists: PageRead = (question, options) => {
    bothWays.asking();
    return askPage(question, options);
  };
  const server = createServerReads({ read: askPage, readList: askForLists, runner });

  const mailbox = createMailbox({
    ask: (source) => server.account(source, signal),
    mayRead,
    tell: (email, aliases) => {
      told.setAccount(email, aliases);
      catchUp();
    },
    wait,
    signal,
  });

  const take = createTakeRecords({
    places,
    outgoing,
    told,
    isOwn: mailbox.isOwn,
    now: page.now,
    nameless: (record) => ownReads.want([readHeaders(record)]),
  });

  const readThread = async (
    threadId: string,
    folder: string,
    noticedBy: MailReference['noticedBy'],
    abort: AbortSignal,
  ) => {
    const records = await server.thread(threadId, folder, abort);
    if (typeof records !== 'string') take(records, noticedBy);
    return records;
  };

  function readHeaders(record: MailRecord): OwnRead {
    const { folder, uid } = record;
    return {
      key: `headers ${folder}/${uid}`,
      version: '',
      at: record.sentAt ?? 0,
      async run() {
        const message = await server.headers(record, signal);
        if (typeof message === 'string') return message === 'gone';
        take([{ ...record, ...message.record, parts: record.parts }], 'traffic');
        return true;
      },
    };
  }

  /** Rows of a list name no message: each is asked for who wrote to whom, unless only this person is in it. */
  const list = (
    digests: readonly ThreadDigest[],
    folder: string | undefined,
    noticedBy: 'traffic' | 'dom' = 'traffic',
  ) => {
    const named = folder ?? INBOX;
    if (isLeftOut(named)) return;
    const mayMatter = ({ senders }: ThreadDigest) =>
      named === SENT || senders.length === 0 || senders.some(({ email }) => !mailbox.isOwn(email));
    ownReads.want(
      digests.filter(mayMatter).map(({ threadId, version, at }) => ({
        key: `thread ${threadId}`,
        version,
        at: at ?? 0,
        run: async () => {
          const records = await readThread(threadId, named, noticedBy, signal);
          return typeof records !== 'string' || records === 'gone';
        },
      })),
    );
  };

  let nextNewestAt = 0;
  async function readNewest(): Promise<void> {
    if (!mayRead() || clock() < nextNewestAt || signal.aborted) return;
    nextNewestAt = clock() + NEWEST_EVERY_MS;
    for (const folder of [INBOX, SENT]) {
      const digests = await server.threads(folder, NEWEST_THREADS, signal).catch(() => 'failed' as const);
      if (typeof digests !== 'string') list(digests, folder, 'dom');
    }
  }

  let hasCaughtUp = false;
  function catchUp(): void {
    if (hasCaughtUp || !mayRead()) return;
    hasCaughtUp = true;
    const run = async () => {
      const digests = await server.threads(SENT, CATCH_UP_THREADS, signal);
      if (typeof digests === 'string') return false;
      const since = page.now() - CATCH_UP_MS;
      list(
        digests.filter(({ at }) => at === undefined || at > since),
        SENT,
      );
      return true;
    };
    ownReads.want([{ key: 'catch-up', version: '', at: 0, run }]);
  }

  const sent = async (send: PendingSend) => {
    const isFound = await findSent(send, {
      sentThreads: () => urgently(() => server.threads(SENT, CATCH_UP_THREADS, signal)),
      readThread: (threadId) => urgently(() => readThread(threadId, SENT, 'traffic', signal)),
      mayRead,
      wait,
    });
    if (!isFound && mayRead()) told.trouble({ source: 'traffic', missing: 'message-that-was-sent', outline: '' });
  };

  const readTraffic = createTrafficReader({
    runner,
    places,
    outgoing,
    mailbox,
    loaded,
    mayRead,
    now: page.now,
    take,
    list,
    changed: () => void readNewest(),
    covered: (threadId) => ownReads.covered(`thread ${threadId}`),
    sent: (send) => void sent(send).catch(() => undefined),
    told,
  });

  const frames = createFrameQueue((frame) => readTraffic(frame, signal), signal);
  const unsubscribe = page.tap.subscribe((text) => {
    const frame = parseFrameText(text);
    if (frame === undefined || signal.aborted) return;
    bothWays.sawCall(frame.tag);
    if (!frames.add(frame)) told.trouble({ source: 'traffic', missing: 'time-to-read-traffic', outline: '' });
  });
  signal.addEventListener('abort', unsubscribe);

  const ladder = createFetchLadder({
    read: askPage,
    readThread: (threadId, folder, abort) => readThread(threadId, folder, 'traffic', abort),
    readMessageAnswer: server.toMessage,
    places,
    loaded,
    mayRead,
    wait: waitFully,
  });

  return async ({ account, ref, threadRef }, abort) =>
    account === told.account
      ? urgently(() => ladder({ ref, threadRef }, AbortSignal.any([signal, abort])))
      : { ok: false, failure: 'unavailable' };
}
