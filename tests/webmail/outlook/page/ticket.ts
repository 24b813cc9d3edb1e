/** Who made the page ask: the page itself or a person, or a script that used the page's controls. */
export type Cause = 'own' | 'scripted';

/**
 * The number a page gives its request number `count`, known to it and the server alone. Each is good once, so that
 * whoever copies a request has none.
 */
export function ticketOf(seed: number, count: number, cause: Cause): string {
  let state = (seed ^ Math.imul(count + 1, 0x9e3779b1) ^ (cause === 'own' ? 0 : 0x5bd1e995)) >>> 0;
  for (let round = 0; round < 4; round += 1) {
    state = Math.imul(state ^ (state >>> 15), 0x85ebca6b) >>> 0;
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35) >>> 0;
  }
  return `${count}-${(state ^ (state >>> 16)) >>> 0}`;
}
