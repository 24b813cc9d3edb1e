import type { FetchedMessage, FetchResult } from '../../adapter.ts';
import { MAX_SOURCE_BYTES } from '../../limits.ts';
import { looksLikeSource } from '../../session/looks-like-source.ts';
import type { SessionAnswer } from '../../session/session-answer.ts';
import type { SessionFetch } from '../../session/session-fetch.ts';
import { legacyHexOf } from '../ids.ts';
import type { MailRecord } from '../readers/mail-record.ts';
import type { GmailAddresses, MessageNames } from './gmail-addresses.ts';
import { mayLackAttachments, parseOriginalPage } from './source-text.ts';
import { type StructuredDraft, toStructured } from './to-structured.ts';

export interface FetchLadderDependencies {
  request: SessionFetch;
  addresses: GmailAddresses;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Reads a classic answer; records carry their text. */
  readClassicAnswer(text: string, signal: AbortSignal): Promise<MailRecord[]>;
  shownMessage(names: MessageNames): StructuredDraft | undefined;
}

export interface FetchLadderOrder extends MessageNames {
  /** The server may not have it yet: ask again with growing pauses. */
  isJustSent: boolean;
  /** Nothing may be asked of the server: what the page shows has to do. */
  isPassive: boolean;
  /** Undone meanwhile: there is nothing left to read. */
  isRecalled(): boolean;
}

/** Nine seconds in all, as long as it was seen to take. */
const JUST_SENT_PAUSES_MS = [200, 300, 500, 800, 1200, 1600, 2000, 2400];

/** A page around a text is larger than the text. */
const MAX_PAGE_BYTES = 2 * MAX_SOURCE_BYTES;

/** What a rung found out short of the message. */
type Rung =
  | { message: FetchedMessage }
  /** Something was had, and a rung below may have more: to be used if none has. */
  | { poorer: FetchedMessage }
  | { ended: 'signed-out' | 'too-large' }
  | { nothing: 'gone' | 'refused' | 'failed' };

/**
 * Gets one message by the best way that works: its source, the "original message" page, a classic conversation answer,
 * and what the page shows. Nothing is kept in store for it: each is asked for once the message is wanted. The result names the way and what it could not give. Where no way
 * gives all, it is the first that gave something.
 */
