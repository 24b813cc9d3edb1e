const TAG = /<(\/?)([a-z][a-z0-9]{0,20})/gi;
const NEVER_CLOSED = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
/** Elements that a following one of these closes without saying so. */
const CLOSED_BY: Record<string, readonly string[]> = {
  p: ['p'],
  li: ['li'],
  dt: ['dt', 'dd'],
  dd: ['dt', 'dd'],
  td: ['td', 'th'],
  th: ['td', 'th'],
  tr: ['td', 'th', 'tr'],
  option: ['option'],
};

/**
 * The same HTML with tags beyond a depth left out and their text kept. Parsers need time that grows with the square of
 * the depth, so that a message of nothing but `<div>` holds one for minutes; this reading is linear.
 */
export function limitDepth(html: string, maxDepth: number): string {
  const open: string[] = [];
  const kept: string[] = [];
  let from = 0;
  /** Tags left out and not closed yet; their ends are left out as well. */
  let left = 0;

  for (const match of html.matchAll(TAG)) {
    const [, slash, spelling = ''] = match;
    const at = match.index;
    const name = spelling.toLowerCase();
    if (at < from || NEVER_CLOSED.has(name)) continue;
    if (slash === '' && left === 0) {
      const closes = CLOSED_BY[name];
      while (closes?.includes(open.at(-1) ?? '')) open.pop();
    }
    const drop = slash === '' ? left > 0 || open.length >= maxDepth : left > 0;
    if (!drop) {
      if (slash === '') open.push(name);
      else if (open.includes(name)) open.length = open.lastIndexOf(name);
      continue;
    }
    left += slash === '' ? 1 : -1;
    const end = html.indexOf('>', at);
    kept.push(html.slice(from, at));
    if (end < 0) return kept.join('');
    from = end + 1;
  }
  return from === 0 ? html : kept.join('') + html.slice(from);
}
