import { quietly } from './quietly.ts';

type AnyFunction = (...args: never[]) => unknown;

/**
 * The function itself with somebody looking over its shoulder: it is called first and with everything it was given, and
 * what it returns or throws goes back untouched. A proxy keeps name, length and `toString` as they were.
 */
export function passThrough<F extends AnyFunction>(
  original: F,
  observe: (self: unknown, args: unknown[], result: unknown) => void,
): F {
  return new Proxy(original, {
    apply(target, self, args: unknown[]) {
      const result: unknown = Reflect.apply(target, self, args);
      quietly(() => observe(self, args, result));
      return result;
    },
  });
}

/** Replaces a method and gives the way back, which is taken only while ours is still the outermost. */
export function replaceMethod<T extends object, K extends keyof T & string>(
  holder: T,
  name: K,
  wrapped: T[K],
): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(holder, name);
  const original = holder[name];
  Object.defineProperty(holder, name, {
    value: wrapped,
    writable: true,
    configurable: true,
    enumerable: descriptor?.enumerable ?? true,
  });
  return () => {
    if (holder[name] !== wrapped) return;
    if (descriptor === undefined)
      Object.defineProperty(holder, name, { value: original, writable: true, configurable: true });
    else Object.defineProperty(holder, name, descriptor);
  };
}