export function createFetchLadder(dependencies: FetchLadderDependencies) {
  const { request, addresses, wait, readClassicAnswer, shownMessage } = dependencies;

  const sourceAt = async (url: string, signal: AbortSignal): Promise<Rung> => {
    const answer = await request(url, { maxBytes: MAX_SOURCE_BYTES, signal });
    if (answer.kind !== 'bytes') return withoutBytes(answer);
    if (!looksLikeSource(answer.bytes)) return { nothing: 'failed' };
    return { message: { form: 'rfc822', rung: 'raw', missing: [], source: answer.bytes } };
  };

  const raw = async (order: FetchLadderOrder, signal: AbortSignal): Promise<Rung> => {
    const pauses = order.isJustSent ? JUST_SENT_PAUSES_MS : [];
    let rung = await sourceAt(addresses.raw(order), signal);
    for (const pause of pauses) {
      if (!('nothing' in rung) || order.isRecalled()) return rung;
      if (rung.nothing === 'refused') break;
      await wait(pause, signal);
      rung = await sourceAt(addresses.raw(order), signal);
    }
    if (!('nothing' in rung) || order.legacyHex === undefined) return rung;
    const byHex = await sourceAt(addresses.rawByLegacyHex(order.legacyHex), signal);
    return 'nothing' in byHex ? rung : byHex;
  };

  const original = async (order: FetchLadderOrder, signal: AbortSignal): Promise<Rung> => {
    const answer = await request(addresses.original(order), { maxBytes: MAX_PAGE_BYTES, signal });
    if (answer.kind !== 'bytes') return withoutBytes(answer);
    const page = parseOriginalPage(new TextDecoder().decode(answer.bytes));
    if (page.legacyHex !== undefined && page.legacyHex !== order.legacyHex) {
      const bySource = await sourceAt(addresses.rawByLegacyHex(page.legacyHex), signal);
      if (!('nothing' in bySource)) return bySource;
    }
    if (page.source === undefined) return { nothing: 'failed' };
    const source = new TextEncoder().encode(page.source);
    if (source.length > MAX_SOURCE_BYTES) return { ended: 'too-large' };
    if (!mayLackAttachments(page.source)) return { message: { form: 'rfc822', rung: 'original', missing: [], source } };
    return { poorer: { form: 'rfc822', rung: 'original', missing: ['attachments'], source } };
  };

  const classic = async (order: FetchLadderOrder, signal: AbortSignal): Promise<Rung> => {
    const hex = order.legacyHex ?? legacyHexOf(order.id);
    if (hex === undefined) return { nothing: 'failed' };
    const answer = await request(addresses.classic(hex), { method: 'POST', maxBytes: MAX_PAGE_BYTES, signal });
    if (answer.kind !== 'bytes') return withoutBytes(answer);
    const records = await readClassicAnswer(new TextDecoder().decode(answer.bytes), signal);
    const record = records.find(({ id, legacyHex }) => legacyHex === hex || id === order.id);
    return structured(record === undefined ? undefined : toStructured(record), 'classic', order, signal);
  };

  const structured = async (
    draft: StructuredDraft | undefined,
    rung: 'classic' | 'dom',
    order: FetchLadderOrder,
    signal: AbortSignal,
  ): Promise<Rung> => {
    if (draft === undefined) return { nothing: 'failed' };
    const { message, missing } = draft;
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let left = MAX_SOURCE_BYTES;
    for (const [index, attid] of draft.attids.entries()) {
      const info = message.attachments[index];
      if (info === undefined) continue;
      const answer: SessionAnswer =
        attid === undefined || order.isPassive
          ? { kind: 'failed' }
          : await request(addresses.attachment(order, attid), { maxBytes: left, signal });
      if (answer.kind === 'signed-out') return { ended: 'signed-out' };
      if (answer.kind !== 'bytes') {
        if (!missing.includes('attachments')) missing.push('attachments');
        continue;
      }
      parts.push(answer.bytes);
      left -= answer.bytes.length;
      info.part = parts.length;
      info.size = answer.bytes.length;
    }
    const found: FetchedMessage = { form: 'structured', rung, missing, message, parts };
    // Without its Message-ID a message may be taken for another one, without its files it is not whole.
    return missing.includes('messageId') || missing.includes('attachments') ? { poorer: found } : { message: found };
  };

  return async (order: FetchLadderOrder, signal: AbortSignal): Promise<FetchResult> => {
    const asking = [() => raw(order, signal), () => original(order, signal), () => classic(order, signal)];
    const shown = () => structured(shownMessage(order), 'dom', order, signal);
    const rungs: (() => Promise<Rung>)[] = order.isPassive ? [shown] : [...asking, shown];
    const reasons: string[] = [];
    let best: FetchedMessage | undefined;
    for (const climb of rungs) {
      if (order.isRecalled()) return { ok: false, failure: 'gone' };
      const rung = await climb();
      if ('ended' in rung) return { ok: false, failure: rung.ended };
      if ('nothing' in rung) reasons.push(rung.nothing);
      else if ('poorer' in rung) best ??= rung.poorer;
      else {
        best = rung.message;
        break;
      }
    }
    if (best !== undefined) return order.isRecalled() ? { ok: false, failure: 'gone' } : { ok: true, message: best };
    // Source and original page both say that there is no such message: asking again is in vain.
    const isGone = !order.isJustSent && reasons[0] === 'gone' && reasons[1] === 'gone';
    return { ok: false, failure: isGone ? 'gone' : 'unavailable' };
  };
}

function withoutBytes(answer: Exclude<SessionAnswer, { kind: 'bytes' }>): Rung {
  if (answer.kind === 'signed-out' || answer.kind === 'too-large') return { ended: answer.kind };
  return { nothing: answer.kind === 'gone' || answer.kind === 'refused' ? answer.kind : 'failed' };
}
