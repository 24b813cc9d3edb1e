import type { Tree } from '../literals/parse-literal.ts';

const MAX_OUTLINE = 2000;
const MAX_DEPTH = 5;
const MAX_ITEMS = 3;
const MAX_FIELDS = 40;

/**
 * Shape of an answer: names of fields, kinds and lengths; no text, no number. An object within an object may be a table
 * by names of folders or people, so names of fields are told at the top and in lists alone.
 */
export function outlineOfAnswer(answer: Tree | undefined): string {
  return answer === undefined ? 'unreadable' : shape(answer, 0, true).slice(0, MAX_OUTLINE);
}

function shape(node: Tree, depth: number, tellsNames: boolean): string {
  if (node === null) return '_';
  if (typeof node === 'string') return `s${node.length}`;
  if (typeof node !== 'object') return typeof node === 'number' ? 'n' : 'b';
  if (Array.isArray(node)) {
    if (depth >= MAX_DEPTH) return `[${node.length}]`;
    const items = node.slice(0, MAX_ITEMS).map((item) => shape(item, depth + 1, true));
    if (node.length > MAX_ITEMS) items.push(`+${node.length - MAX_ITEMS}`);
    return `[${items.join(',')}]`;
  }
  const fields = Object.entries(node);
  if (depth >= MAX_DEPTH) return `{${fields.length}}`;
  const told = fields.slice(0, MAX_FIELDS).map(([name, value]) => {
    const shown = tellsNames && /^[a-z][A-Za-z]{0,29}$/.test(name) ? name : `k${name.length}`;
    return `${shown}:${shape(value, depth + 1, false)}`;
  });
  return `{${told.join(',')}}`;
}
