import type { FetchedMessage, FetchResult } from '../../adapter.ts';
import { MAX_SOURCE_BYTES } from '../../limits.ts';
import { looksLikeSource } from '../../session/looks-like-source.ts';
import type { SessionAnswer } from '../../session/session-answer.ts';
import type { Send } from '../outgoing.ts';
import { putBounded } from '../put-bounded.ts';
import type { LoadedBody, MailReading, MailRecord } from '../readers/mail-record.ts';
import type { MailSession } from './mail-session.ts';
import { type StructuredDraft, toStructured } from './to-structured.ts';
import { withBcc } from './with-bcc.ts';

export interface FetchLadderDependencies {
  session: MailSession;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Reads an answer as JSON, in slices. */
  readAnswer(bytes: Uint8Array, mid: string, signal: AbortSignal): Promise<MailReading>;
  /** What the page itself has loaded. */
  loaded(mid: string): { record: MailRecord; body: LoadedBody } | undefined;
  shown(mid: string): StructuredDraft | undefined;
}

export interface FetchLadderOrder {
  mid: string;
  /** Of mail this page has seen being written. */
  send: Send | undefined;
  /** The server may not have it yet: ask again with growing pauses. */
  isJustSent: boolean;
  /** Nothing may be asked of the server: what the page has loaded has to do. */
  isPassive: boolean;
}

/** Nine seconds in all. */
const JUST_SENT_PAUSES_MS = [200, 300, 500, 800, 1200, 1600, 2000, 2400];

/**
 * A server may be out of breath. What is put together from its JSON is less than the source, and stands in the CRM for good;
 * so it is taken only where the source has failed this often.
 */
const SOURCE_FAILURES = 3;
const MAX_FAILURES_KEPT = 1000;

const MAX_JSON_BYTES = 16 * 1024 * 1024;

/** What a rung found out short of the message. */
type Rung =
  | { message: FetchedMessage }
  /** Something was had, and a rung below may have more: to be used if none has. */
  | { poorer: FetchedMessage }
  | { ended: 'signed-out' | 'too-large' | 'unavailable' }
  | { nothing: 'gone' | 'failed' | 'unreachable' };

/**
 * Gets one message by the best way that works: its source, the webmail's own JSON with its parts, and what the page shows.
 * Where no way gives all, it is the first that gave something.
 */
