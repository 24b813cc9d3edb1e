import type { FetchedMessage, FetchResult } from '../../adapter.ts';
import { MAX_SOURCE_BYTES } from '../../limits.ts';
import { parseLiteral } from '../../literals/parse-literal.ts';
import { MAX_REPLY_BYTES } from '../../page-tap/page-reader.ts';
import { looksLikeSource } from '../../session/looks-like-source.ts';
import type { PageRead } from '../../session/page-read.ts';
import type { SessionAnswer } from '../../session/session-answer.ts';
import type { SliceRunner } from '../../sliced-work.ts';
import type { MailItem } from '../readers/mail-item.ts';
import { readAnswer } from '../readers/read-answer.ts';
import { type ContentReading, readFile, readMime } from './read-content.ts';
import { hasMessageId } from './source-signs.ts';
import { type StructuredDraft, toSealed, toStructured } from './to-structured.ts';

export interface FetchLadderDependencies {
  read: PageRead;
  runner: SliceRunner;
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export interface FetchLadderOrder {
  /** Ids the message has or had, the likeliest first; none where only the page shows it. */
  ids: readonly string[];
  /** Key of the mailbox to ask in. */
  mailbox: string;
  /** What is known of its envelope. */
  item: Partial<MailItem> | undefined;
  /** The server may not be done with it: ask again with growing pauses. */
  isJustSent: boolean;
  /** Nothing may be asked of the server. */
  isPassive: boolean;
  /** What the page itself loaded of it, or the draft of it that left this page. */
  loaded(): Partial<MailItem> | undefined;
  /** What the reading pane shows of it. */
  shown(): StructuredDraft | undefined;
}

const JUST_SENT_PAUSES_MS = [500, 1000, 2000, 4000];
/** The page signs in anew behind the scenes, and its next request shows how to ask. */
const RENEWAL_PAUSES_MS = [1500, 5000];
const BUSY_PAUSES_MS = [5000, 15_000];

/** The server asks for less: of this mailbox, or of all. */
const BUSY = /OverBudget|TooManyObjectsOpened|ServerBusy|ExceededConnectionCount|Throttl/i;
const GONE = /ItemNotFound|InvalidIdMalformed|InvalidIdStoreObjectIdTooLong|NonExistentMailbox/i;
const TOO_LARGE = /SizeExceeded|SizeLimitExceeded|TooLarge/i;

/** What a question for content came to. */
type Got =
  | Extract<ContentReading, { kind: 'content' | 'empty' }>
  | { kind: 'signed-out' | 'gone' | 'too-large' | 'failed' };

type Rung = { message: FetchedMessage } | { nothing: 'signed-out' | 'gone' | 'too-large' | 'failed' };

type Ask = (question: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<SessionAnswer>;

/**
 * Gets one message by the best way that works: its source, its fields and files one by one, what the page has loaded, and
 * what it shows. The result names the way and what it could not give.
 */
export function createFetchLadder({ read, runner, wait }: FetchLadderDependencies) {
  const ask: Ask = async (question, signal) => {
    let answer = await read(question, { maxBytes: MAX_REPLY_BYTES, signal });
    for (const pause of RENEWAL_PAUSES_MS) {
      if (answer.kind !== 'signed-out' && answer.kind !== 'unreachable') return answer;
      await wait(pause, signal);
      const later = await read(question, { maxBytes: MAX_REPLY_BYTES, signal });
      // Where the session is over the page shows nothing new, which says nothing of its own.
      if (later.kind !== 'unreachable') answer = later;
    }
    return answer;
  };

  const askContent = async (
    question: Readonly<Record<string, string>>,
    reader: typeof readMime,
    signal: AbortSignal,
  ): Promise<Got> => {
    for (const pause of [...BUSY_PAUSES_MS, 0]) {
      const answer = await ask(question, signal);
      if (answer.kind !== 'bytes') return withoutBytes(answer);
      const reading = await runner.run(reader(answer.bytes), signal);
      if (reading.kind === 'content' || reading.kind === 'empty') return reading;
      if (reading.kind === 'unreadable') return { kind: 'failed' };
      if (GONE.test(reading.code)) return { kind: 'gone' };
      if (TOO_LARGE.test(reading.code)) return { kind: 'too-large' };
      if (!BUSY.test(reading.code)) return { kind: 'failed' };
      if (pause > 0) await wait(pause, signal);
    }
    return { kind: 'failed' };
  };

  const rawOnce = async (order: FetchLadderOrder, signal: AbortSignal): Promise<Rung> => {
    let reason: Exclude<Got['kind'], 'content' | 'empty'> = 'failed';
    for (const id of order.ids) {
      const got = await askContent({ mime: id, mailbox: order.mailbox }, readMime, signal);
      if (got.kind === 'content') {
        const source = got.bytes;
        if (source.length > MAX_SOURCE_BYTES) return { nothing: 'too-large' };
        if (!looksLikeSource(source)) return { nothing: 'failed' };
        return { message: { form: 'rfc822', rung: 'raw', missing: [], source } };
      }
      if (got.kind !== 'gone') return { nothing: got.kind === 'empty' ? 'failed' : got.kind };
      reason = 'gone';
    }
    return { nothing: reason };
  };

  const raw = async (order: FetchLadderOrder, signal: AbortSignal): Promise<Rung> => {
    let rung = await rawOnce(order, signal);
    for (const pause of order.isJustSent ? JUST_SENT_PAUSES_MS : []) {
      const isNamed = 'message' in rung && rung.message.form === 'rfc822' && hasMessageId(rung.message.source);
      const isWorthWaiting = 'message' in rung ? !isNamed : rung.nothing === 'gone';
      if (!isWorthWaiting) return rung;
      await wait(pause, signal);
      const later = await rawOnce(order, signal);
      if ('message' in later || 'nothing' in rung) rung = later;
    }
    return rung;
  };

  const byFields = async (order: FetchLadderOrder, signal: AbortSignal): Promise<Rung> => {
    const [id] = order.ids;
    if (id === undefined) return { nothing: 'failed' };
    const answer = await ask({ content: id, mailbox: order.mailbox }, signal);
    if (answer.kind !== 'bytes') return { nothing: withoutBytes(answer).kind };
    const root = await runner.run(parseLiteral(new TextDecoder().decode(answer.bytes)), signal);
    const [result] = (await runner.run(readAnswer(root), signal)).results;
    const item = result?.items[0];
    if (item === undefined) return { nothing: GONE.test(result?.code ?? '') ? 'gone' : 'failed' };
    if (item.isRestricted === true) return delivered(toSealed(item), 'structured', []);
    const draft = toStructured(item);
    return draft === undefined ? { nothing: 'failed' } : withFiles(draft, order, signal);
  };

  const withFiles = async (draft: StructuredDraft, order: FetchLadderOrder, signal: AbortSignal): Promise<Rung> => {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let left = MAX_SOURCE_BYTES;
    let isTooLarge = false;
    for (const [index, info] of draft.message.attachments.entries()) {
      const id = draft.fileIds[index];
      if (id === undefined) continue;
      const got = await askContent({ attachment: id, mailbox: order.mailbox }, readFile, signal);
      if (got.kind === 'signed-out') return { nothing: 'signed-out' };
      const bytes = got.kind === 'content' ? got.bytes : undefined;
      if (got.kind === 'too-large' || (bytes?.length ?? 0) > left) isTooLarge = true;
      if (bytes === undefined || bytes.length > left) continue;
      parts.push(bytes);
      left -= bytes.length;
      info.part = parts.length;
      info.size = bytes.length;
    }
    const isWhole = draft.message.attachments.every(({ part }, index) => part !== undefined || !draft.fileIds[index]);
    // Nothing of a message too large for anybody is worth having.
    if (isTooLarge && parts.length === 0) return { nothing: 'too-large' };
    return delivered(isWhole ? draft : { ...draft, missing: [...draft.missing, 'attachments'] }, 'structured', parts);
  };

  const loaded = (order: FetchLadderOrder): Rung => {
    const item = order.loaded();
    if (item === undefined) return { nothing: 'failed' };
    if (item.isRestricted === true) return delivered(toSealed(item), 'structured', []);
    const draft = toStructured(item);
    if (draft === undefined) return { nothing: 'failed' };
    // What is displayed is rewritten, and files are not in it; without a list nobody knows whether there were any.
    const more = item.attachments?.length === 0 ? ['original-html'] : ['original-html', 'attachments'];
    return delivered({ ...draft, missing: [...draft.missing, ...more] }, 'structured', []);
  };

  return async (order: FetchLadderOrder, signal: AbortSignal): Promise<FetchResult> => {
    if (order.item?.isRestricted === true) {
      const sealed = delivered(toSealed(order.item), 'structured', []);
      return { ok: true, message: sealed.message };
    }
    const shown = (): Rung => {
      const draft = order.shown();
      return draft === undefined ? { nothing: 'failed' } : delivered(draft, 'dom', []);
    };
    const asking = [() => raw(order, signal), () => byFields(order, signal)];
    const kept = [async () => loaded(order), async () => shown()];
    const reasons: Extract<Rung, { nothing: string }>['nothing'][] = [];
    for (const climb of order.isPassive || order.ids.length === 0 ? kept : [...asking, ...kept]) {
      const rung = await climb();
      if ('message' in rung) return { ok: true, message: rung.message };
      if (rung.nothing === 'signed-out') return { ok: false, failure: 'signed-out' };
      reasons.push(rung.nothing);
    }
    if (reasons.includes('too-large')) return { ok: false, failure: 'too-large' };
    const isGone = !order.isJustSent && reasons[0] === 'gone' && reasons[1] === 'gone';
    return { ok: false, failure: isGone ? 'gone' : 'unavailable' };
  };
}

function delivered(
  { message, missing }: StructuredDraft,
  rung: 'structured' | 'dom',
  parts: Uint8Array<ArrayBuffer>[],
): { message: FetchedMessage } {
  return { message: { form: 'structured', rung, missing: [...new Set(missing)], message, parts } };
}

function withoutBytes(answer: Exclude<SessionAnswer, { kind: 'bytes' }>): {
  kind: 'signed-out' | 'gone' | 'too-large' | 'failed';
} {
  const { kind } = answer;
  return kind === 'signed-out' || kind === 'gone' || kind === 'too-large' ? { kind } : { kind: 'failed' };
}
