import { type LiteralOptions, parseLiteral, type Tree } from '../../literals/parse-literal.ts';
import type { SlicedWork } from '../../sliced-work.ts';
import type { SyncReading } from './mail-record.ts';
import { type ClassicAccount, readAccountRows } from './read-classic.ts';
import { readSync } from './read-sync.ts';

export interface EmbeddedReading extends SyncReading {
  accounts: ClassicAccount[];
}

/** First data is text inside text; a third level has not been seen and is not followed. */
const MAX_NESTING = 2;

const NODES_PER_STEP = 500;

/**
 * Reads data that came with the page: an object of keys, some of whose texts are themselves answers of the sync layer.
 * Keys are not relied on, save `mla` for the signed-in accounts.
 */
export function* readEmbedded(tree: Tree, options: LiteralOptions = {}): SlicedWork<EmbeddedReading> {
  const reading: EmbeddedReading = { messages: [], labelChanges: [], accounts: [] };
  yield* readLevel(tree, options, reading, 0);
  return reading;
}

function* readLevel(tree: Tree, options: LiteralOptions, reading: EmbeddedReading, level: number): SlicedWork<void> {
  const { messages, labelChanges } = yield* readSync(tree);
  reading.messages.push(...messages);
  reading.labelChanges.push(...labelChanges);
  // Records already found leave nothing to look for in texts, and texts inside records are bodies.
  if (messages.length > 0 || level >= MAX_NESTING) return;
  const stack: Tree[] = [tree];
  let visited = 0;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    visited += 1;
    if (visited % NODES_PER_STEP === 0) yield;
    if (typeof node === 'string') {
      if (!/^\s*[[{]/.test(node) || !/msg-[af]:|thread-[af]:/.test(node)) continue;
      const inner = yield* parseLiteral(node, options);
      if (inner !== undefined) yield* readLevel(inner, options, reading, level + 1);
    } else if (Array.isArray(node)) {
      if (node[0] === 'mla') reading.accounts.push(...readAccountRows(node[1]));
      stack.push(...node.toReversed());
    } else if (node !== null && typeof node === 'object') {
      if (Array.isArray(node.mla)) reading.accounts.push(...readAccountRows(node.mla));
      stack.push(...Object.values(node).reverse());
    }
  }
}
