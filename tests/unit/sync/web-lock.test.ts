import { expect, it, vi } from 'vitest';
import { createRunAlone } from '../../../utils/sync/web-lock.ts';

const locksThatGive = (lock: Lock | null) => ({
  request: vi.fn(async (_name: string, _options: unknown, work: (lock: Lock | null) => unknown) => work(lock)),
});

it.each([
  ['runs with the lock', { name: 'push', mode: 'exclusive' as const }, true],
  ['does not wait when somebody else has it', null, false],
])('%s', async (_name, lock, ran) => {
  const locks = locksThatGive(lock);
  const work = vi.fn(async () => {});
  expect(await createRunAlone(locks as unknown as LockManager)('push', work)).toBe(ran);
  expect(work).toHaveBeenCalledTimes(ran ? 1 : 0);
  expect(locks.request).toHaveBeenCalledWith('push', { ifAvailable: true }, expect.any(Function));
});
