import { keepNewest } from './keep-newest.ts';
import type { Place } from './page/question.ts';

/** More messages than any person scrolls past in a day; the oldest go first. */
const MAX_PLACES = 20_000;

export interface KnownPlace {
  folder: string;
  /** Absent once the message was moved: it has a new one, which only the server knows. */
  uid?: Place['uid'];
  threadId?: string;
  /** Ms since the epoch. */
  firstSeenAt: number;
}

/** Which message lies where. Moving gives a message another uid, so places are found again by conversation. */
export interface MessagePlaces {
  put(ref: string, place: Place & { threadId?: string }, at: number): void;
  of(ref: string): KnownPlace | undefined;
  refAt(place: Place): string | undefined;
  /** Conversations left a folder. */
  moved(threadIds: readonly string[], from: string): void;
}

export function createMessagePlaces(): MessagePlaces {
  const places = new Map<string, KnownPlace>();
  const refs = new Map<string, string>();
  const keyOf = ({ folder, uid }: Place) => `${folder}/${uid}`;

  return {
    put(ref, { folder, uid, threadId }, at) {
      const known = places.get(ref);
      const thread = threadId ?? known?.threadId;
      const place: KnownPlace = { folder, uid, firstSeenAt: known?.firstSeenAt ?? at };
      keepNewest(places, ref, thread === undefined ? place : { ...place, threadId: thread }, MAX_PLACES);
      keepNewest(refs, keyOf({ folder, uid }), ref, MAX_PLACES);
    },
    of: (ref) => places.get(ref),
    refAt: (place) => refs.get(keyOf(place)),
    moved(threadIds, from) {
      const moving = new Set(threadIds);
      for (const place of places.values()) {
        if (place.threadId === undefined || place.folder !== from || !moving.has(place.threadId)) continue;
        if (place.uid !== undefined) refs.delete(keyOf({ folder: from, uid: place.uid }));
        delete place.uid;
      }
    },
  };
}
