import { h } from '../../gmail/page/dom.ts';
import { crc32 } from './crc32.ts';

export type Make = typeof h;

/** Names of this stand-in's own, which no release changes. */
const isOwn = (name: string): boolean => name.startsWith('si-');
const renamed = (name: string): string => `k${crc32(name)}`;
const each = (value: string, rename: (one: string) => string): string =>
  value
    .split(' ')
    .map((one) => (isOwn(one) ? one : rename(one)))
    .join(' ');

function renameAttribute(name: string, value: string): [string, string] | undefined {
  if (name === 'data-test-id') return ['data-k', renamed(value)];
  if (name.startsWith('data-test-')) return [`data-${renamed(name)}`, value];
  if (['id', 'class', 'aria-labelledby', 'for'].includes(name)) return [name, each(value, renamed)];
  if (['role', 'title', 'datetime', 'aria-live'].includes(name)) return undefined;
  if (name === 'href' && value.includes('/messages/')) return undefined;
  return [name, value];
}

/**
 * Makes elements as this release of the page does: with generated class names that differ from load to load, and, where
 * anchors are renamed, with none of the names anybody knows.
 */
export function createMake(anchors: 'usual' | 'renamed', atoms: readonly string[]): Make {
  return (tag, attributes = {}, ...children) => {
    const entries = Object.entries(attributes).flatMap(([name, value]) => {
      if (anchors === 'usual' || typeof value !== 'string') return [[name, value] as const];
      const other = renameAttribute(name, value);
      return other ? [other] : [];
    });
    const element = h(tag, Object.fromEntries(entries), ...children);
    const seed = Number.parseInt(crc32(`${tag}${String(attributes.class ?? '')}`), 16);
    const atom = atoms[seed % Math.max(1, atoms.length)];
    if (atom) element.classList.add(atom);
    return element;
  };
}
