import type { Tree } from '../literals/parse-literal.ts';

const MAX_OUTLINE = 2000;
const MAX_DEPTH = 7;
const MAX_FIELDS = 30;

/** Names of fields and kinds of values of an answer; no text, no number, no address. Names that are not plain words are hidden. */
export function outlineOfJson(tree: Tree | undefined): string {
  return shape(tree, 0).slice(0, MAX_OUTLINE);
}

function shape(node: Tree | undefined, depth: number): string {
  if (node === undefined) return 'unreadable';
  if (node === null) return '_';
  if (typeof node === 'string') return 's';
  if (typeof node !== 'object') return typeof node === 'number' ? 'n' : 'b';
  if (Array.isArray(node)) {
    const [first] = node;
    return first === undefined || depth >= MAX_DEPTH
      ? `[${node.length}]`
      : `[${node.length}x${shape(first, depth + 1)}]`;
  }
  const fields = Object.entries(node);
  if (depth >= MAX_DEPTH) return `{${fields.length}}`;
  const inner = fields.slice(0, MAX_FIELDS).map(([name, value]) => `${plain(name)}:${shape(value, depth + 1)}`);
  if (fields.length > MAX_FIELDS) inner.push(`+${fields.length - MAX_FIELDS}`);
  return `{${inner.join(',')}}`;
}

function plain(name: string): string {
  return /^[A-Za-z_]{1,40}$/.test(name) ? name : '?';
}
