import type { Unhook } from './page-filter.ts';
import { passThrough } from './pass-through.ts';

/**
 * Watches a global function that the page has yet to define. The property reads as undefined until then, takes whatever
 * the page assigns, and lets the page redeclare it, so that no script of the page can fail over it.
 */
export function hookDataFunction(
  window: Window & typeof globalThis,
  name: string,
  isObserving: () => boolean,
  onData: (data: unknown[]) => void,
): Unhook {
  const holder = window as unknown as Record<string, unknown>;
  const watch = (value: unknown): unknown =>
    typeof value === 'function'
      ? passThrough(value as (...args: never[]) => unknown, (_, args) => {
          if (isObserving()) onData(args);
        })
      : value;

  let assigned: unknown = holder[name];
  let current: unknown = watch(assigned);
  Object.defineProperty(window, name, {
    configurable: true,
    enumerable: true,
    get: () => current,
    set: (value: unknown) => {
      assigned = value;
      current = value === current ? value : watch(value);
    },
  });
  return () => {
    const isOurs = Object.getOwnPropertyDescriptor(window, name)?.get !== undefined;
    if (isOurs)
      Object.defineProperty(window, name, { value: assigned, writable: true, configurable: true, enumerable: true });
  };
}
