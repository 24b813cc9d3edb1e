import type { FetchOrder } from '../../model/delivery.ts';
import type { CaptureHandlers, CapturePage, FetchResult, WebmailAdapter } from '../adapter.ts';
import { parseLiteral } from '../literals/parse-literal.ts';
import { createCaptureReport } from '../noticing/capture-report.ts';
import { createFrameQueue } from '../noticing/frame-queue.ts';
import { parseFrameText } from '../page-tap/tap-frame.ts';
import { createPageRead } from '../session/page-read.ts';
import { createPoliteTurns } from '../session/polite-turns.ts';
import { createSliceRunner, idleTimeOf, type SlicedWork } from '../sliced-work.ts';
import { waitFor } from '../wait-for.ts';
import { isShownRef } from './dom/shown-ref.ts';
import { type AskOutcome, createEnvelopeReader } from './envelope-reader.ts';
import { createFetchLadder } from './fetch/fetch-ladder.ts';
import { createPageStore } from './fetch/page-store.ts';
import { createFindSentCopy } from './find-sent-copy.ts';
import type { OutlookSite } from './flavours.ts';
import { isImmutableId, parseId } from './ids.ts';
import { createMailIndex, type Entry } from './mail-index.ts';
import { createMailboxes, type MailboxHint } from './mailboxes.ts';
import { createNames } from './names.ts';
import { createNoticing } from './noticing.ts';
import { createOutgoing, type Departed, type OutgoingEvent } from './outgoing.ts';
import { type AnswerReading, readAnswer } from './readers/read-answer.ts';
import { createScreen } from './screen.ts';
import { createTrafficReader, MAX_STRING_CHARS, type SeenRequestHalf, unknownHint } from './traffic-reader.ts';

/** Rows of older conversations are looked into only when they are opened. */
const RECENT_MS = 3 * 24 * 60 * 60_000;
const IDS_PER_ROW = 10;
const IDS_PER_ANSWER = 50;
const ITEMS_PER_STEP = 25;
const JUST_SENT_MS = 2 * 60_000;
const MAX_OPERATIONS = 40;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** The session is over, or has to be renewed behind the scenes. */
const isSignedOut = (status: number) => status === 401 || status === 440 || status === 449;
const BUSY = /OverBudget|TooManyObjectsOpened|ServerBusy/i;

type Fetch = (order: FetchOrder, signal: AbortSignal) => Promise<FetchResult>;

/** Outlook on the web seen from inside its page: Microsoft's own, or that of a company's own Exchange. */
export function createOutlookAdapter(site: OutlookSite): WebmailAdapter {
  let fetchHere: Fetch | undefined;
  return {
    site,
    start(page, on, signal) {
      fetchHere = startCapture(site, page, on, signal);
      signal.addEventListener('abort', () => {
        fetchHere = undefined;
      });
    },
    async fetch(order, signal) {
      return fetchHere === undefined ? { ok: false, failure: 'unavailable' } : fetchHere(order, signal);
    },
  };
}

/** How an answer came to us. */
interface AnswerContext {
  hint: MailboxHint;
  /** Everything of each envelope was asked for. */
  isEnvelope: boolean;
  folderRole: string;
  isOpened: boolean;
  /** Learnt from, and told to nobody: the answer holds more than what was looked for. */
  isSilent: boolean;
}

