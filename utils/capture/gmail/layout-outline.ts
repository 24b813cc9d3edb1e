import type { Tree } from '../literals/parse-literal.ts';

const MAX_OUTLINE = 2000;
const MAX_DEPTH = 6;
const MAX_ITEMS = 40;

/** Shape of a text of the sync layer: brackets, counts and kinds of ids; no text, no number, no address. */
export function outlineOfTree(tree: Tree | undefined): string {
  return shape(tree, 0).slice(0, MAX_OUTLINE);
}

function shape(node: Tree | undefined, depth: number): string {
  if (node === undefined) return 'unreadable';
  if (node === null) return '_';
  if (typeof node === 'string') return shapeOfText(node);
  if (typeof node !== 'object') return typeof node === 'number' ? 'n' : 'b';
  if (depth >= MAX_DEPTH) return Array.isArray(node) ? `[${node.length}]` : `{${Object.keys(node).length}}`;
  const items = Array.isArray(node) ? node : Object.values(node);
  const inner = items.slice(0, MAX_ITEMS).map((item) => shape(item, depth + 1));
  if (items.length > MAX_ITEMS) inner.push(`+${items.length - MAX_ITEMS}`);
  return Array.isArray(node) ? `[${inner.join(',')}]` : `{${inner.join(',')}}`;
}

function shapeOfText(text: string): string {
  const id = /^(msg|thread)-[af]:/.exec(text)?.[0];
  if (id !== undefined) return id;
  if (text.startsWith('^')) return 'label';
  return `s${text.length}`;
}
