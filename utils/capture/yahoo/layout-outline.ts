import type { Tree } from '../literals/parse-literal.ts';

const MAX_OUTLINE = 2000;
const MAX_DEPTH = 7;
const MAX_ITEMS = 30;

/** Shape of an answer: brackets, counts, and names of fields that are words of a programmer; no text and no number. */
export function outlineOfTree(tree: Tree | undefined): string {
  return shape(tree, 0).slice(0, MAX_OUTLINE);
}

function shape(node: Tree | undefined, depth: number): string {
  if (node === undefined) return 'unreadable';
  if (node === null) return '_';
  if (typeof node === 'string') return `s${node.length}`;
  if (typeof node !== 'object') return typeof node === 'number' ? 'n' : 'b';
  const size = Array.isArray(node) ? node.length : Object.keys(node).length;
  if (depth >= MAX_DEPTH) return Array.isArray(node) ? `[${size}]` : `{${size}}`;
  const more = size > MAX_ITEMS ? [`+${size - MAX_ITEMS}`] : [];
  if (Array.isArray(node)) {
    const items = node.slice(0, MAX_ITEMS).map((item) => shape(item, depth + 1));
    return `[${[...items, ...more].join(',')}]`;
  }
  const fields = Object.entries(node).slice(0, MAX_ITEMS);
  return `{${[...fields.map(([key, value]) => `${nameOf(key)}:${shape(value, depth + 1)}`), ...more].join(',')}}`;
}

/** Ids and addresses may be keys too, and are none of anybody's business. */
function nameOf(key: string): string {
  return /^[a-zA-Z]{1,24}$/.test(key) ? key : '?';
}
