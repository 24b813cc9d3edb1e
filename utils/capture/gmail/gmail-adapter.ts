import type { FetchOrder } from '../../model/delivery.ts';
import type { MailReference } from '../../model/mail-reference.ts';
import type { CaptureHandlers, CapturePage, FetchResult, LayoutReport, WebmailAdapter } from '../adapter.ts';
import { parseFrameText, type TapFrame } from '../page-tap/tap-frame.ts';
import { createSliceRunner, idleTimeOf } from '../sliced-work.ts';
import { waitFor } from '../wait-for.ts';
import { type PageFacts, parseConstants, readInlineConstants, readShownAddress } from './account-address.ts';
import { createAliases } from './aliases.ts';
import { findMessages } from './dom/find-messages.ts';
import { selectors } from './dom/selectors.ts';
import { isShown, watchPage } from './dom/watch-page.ts';
import { createFetchLadder, type FetchLadderOrder } from './fetch/fetch-ladder.ts';
import { createGmailAddresses } from './fetch/gmail-addresses.ts';
import { readShownMessage } from './fetch/read-shown-message.ts';
import { createSessionFetch } from './fetch/session-fetch.ts';
import { isMessageId } from './ids.ts';
import { outlineOfElement } from './layout-outline.ts';
import { createMessageStates, type StateReport } from './message-states.ts';
import { parseGuardedLiterals } from './readers/parse-literal.ts';
import { readClassic } from './readers/read-classic.ts';
import { toReference } from './to-reference.ts';
import { createTrafficReader } from './traffic-reader.ts';

/** Texts waiting to be read; a page that sends more is not a mail page. */
const MAX_WAITING_FRAMES = 500;

/** Found before anybody knows whose mailbox it is. */
const MAX_WAITING_REFERENCES = 2000;

const RELEASE_EVERY_MS = 150;
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
  const troubled = new Set<string>();
  const frames: TapFrame[] = [];
  let facts: PageFacts = {};
  let account: string | undefined;
  let waiting: ((account: string) => MailReference)[] = [];
  let isReading = false;
  let isTrafficSilent = true;

  const trouble = (report: Omit<LayoutReport, 'site'>) => {
    if (signal.aborted || troubled.has(report.missing)) return;
    troubled.add(report.missing);
    on.trouble({ site: 'gmail', ...report });
  };

  const setAccount = (email: string) => {
    if (signal.aborted || account === email) return;
    account = email;
    ownAddresses.add(email);
    on.account(email);
    const references = waiting.map((make) => make(email));
    waiting = [];
    if (references.length > 0) on.notice(references);
  };

  const report = (reports: StateReport[], noticedBy: 'traffic' | 'embedded') => {
    if (signal.aborted) return;
    // A confirmation may give nothing to report yet but time to wait for.
    if (states.isHolding()) scheduleRelease();
    if (reports.length === 0) return;
    isTrafficSilent = false;
    const makers = reports.map((each) => (email: string) => toReference(each, noticedBy, email));
    const mailbox = account;
    if (mailbox === undefined) waiting = [...waiting, ...makers].slice(-MAX_WAITING_REFERENCES);
    else on.notice(makers.map((make) => make(mailbox)));
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
    trouble,
    ownAddress: (email) => ownAddresses.add(email),
  });

  const readFrames = async () => {
    if (isReading) return;
    isReading = true;
    for (let frame = frames.shift(); frame !== undefined && !signal.aborted; frame = frames.shift()) {
      const path = frame.kind === 'embedded' || frame.kind === 'request' ? frame.kind : 'answer';
      await read(frame, { path, exchange: frame.exchange, at: page.now() }, signal).catch(() => undefined);
    }
    isReading = false;
  };

  const unsubscribe = page.tap.subscribe((text) => {
    const frame = parseFrameText(text);
    if (frame === undefined || signal.aborted) return;
    if (frame.kind === 'constants') {
      facts = { ...facts, ...parseConstants(frame.text) };
      if (facts.address !== undefined) setAccount(facts.address);
      return;
    }
    if (frames.length < MAX_WAITING_FRAMES) frames.push(frame);
    else trouble({ source: 'traffic', missing: 'time-to-read-traffic', outline: `${frames.length} texts waiting` });
    void readFrames();
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
    for (const { missing, element } of seen.blind)
      trouble({ source: 'dom', missing, outline: outlineOfElement(element) });
    if (seen.references.length > 0) on.notice(seen.references);
  };
  watchPage(window, idle, look, signal);

  let asked = 0;
  const wait = (ms: number, abort: AbortSignal) => waitFor(window, ms, abort);
  const ladder = createFetchLadder({
    wait,
    request: createSessionFetch({
      fetch: page.fetch,
      now: () => window.performance.now(),
      wait,
      idle: () => new Promise((resolve) => idle(resolve)),
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
    frames.length = 0;
    waiting = [];
  });

  return async (order, abort) => {
    if (order.account !== account || !isMessageId(order.ref)) return { ok: false, failure: 'unavailable' };
    const legacyHex = aliases.legacyHex(order.ref);
    const sentAt = states.sentAt(order.ref);
    const named: FetchLadderOrder = {
      id: order.ref,
      isJustSent: sentAt !== undefined && page.now() - sentAt < JUST_SENT_MS,
      isRecalled: () => states.isRecalled(order.ref),
      ...(legacyHex === undefined ? {} : { legacyHex }),
    };
    return ladder(named, AbortSignal.any([signal, abort]));
  };
}
