import type { FetchOrder } from '../../model/delivery.ts';
import type { CaptureHandlers, CapturePage, FetchResult, WebmailAdapter } from '../adapter.ts';
import { createCaptureReport } from '../noticing/capture-report.ts';
import { createFrameQueue } from '../noticing/frame-queue.ts';
import { parseFrameText } from '../page-tap/tap-frame.ts';
import { createSliceRunner, idleTimeOf } from '../sliced-work.ts';
import { waitFor } from '../wait-for.ts';
import { createFetchLadder } from './fetch/fetch-ladder.ts';
import { readShownMessage } from './fetch/read-shown-message.ts';
import { createReading } from './fetch/reading.ts';
import { isMailPage, isMessageId, parseRoute } from './ids.ts';
import { createLoadedMessages } from './loaded-messages.ts';
import { createMailTeller } from './mail-teller.ts';
import { createMailboxFacts } from './mailbox.ts';
import { createOutgoing, type Send } from './outgoing.ts';
import { parseConstants } from './parse-constants.ts';
import type { MailReading } from './readers/mail-record.ts';
import { settleSend } from './settle-send.ts';
import { createTrafficReader } from './traffic-reader.ts';
import { watchScreen } from './watch-screen.ts';

const JUST_SENT_MS = 2 * 60_000;

/** Lists of fifteen messages without their text. */
const MAX_METADATA_BYTES = 4 * 1024 * 1024;

/** Messages opened while traffic is blind, each asked about once. */
const MAX_ASKED = 500;

type MetadataQuestion = { what: 'message'; mid: string } | { what: 'newest'; folderId: string };

type Fetch = (order: FetchOrder, signal: AbortSignal) => Promise<FetchResult>;

/** Yahoo Mail and AOL Mail, seen from inside their page. */
export function createYahooAdapter(): WebmailAdapter {
  let fetchHere: Fetch | undefined;
  return {
    site: 'yahoo',
    start(page, on, signal) {
      if (!isMailPage(page.window.location)) return;
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
  const { window, document } = page;
  const idle = idleTimeOf(window);
  const runner = createSliceRunner(idle, () => window.performance.now());
  const mailbox = createMailboxFacts();
  const outgoing = createOutgoing();
  const loaded = createLoadedMessages();
  const told = createCaptureReport('yahoo', on, signal);
  const { session, readAnswer } = createReading(page, runner, () => mailbox.id);
  const teller = createMailTeller({ page, runner, mailbox, outgoing, loaded, told, signal });

  const takeTraffic = (reading: MailReading) => {
    const hasMail = reading.messages.length > 0;
    if (hasMail || reading.strangers === 0) screen.sawTraffic({ hasMail });
    return teller.take(reading, 'traffic');
  };

  const readMetadata = async (question: MetadataQuestion) => {
    if (!page.mayRead() || signal.aborted) return undefined;
    const answer = await session.read(question, MAX_METADATA_BYTES, signal);
    if (answer.kind !== 'bytes') return { kind: answer.kind };
    return { kind: 'read' as const, reading: await readAnswer(answer.bytes, undefined, signal) };
  };

  const settle = (send: Send) => {
    void settleSend(send, {
      outgoing,
      standingOf: mailbox.standingOf,
      sentFolderId: mailbox.sentFolderId,
      now: () => page.now(),
      wait: (ms) => waitFor(window, ms, signal),
      read: readMetadata,
      found: (_, mid, record) => teller.tellSent(mid, record),
    }).catch(() => undefined);
  };

  const read = createTrafficReader({
    runner,
    keepsBodies: () => !page.mayRead(),
    mail: takeTraffic,
    mailbox: mailbox.learnId,
    saved: outgoing.saved,
    sent(seen) {
      const send = outgoing.sent(seen, page.now());
      if (send !== undefined) settle(send);
    },
    wait: (ms, abort) => waitFor(window, ms, abort),
    trouble: told.trouble,
  });

  const frames = createFrameQueue(read, signal);

  const unsubscribe = page.tap.subscribe((text) => {
    const frame = parseFrameText(text);
    if (frame === undefined || signal.aborted) return;
    if (frame.kind === 'constants') {
      mailbox.learnMailboxes(parseConstants(frame.text));
      if (mailbox.email !== undefined) told.setAccount(mailbox.email, mailbox.aliases());
    } else if (!frames.add(frame)) {
      told.trouble({ source: 'traffic', missing: 'time-to-read-traffic', outline: '' });
    }
  });

  const askedFor = new Set<string>();
  const openedUnknown = (mid: string) => {
    if (askedFor.has(mid) || askedFor.size >= MAX_ASKED) return;
    askedFor.add(mid);
    void readMetadata({ what: 'message', mid })
      .then((answer) => (answer?.kind === 'read' ? teller.take(answer.reading, 'dom') : undefined))
      .catch(() => undefined);
  };

  const { isTold, take: takeMail } = teller;
  const screen = watchScreen({ page, told, mailbox, runner, idle, takeMail, isTold, openedUnknown, signal });

  const ladder = createFetchLadder({
    session,
    readAnswer,
    wait: (ms, abort) => waitFor(window, ms, abort),
    loaded: (mid) => loaded.find(mid, outgoing.sendOf(mid)?.content?.html),
    shown: (mid) => readShownMessage(document, mid, parseRoute(window.location.pathname)),
  });

  signal.addEventListener('abort', () => {
    unsubscribe();
    loaded.forget();
  });

  return async (order, abort) => {
    const { ref: mid, account } = order;
    if (account !== told.account || !isMessageId(mid)) return { ok: false, failure: 'unavailable' };
    const send = outgoing.sendOf(mid);
    const isJustSent = send !== undefined && page.now() - send.at < JUST_SENT_MS;
    return ladder({ mid, send, isJustSent, isPassive: !page.mayRead() }, AbortSignal.any([signal, abort]));
  };
}
