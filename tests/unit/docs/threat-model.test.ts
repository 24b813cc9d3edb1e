import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/threat-model.md'), 'utf8');
const rows = page.split('\n').filter((line) => /^\| (?!threat|---)/.test(line));
const named = rows.map((row) => /`(tests\/[^`]+)`: (.+?) \|$/.exec(row));

it('names a test in every line', () => {
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.filter((_, index) => named[index] === null)).toEqual([]);
});

it.each(named.flatMap((match) => (match ? [[match[2] ?? '', match[1] ?? ''] as const] : [])))(
  'knows a test "%s" in %s',
  (title, file) => {
    const path = join(root, file);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8')).toContain(title);
  },
);
