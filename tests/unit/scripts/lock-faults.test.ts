import { describe, expect, it } from 'vitest';
import { findLockFaults, type Lock } from '../../../scripts/lock-faults.ts';

const integrity = 'sha512-x';

const lock = (packages: Lock['packages']): Lock => ({ packages: { '': {}, ...packages } });

describe('lock file', () => {
  it('is whole when every optional dependency has an entry', () => {
    expect(
      findLockFaults(
        lock({
          'node_modules/tool': { integrity, optionalDependencies: { 'tool-linux': '1.0.0', 'tool-mac': '1.0.0' } },
          'node_modules/tool-linux': { integrity },
          'node_modules/tool/node_modules/tool-mac': { integrity },
        }),
      ),
    ).toEqual([]);
  });

  it('names the binary of another platform that was left out', () => {
    expect(
      findLockFaults(
        lock({
          'node_modules/tool': { integrity, optionalDependencies: { 'tool-linux': '1.0.0', 'tool-mac': '1.0.0' } },
          'node_modules/tool-linux': { integrity },
        }),
      ),
    ).toEqual(['node_modules/tool: its optional dependency tool-mac has no entry in the lock.']);
  });

  it('finds an entry in an outer folder, as Node does, but not in a sibling', () => {
    const nested = 'node_modules/a/node_modules/@scope/tool';
    const entry = { integrity, optionalDependencies: { '@scope/binary': '1.0.0' } };
    expect(
      findLockFaults(lock({ [nested]: entry, 'node_modules/a/node_modules/@scope/binary': { integrity } })),
    ).toEqual([]);
    expect(findLockFaults(lock({ [nested]: entry, 'node_modules/@scope/binary': { integrity } }))).toEqual([]);
    expect(
      findLockFaults(lock({ [nested]: entry, 'node_modules/b/node_modules/@scope/binary': { integrity } })),
    ).toEqual([`${nested}: its optional dependency @scope/binary has no entry in the lock.`]);
  });

  it("misses an optional dependency of the project's own", () => {
    expect(findLockFaults({ packages: { '': { optionalDependencies: { node: '1.0.0' } } } })).toEqual([
      'the project: its optional dependency node has no entry in the lock.',
    ]);
  });

  it.each([
    [{ integrity, resolved: 'https://registry.example/tool.tgz' }, 'the lock holds a download address'],
    [{}, 'the lock holds no integrity hash'],
  ])('refuses %j', (entry, words) => {
    expect(findLockFaults(lock({ 'node_modules/tool': entry })).join()).toContain(words);
  });
});
