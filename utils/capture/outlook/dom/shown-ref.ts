import type { ShownMessage } from './read-pane.ts';

const PREFIX = 'shown-';
/** Enough of a text to tell it from others. */
const MAX_TEXT = 20_000;

/**
 * A name for a message of which only the page tells: made of its conversation, its sender and its words, so that it is the
 * same wherever in the conversation it stands, after a reload and in another tab. It cannot be turned back into any of them.
 */
export function refOfShown(conversationId: string, { sender, body }: ShownMessage): string | undefined {
  if (sender === undefined || body === undefined) return undefined;
  const text = (body.textContent ?? '').slice(0, MAX_TEXT).replace(/\s+/g, ' ').trim();
  const facts = `${conversationId}\n${sender.email}\n${text}`;
  return `${PREFIX}${hash(facts, 1)}${hash(facts, 2)}`;
}

export function isShownRef(ref: string): boolean {
  return ref.startsWith(PREFIX);
}

/** 53 bits as hex, by two multiplicative hashes that are mixed at the end. */
function hash(text: string, seed: number): string {
  let one = 0xdeadbeef ^ seed;
  let other = 0x41c6ce57 ^ seed;
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    one = Math.imul(one ^ code, 2654435761);
    other = Math.imul(other ^ code, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(other ^ (other >>> 13), 3266489909);
  other = Math.imul(other ^ (other >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return (4294967296 * (2097151 & other) + (one >>> 0)).toString(16).padStart(14, '0');
}
