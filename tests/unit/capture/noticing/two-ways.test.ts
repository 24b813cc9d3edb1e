import { describe, expect, it } from 'vitest';
import { createTwoWays } from '../../../../utils/capture/noticing/two-ways.ts';

describe('two ways of noticing', () => {
  it.each([
    ['traffic', 'dom'],
    ['dom', 'traffic'],
  ] as const)('calls %s blind once %s alone has worked for a while', (blind, working) => {
    const ways = createTwoWays(0);
    ways.saw(working, 1_000);
    expect(ways.blind(10_999)).toBeUndefined();
    expect(ways.blind(11_000)).toBe(blind);
    ways.saw(blind, 12_000);
    expect(ways.blind(60_000)).toBeUndefined();
  });

  it('says nothing where neither has seen anything: an empty mailbox is no fault', () => {
    expect(createTwoWays(0).blind(1_000_000)).toBeUndefined();
  });
});
