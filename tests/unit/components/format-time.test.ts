import { describe, expect, it } from 'vitest';
import { formatAbsoluteTime, formatTimeAgo, formatTimeAhead } from '../../../components/format-time.ts';

const NOON = new Date(2026, 2, 6, 12, 0).getTime();
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

describe('times', () => {
  it.each([
    [0, 'now'],
    [-20 * SECOND_MS, 'now'],
    [-3 * MINUTE_MS, '3 min. ago'],
    [-5 * HOUR_MS, '5 hr. ago'],
    [-26 * HOUR_MS, 'yesterday'],
    [4 * SECOND_MS, 'now'],
  ])('says %i ms from now as "%s" where it has happened', (delayMs, text) => {
    expect(formatTimeAgo(NOON + delayMs, NOON, 'en')).toBe(text);
  });

  it.each([
    [-5 * SECOND_MS, 'now'],
    [7 * SECOND_MS, 'in 7 seconds'],
    [2 * MINUTE_MS, 'in 2 minutes'],
  ])('says %i ms from now as "%s", fit for a sentence, where it is to happen', (delayMs, text) => {
    expect(formatTimeAhead(NOON + delayMs, NOON, 'en')).toBe(text);
  });

  it("uses the words of the rep's language", () => {
    expect(formatTimeAgo(NOON - 3 * MINUTE_MS, NOON, 'es')).toBe('hace 3 min');
  });

  it('shows the time alone only for today', () => {
    expect(formatAbsoluteTime(NOON - HOUR_MS, NOON, 'de')).toBe('11:00');
    expect(formatAbsoluteTime(NOON - 30 * HOUR_MS, NOON, 'de')).toMatch(/^5\. März.* 0?6:00$/);
    expect(formatAbsoluteTime(new Date(2025, 11, 31).getTime(), NOON, 'de')).toBe('31. Dez. 2025');
  });
});
