import type { FetchOrder } from '../../model/delivery.ts';
import type { CaptureHandlers, CapturePage, FetchResult, WebmailAdapter } from '../adapter.ts';
import { parseGuardedLiterals } from '../literals/parse-literal.ts';
import { createCaptureReport } from '../noticing/capture-report.ts';
import { createFrameQueue } from '../noticing/frame-queue.ts';
import { outlineOfElement } from '../page/outline-of-element.ts';
import { isShown, watchPage } from '../page/watch-page.ts';
import { parseFrameText } from '../page-tap/tap-frame.ts';
import { createPoliteTurns } from '../session/polite-turns.ts';
import { createSessionFetch } from '../session/session-fetch.ts';
import { createSliceRunner, idleTimeOf } from '../sliced-work.ts';
import { waitFor } from '../wait-for.ts';
import { type PageFacts, parseConstants, readInlineConstants, readShownAddress } from './account-address.ts';
import { createAliases } from './aliases.ts';
import { findMessages } from './dom/find-messages.ts';
import { selectors } from './dom/selectors.ts';
import { createFetchLadder, type FetchLadderOrder } from './fetch/fetch-ladder.ts';
import { createGmailAddresses } from './fetch/gmail-addresses.ts';
import { readShownMessage } from './fetch/read-shown-message.ts';
import { isMessageId } from './ids.ts';
import { createMessageStates, type StateReport } from './message-states.ts';
import { readClassic } from './readers/read-classic.ts';
import { toReference } from './to-reference.ts';
import { createTrafficReader } from './traffic-reader.ts';
import { watchWays } from './watch-ways.ts';

const RELEASE_EVERY_MS = 150;
/** A recycled element may show another message by these alone. */
const ID_ATTRIBUTES = [
  'data-message-id',
  'data-legacy-message-id',
  'data-legacy-thread-id',
  'data-legacy-last-message-id',
  'aria-expanded',
];

const JUST_SENT_MS = 2 * 60_000;

type Fetch = (order: FetchOrder, signal: AbortSignal) => Promise<FetchResult>;

/** Gmail, seen from inside its page. */
export function createGmailAdapter(): WebmailAdapter {
  let fetchHere: Fetch | undefined;
  return {
    site: 'gmail',
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
  const { window, document } = page;
  const idle = idleTimeOf(window);
  const runner = createSliceRunner(idle, () => window.performance.now());
  const states = createMessageStates();
  const aliases = createAliases();
  const ownAddresses = new Set<string>();
  const told = createCaptureReport('gmail', on, signal);
  const ways = watchWays(window, told, signal);
  let facts: PageFacts = {};
  let isTrafficSilent = true;

  const setAccount = (email: string) => {
    ownAddresses.add(email);
    told.setAccount(email);
  };

  const report = (reports: StateReport[], noticedBy: 'traffic' | 'embedded') => {
    if (signal.aborted) return;
    // A confirmation may give nothing to report yet but time to wait for.
    if (states.isHolding()) scheduleRelease();
    if (reports.length === 0) return;
    isTrafficSilent = false;
    ways.sawMail();
    told.notice(reports.map((each) => (email: string) => toReference(each, noticedBy, email)));
  };

  let isReleasing = false;
  function scheduleRelease(): void {
    if (isReleasing || signal.aborted) return;
    isReleasing = true;
    window.setTimeout(() => {
      isReleasing = false;
      if (signal.aborted) return;
      const undo = document.querySelector(selectors.undoLink);
      report(states.release(page.now(), undo !== null && isShown(undo)), 'traffic');
      if (states.isHolding()) scheduleRelease();
    }, RELEASE_EVERY_MS);
  }

  const read = createTrafficReader({
    states,
    aliases,
    runner,
    report,
    trouble: told.trouble,
    ownAddress: (email) => ownAddresses.add(email),
  });

  const frames = createFrameQueue((frame) => {
    if (frame.kind === 'answer' && frame.tag !== 'classic') ways.sawAnswer();
    const path = frame.kind === 'embedded' || frame.kind === 'request' ? frame.kind : 'answer';
    return read(frame, { path, exchange: frame.exchange, at: page.now() }, signal);
  }, signal);

  const unsubscribe = page.tap.subscribe((text) => {
    const frame = parseFrameText(text);
    if (frame === undefined || signal.aborted) return;
    if (frame.kind === 'constants') {
      facts = { ...facts, ...parseConstants(frame.text) };
      if (facts.address !== undefined) setAccount(facts.address);
      return;
    }
    if (!frames.add(frame)) told.trouble({ source: 'traffic', missing: 'time-to-read-traffic', outline: '' });
  });

  const findAccount = () => {
    if (facts.address !== undefined) return;
    facts = { ...readInlineConstants(document), ...facts };
    const address = facts.address ?? readShownAddress(document, window.location.pathname);
    if (address !== undefined) setAccount(address);
  };

  const look = async () => {
    if (signal.aborted) return;
    findAccount();
    const { account } = told;
    if (account === undefined) return;
    const context = {
      account,
      aliases,
      ownAddresses,
      isTrafficSilent,
      hash: window.location.hash,
      now: page.now(),
    };
    const seen = await runner.run(findMessages(document, context), signal).catch(() => undefined);
    if (seen === undefined) return;
    if (seen.isUnderstood) ways.sawScreen();
    for (const { missing, element } of seen.blind)
      told.trouble({ source: 'dom', missing, outline: outlineOfElement(element) });
    if (seen.references.length > 0) on.notice(seen.references);
  };
  watchPage({ window, idle, look, signal, attributes: ID_ATTRIBUTES });

  let asked = 0;
  const wait = (ms: number, abort: AbortSignal) => waitFor(window, ms, abort);
  const ladder = createFetchLadder({
    wait,
    request: createSessionFetch({
      fetch: page.fetch,
      turns: createPoliteTurns({
        now: () => window.performance.now(),
        wait,
        idle: () => new Promise((resolve) => idle(resolve)),
      }),
      isSignInPage: ({ hostname }) => hostname === 'accounts.google.com',
    }),
    addresses: createGmailAddresses(
      window.location,
      () => facts.ik,
      () => {
        asked += 1;
        return `${page.now().toString(36)}${asked}`;
      },
    ),
    readClassicAnswer: async (text, abort) => {
      const literals = await runner.run(parseGuardedLiterals(text), abort);
      return (await runner.run(readClassic(literals), abort)).messages;
    },
    shownMessage: (names) => readShownMessage(document, names),
  });

  signal.addEventListener('abort', () => {
    unsubscribe();
  });

  return async (order, abort) => {
    if (order.account !== told.account || !isMessageId(order.ref)) return { ok: false, failure: 'unavailable' };
    const legacyHex = aliases.legacyHex(order.ref);
    const sentAt = states.sentAt(order.ref);
    const named: FetchLadderOrder = {
      id: order.ref,
      isJustSent: sentAt !== undefined && page.now() - sentAt < JUST_SENT_MS,
      isPassive: !page.mayRead(),
      isRecalled: () => states.isRecalled(order.ref),
      ...(legacyHex === undefined ? {} : { legacyHex }),
    };
    return ladder(named, AbortSignal.any([signal, abort]));
  };
}