export function createFetchLadder(dependencies: FetchLadderDependencies) {
  const { session, wait, readAnswer, loaded, shown } = dependencies;
  const failures = new Map<string, number>();

  /** Whether the source of a message is to be waited for, after it has failed once more. */
  const waitsForSource = (mid: string): boolean => {
    const times = (failures.get(mid) ?? 0) + 1;
    putBounded(failures, mid, times, MAX_FAILURES_KEPT);
    return times < SOURCE_FAILURES;
  };

  const source = async (order: FetchLadderOrder, signal: AbortSignal): Promise<Rung> => {
    const reasons: SessionAnswer['kind'][] = [];
    for (const way of session.sources(order.mid)) {
      const pauses = order.isJustSent && reasons.length === 0 ? JUST_SENT_PAUSES_MS : [];
      let answer = await way(signal);
      for (const pause of pauses) {
        if (answer.kind !== 'gone') break;
        await wait(pause, signal);
        answer = await way(signal);
      }
      if (answer.kind === 'signed-out' || answer.kind === 'too-large') return { ended: answer.kind };
      if (answer.kind === 'bytes' && looksLikeSource(answer.bytes)) {
        const filed = withBcc(answer.bytes, order.send?.content?.bcc ?? []);
        return { message: { form: 'rfc822', rung: 'raw', missing: [], source: filed } };
      }
      // A page in the place of a source says that there is none to be had.
      reasons.push(answer.kind === 'bytes' ? 'refused' : answer.kind);
    }
    if (reasons.includes('failed') && waitsForSource(order.mid)) return { ended: 'unavailable' };
    return { nothing: summed(reasons) };
  };

  const structured = async (order: FetchLadderOrder, signal: AbortSignal): Promise<Rung> => {
    const { mid } = order;
    const about = await session.read({ what: 'message', mid }, MAX_JSON_BYTES, signal);
    if (about.kind !== 'bytes') return withoutBytes(about);
    const record = (await readAnswer(about.bytes, mid, signal)).messages.find((one) => one.mid === mid);
    if (record === undefined) return { nothing: 'gone' };
    const text = await session.read({ what: 'body', mid }, MAX_JSON_BYTES, signal);
    if (text.kind !== 'bytes') return withoutBytes(text);
    const body = (await readAnswer(text.bytes, mid, signal)).bodies.find((one) => one.mid === mid);
    if (body === undefined) return { nothing: 'failed' };
    return withParts(toStructured(record, body, order.send), 'structured', order, signal);
  };

  const withParts = async (
    { message, missing, parts }: StructuredDraft,
    rung: 'structured' | 'dom',
    order: FetchLadderOrder,
    signal: AbortSignal,
  ): Promise<Rung> => {
    const bytes: Uint8Array<ArrayBuffer>[] = [];
    let left = MAX_SOURCE_BYTES;
    for (const [index, info] of message.attachments.entries()) {
      const part = parts[index];
      const answer: SessionAnswer =
        part === undefined || order.isPassive
          ? { kind: 'failed' }
          : await session.read({ what: 'part', mid: order.mid, part }, left, signal);
      if (answer.kind === 'signed-out') return { ended: 'signed-out' };
      if (answer.kind !== 'bytes') {
        if (!missing.includes('attachments')) missing.push('attachments');
        continue;
      }
      bytes.push(answer.bytes);
      left -= answer.bytes.length;
      info.part = bytes.length;
      info.size = answer.bytes.length;
    }
    const found: FetchedMessage = { form: 'structured', rung, missing, message, parts: bytes };
    // Without its Message-ID a message may be taken for another one, without its files it is not whole.
    return missing.includes('messageId') || missing.includes('attachments') ? { poorer: found } : { message: found };
  };

  return async (order: FetchLadderOrder, signal: AbortSignal): Promise<FetchResult> => {
    const fromStore = async (): Promise<Rung> => {
      const found = loaded(order.mid);
      if (found === undefined) return { nothing: 'failed' };
      return withParts(toStructured(found.record, found.body, order.send), 'structured', order, signal);
    };
    const fromPage = async (): Promise<Rung> => {
      const found = shown(order.mid);
      return found === undefined ? { nothing: 'failed' } : withParts(found, 'dom', order, signal);
    };
    const asking = [() => source(order, signal), () => structured(order, signal), fromPage];
    const rungs = order.isPassive ? [fromStore, fromPage] : asking;
    const reasons: string[] = [];
    let best: FetchedMessage | undefined;
    for (const climb of rungs) {
      const rung = await climb();
      if ('ended' in rung) return { ok: false, failure: rung.ended };
      if ('nothing' in rung) reasons.push(rung.nothing);
      else if ('poorer' in rung) best ??= rung.poorer;
      else {
        best = rung.message;
        break;
      }
    }
    if (best !== undefined) return { ok: true, message: best };
    // The API says twice that there is no such message, of its source and of itself: asking again is in vain.
    const isGone = !order.isPassive && !order.isJustSent && reasons[0] === 'gone' && reasons[1] === 'gone';
    return { ok: false, failure: isGone ? 'gone' : 'unavailable' };
  };
}

/** The better reason counts: a way that is closed says nothing of the message. */
function summed(reasons: readonly SessionAnswer['kind'][]): 'gone' | 'failed' | 'unreachable' {
  const open = reasons.filter((reason) => reason !== 'unreachable');
  if (open.length === 0) return 'unreachable';
  return open.every((reason) => reason === 'gone') ? 'gone' : 'failed';
}

function withoutBytes(answer: Exclude<SessionAnswer, { kind: 'bytes' }>): Rung {
  if (answer.kind === 'signed-out' || answer.kind === 'too-large') return { ended: answer.kind };
  return { nothing: answer.kind === 'refused' ? 'failed' : answer.kind };
}
