import { MAX_SOURCE_BYTES, PIECE_BYTES } from '../model/delivery.ts';

/** Bytes of all unfinished deliveries together; the oldest one gives way. */
const MAX_TOTAL_BYTES = 2 * MAX_SOURCE_BYTES;

/** A delivery that stands still longer than this belongs to a tab that is gone. */
const IDLE_MS = 5 * 60_000;

/** One piece as a tab sends it; `data` is base64. */
export interface Piece {
  orderId: string;
  part: number;
  index: number;
  data: string;
}

interface Unfinished {
  parts: Map<number, Map<number, Uint8Array<ArrayBuffer>>>;
  bytes: number;
  touchedAt: number;
  /** More than any message may have. The rest is let by, and {@link Pieces.take} refuses the whole. */
  overflown: boolean;
}

export interface Pieces {
  /** Answers false when the pieces before this one are not here: the tab must begin anew. */
  add(sender: string, piece: Piece): boolean;
  /** The whole parts, or null when a piece is missing or a length is wrong. Nothing is kept afterwards. */
  take(sender: string, orderId: string, sizes: readonly number[]): Uint8Array<ArrayBuffer>[] | null;
  /** Forgets an order of every sender, or everything. */
  forget(orderId?: string): void;
}

/**
 * Puts deliveries together in memory, by sender: two tabs may read the same message at once. Nothing is promised of
 * these bytes until they are stored; a worker that dies in between answers `restart`.
 */
export function createPieces(deps: { now: () => number; maxTotalBytes?: number }): Pieces {
  const maxTotalBytes = deps.maxTotalBytes ?? MAX_TOTAL_BYTES;
  const unfinished = new Map<string, Unfinished>();
  const keyOf = (sender: string, orderId: string) => `${sender}\n${orderId}`;

  function makeRoom(neededBytes: number, besides: string): void {
    const oldestFirst = [...unfinished].sort(([, a], [, b]) => a.touchedAt - b.touchedAt);
    let totalBytes = oldestFirst.reduce((sum, [, { bytes }]) => sum + bytes, 0);
    for (const [key, { bytes, touchedAt }] of oldestFirst) {
      const isIdle = Math.abs(deps.now() - touchedAt) > IDLE_MS;
      if (key === besides || (!isIdle && totalBytes + neededBytes <= maxTotalBytes)) continue;
      unfinished.delete(key);
      totalBytes -= bytes;
    }
  }

  return {
    add(sender, { orderId, part, index, data }) {
      const key = keyOf(sender, orderId);
      const bytes = decodeBase64(data);
      let delivery = unfinished.get(key);
      const isFirst = part === 0 && index === 0;
      const before = delivery?.parts.get(part)?.get(index);
      if (before && bytes && equal(before, bytes)) return true;
      if (bytes === null || bytes.length > PIECE_BYTES || (!delivery && !isFirst)) return false;
      // The same place with other bytes: the tab reads the message again from the start.
      if (before && !isFirst) {
        unfinished.delete(key);
        return false;
      }
      if (!delivery || before) {
        delivery = { parts: new Map(), bytes: 0, touchedAt: deps.now(), overflown: false };
        unfinished.set(key, delivery);
      }
      if (delivery.bytes + bytes.length > Math.min(MAX_SOURCE_BYTES, maxTotalBytes)) {
        delivery.parts.clear();
        delivery.bytes = 0;
        delivery.overflown = true;
      }
      if (delivery.overflown) return true;
      makeRoom(bytes.length, key);
      const pieces = delivery.parts.get(part) ?? new Map<number, Uint8Array<ArrayBuffer>>();
      delivery.parts.set(part, pieces.set(index, bytes));
      delivery.bytes += bytes.length;
      delivery.touchedAt = deps.now();
      return true;
    },

    take(sender, orderId, sizes) {
      const delivery = unfinished.get(keyOf(sender, orderId));
      unfinished.delete(keyOf(sender, orderId));
      if (delivery?.overflown || (!delivery && sizes.some((size) => size > 0))) return null;
      const parts = sizes.map((size, part) => join(delivery?.parts.get(part), size));
      return parts.every((part) => part !== null) ? parts : null;
    },

    forget(orderId) {
      if (orderId === undefined) unfinished.clear();
      for (const key of unfinished.keys()) if (key.endsWith(`\n${orderId}`)) unfinished.delete(key);
    },
  };
}

function join(pieces: ReadonlyMap<number, Uint8Array<ArrayBuffer>> | undefined, size: number) {
  const count = pieces?.size ?? 0;
  const ordered = Array.from({ length: count }, (_, index) => pieces?.get(index));
  const held = ordered.reduce((sum, piece) => sum + (piece?.length ?? 0), 0);
  if (ordered.includes(undefined) || held !== size) return null;
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const piece of ordered) {
    if (piece === undefined) return null;
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}

/** Null for what is not base64. */
function decodeBase64(data: string): Uint8Array<ArrayBuffer> | null {
  try {
    const binary = atob(data);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  } catch {
    return null;
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