function startCapture(site: OutlookSite, page: CapturePage, on: CaptureHandlers, signal: AbortSignal): Fetch {
  const { window, document } = page;
  const idle = idleTimeOf(window);
  const runner = createSliceRunner(idle, () => window.performance.now());
  const wait = (ms: number, abort: AbortSignal) => waitFor(window, ms, abort);
  const turns = createPoliteTurns({
    now: () => window.performance.now(),
    wait,
    idle: () => new Promise((resolve) => idle(resolve)),
  });
  const read = createPageRead(page.tap, turns, isSignedOut);
  const told = createCaptureReport(site, on, signal);
  const index = createMailIndex();
  const mailboxes = createMailboxes();
  const names = createNames();
  const outgoing = createOutgoing();
  const store = createPageStore();
  const operations = new Set<string>();
  const noticing = createNoticing({ site, told, index, mailboxes, names });

  const settle = () => {
    mailboxes.settle(page.now());
    void runner.run(noticing.settle(), signal).catch(() => undefined);
  };

  function* learn(reading: AnswerReading, context: AnswerContext): SlicedWork<void> {
    const { hint, isEnvelope, folderRole, isOpened, isSilent } = context;
    const isPassive = !page.mayRead();
    if (!isPassive) store.clear();
    mailboxes.learnSettings(reading.addresses, hint.isExplicit);
    for (const { id, role } of reading.folders) index.learnFolder(id, role);
    const changed = new Set<string>();
    const wanted = new Set<string>();
    for (const [place, item] of reading.results.flatMap(({ items }) => items).entries()) {
      if (place % ITEMS_PER_STEP === 0) yield;
      if (folderRole !== '' && item.folderId !== undefined) index.learnFolder(item.folderId, folderRole);
      const entry = index.learn(item, { hint, at: page.now(), isEnvelope });
      if (isPassive) store.keep(item);
      changed.add(item.id);
      const isRecent = page.now() - (item.receivedMs ?? item.sentMs ?? 0) < RECENT_MS;
      const isWorthAsking = (isOpened || isRecent) && !entry.isAsked && item.isDraft !== true;
      if (isWorthAsking && !noticing.isKnownEnough(entry)) wanted.add(item.id);
    }
    for (const { itemIds, deliveredMs = page.now() } of reading.conversations) {
      if (page.now() - deliveredMs > RECENT_MS) continue;
      for (const id of itemIds.slice(0, IDS_PER_ROW)) if (index.get(id) === undefined) wanted.add(id);
    }
    mailboxes.settle(page.now());
    yield* noticing.settle();
    if (isSilent) return;
    yield* noticing.messages(changed);
    if (wanted.size > 0) envelopes.wantItems([...wanted].slice(0, IDS_PER_ANSWER), hint);
  }

  const apply = (reading: AnswerReading, context: AnswerContext) => runner.run(learn(reading, context), signal);

  /** One mailbox may be named in several ways; the newest has the newest way to ask. */
  const keyOf = (hint: MailboxHint): string => {
    const account = mailboxes.mailboxOf(hint);
    return account === undefined ? hint.mailbox : mailboxes.hintOf(account).mailbox;
  };

  const ask = async (
    question: Readonly<Record<string, unknown>>,
    hint: MailboxHint,
    abort: AbortSignal,
    isSilent = false,
  ): Promise<AskOutcome> => {
    const asked = { ...question, mailbox: keyOf(hint) };
    const answer = await read(asked, { maxBytes: MAX_ANSWER_BYTES, signal: abort });
    if (answer.kind !== 'bytes') return 'failed';
    const text = new TextDecoder().decode(answer.bytes);
    const root = await runner.run(parseLiteral(text, { maxStringChars: MAX_STRING_CHARS }), abort);
    const reading = await runner.run(readAnswer(root), abort);
    if (reading.results.some(({ code }) => BUSY.test(code))) return 'busy';
    if (root === undefined || reading.results.length + reading.addresses.length === 0) return 'failed';
    const isRows = question.sentItems === true;
    await apply(underAskedIds(reading, question.item), {
      hint,
      isEnvelope: !isRows,
      folderRole: isRows ? 'sentitems' : '',
      isOpened: false,
      isSilent,
    });
    return 'read';
  };

  const envelopes = createEnvelopeReader({
    mayRead: () => page.mayRead(),
    isVisible: () => !document.hidden,
    ask,
    wait,
    signal,
  });

  const screen = createScreen({
    site,
    page,
    told,
    index,
    mailboxes,
    envelopes,
    idle,
    wait,
    settle,
    askWhoseMailbox: () => ask({ settings: true }, unknownHint, signal, true),
    otherOperations: () => [...operations],
    signal,
  });

  const sentCopies = createFindSentCopy({
    index,
    mayRead: () => page.mayRead(),
    ask: async (question, hint, abort) => {
      await ask(question, hint, abort, true);
    },
    otherHints: (hint) => {
      const { primary } = mailboxes;
      return hint.isExplicit && primary !== undefined && mailboxes.mailboxOf(hint) !== primary
        ? [mailboxes.hintOf(primary)]
        : [];
    },
    wait,
    now: () => page.now(),
    found: (id) => noticing.message(id),
    giveUp: (departed) => noticing.unresolved(departed),
    signal,
  });

  const hear = (events: readonly OutgoingEvent[]) => {
    for (const event of events) {
      if (event.kind === 'deferred') sentCopies.hold(event.departed, event.untilMs);
      else if (event.kind === 'departed') followDeparted(placed(event.departed));
      else noticing.onItsWay(event.id, event.kind, event.hint);
    }
  };

  /** An answer stands in the conversation of what it answers, also where its request does not name it. */
  const placed = (departed: Departed): Departed => {
    const { answers, conversationId } = departed.picture;
    const known = conversationId ?? (answers === undefined ? undefined : index.get(answers)?.item.conversationId);
    return known === undefined ? departed : { ...departed, picture: { ...departed.picture, conversationId: known } };
  };

  const followDeparted = (departed: Departed) => {
    const { draftId, hasImmutableIds, isSure } = departed;
    const staysNamed = draftId !== undefined && (hasImmutableIds || isImmutableId(draftId));
    // Where nothing may be asked and the name is sure, there is nothing to wait for.
    if (isSure && staysNamed && !page.mayRead()) noticing.unresolved(departed);
    else sentCopies.follow(departed);
  };

  const hintOf = (half: SeenRequestHalf | undefined): MailboxHint => half?.head ?? unknownHint;

  const readFrame = createTrafficReader({
    runner,
    keepsBodies: () => !page.mayRead(),
    request: ({ head, reading }, exchange) => {
      mailboxes.learnCall(head);
      if (!head.isExplicit && head.mailbox !== '') mailboxes.learnSign(head.mailbox, 'call', page.now());
      hear(outgoing.request(exchange, head, reading.changes, page.now()));
    },
    answer: async (reading, half, exchange) => {
      const { results, conversations, addresses, folders } = reading;
      if (results.length + conversations.length + addresses.length + folders.length > 0) screen.sawTraffic();
      hear(outgoing.answer(exchange, reading.results, page.now()));
      await apply(reading, {
        hint: hintOf(half),
        isEnvelope: false,
        folderRole: half?.reading.folderRole ?? '',
        isOpened: half?.head.action === 'GetConversationItems' || half?.head.action === 'GetItem',
        isSilent: false,
      });
      if (half?.head.action === 'FindItem' || half?.head.action === 'FindConversation') sentCopies.listsChanged();
      envelopes.poke();
    },
    failed: (exchange) => hear(outgoing.failed(exchange)),
    operations: (found) => {
      for (const name of found) if (operations.size < MAX_OPERATIONS) operations.add(name);
    },
    notUnderstood: (action, outline) => told.trouble({ source: 'traffic', missing: `result-of-${action}`, outline }),
  });

  const frames = createFrameQueue((frame) => readFrame(frame, signal), signal);
  const unsubscribe = page.tap.subscribe((text) => {
    const frame = parseFrameText(text);
    if (frame === undefined || signal.aborted) return;
    if (!frames.add(frame)) told.trouble({ source: 'traffic', missing: 'time-to-read-traffic', outline: '' });
  });

  const ladder = createFetchLadder({ read, runner, wait });

  signal.addEventListener('abort', () => {
    unsubscribe();
    store.clear();
  });

  /** Ids under which a message may have come to stand meanwhile, where they do not stay. */
  const movedIds = async (entry: Entry | undefined, abort: AbortSignal): Promise<string[]> => {
    const { conversationId, messageId } = entry?.item ?? {};
    if (entry === undefined || conversationId === undefined || messageId === undefined) return [];
    await ask({ conversation: conversationId }, entry.hint, abort, true);
    return [...index.entries()].filter(({ item }) => item.messageId === messageId).map(({ item }) => item.id);
  };

  /** What only the page could tell of is read by its id, where that has become known and can be no other's. */
  const shownIds = ({ ref, threadRef }: FetchOrder): string[] => {
    const from = isShownRef(ref) ? screen.shown(ref, undefined)?.message.from : undefined;
    if (from === undefined || threadRef === undefined) return [];
    const twins = [...index.entries()].filter(
      ({ item }) => item.conversationId === threadRef && item.from?.email === from.email && item.isDraft !== true,
    );
    return new Set(twins.map(({ item }) => item.messageId)).size === 1 ? twins.map(({ item }) => item.id) : [];
  };

  return async (order, abort) => {
    const until = AbortSignal.any([signal, abort]);
    const { ref, account } = order;
    const left = names.unresolved(ref);
    const copyId = left !== undefined && page.mayRead() ? await sentCopies.look(left) : undefined;
    const named = [...(copyId === undefined ? [] : [copyId]), ...shownIds(order), ...names.idsOf(ref)];
    const ids = [...new Set(named)].filter((id) => parseId(id) === id);
    const entry = ids.map((id) => index.get(id)).find((found) => found !== undefined);
    const hint = entry?.hint ?? left?.hint ?? mailboxes.hintOf(account);
    if (mailboxes.mailboxOf(hint) !== account) return { ok: false, failure: 'unavailable' };
    const sentMs = entry?.item.sentMs ?? left?.at;
    const loaded = () => {
      const kept = ids.map((id) => store.get(id)).find((item) => item !== undefined);
      return kept ?? (left === undefined ? undefined : { from: { email: account }, sentMs: left.at, ...left.picture });
    };
    const climb = (all: readonly string[]) =>
      ladder(
        {
          ids: all,
          mailbox: keyOf(hint),
          item: entry?.item,
          isJustSent: sentMs !== undefined && page.now() - sentMs < JUST_SENT_MS,
          isPassive: !page.mayRead(),
          loaded,
          shown: () => screen.shown(ref, entry?.item),
        },
        until,
      );
    const result = await climb(ids);
    if (result.ok || result.failure !== 'gone') return result;
    const moved = (await movedIds(entry, until)).filter((id) => !ids.includes(id));
    return moved.length === 0 ? result : climb(moved);
  };
}

/** Answers come in the order of the question. What they name is what was asked for, whatever form of id they use. */
function underAskedIds(reading: AnswerReading, asked: unknown): AnswerReading {
  const ids = (Array.isArray(asked) ? asked : [asked]).map(parseId);
  if (ids.length !== reading.results.length) return reading;
  const results = reading.results.map((result, place) => {
    const id = ids[place];
    const [item] = result.items;
    return id === undefined || item === undefined ? result : { ...result, items: [{ ...item, id }] };
  });
  return { ...reading, results };
}
