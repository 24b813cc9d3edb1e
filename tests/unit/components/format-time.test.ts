import { describe, expect, it } from 'vitest';
import { formatAbsoluteTime, formatRelativeTime } from '../../../components/format-time.ts';

const NOON = new Date(2026, 2, 6, 12, 0).getTime();
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

describe('times', () => {
  it.each([
    [0, 'now'],
    [-20 * SECOND_MS, 'now'],
    [20 * SECOND_MS, 'in 20 sec.'],
    [-3 * MINUTE_MS, '3 min. ago'],
    [2 * MINUTE_MS, 'in 2 min.'],
    [-5 * HOUR_MS, '5 hr. ago'],
    [-26 * HOUR_MS, 'yesterday'],
  ])('says %i ms from now as "%s"', (delayMs, text) => {
    expect(formatRelativeTime(NOON + delayMs, NOON, 'en')).toBe(text);
  });

  it("uses the words of the rep's language", () => {
    expect(formatRelativeTime(NOON - 3 * MINUTE_MS, NOON, 'es')).toBe('hace 3 min');
  });

  it('shows the time alone only for today', () => {
    expect(formatAbsoluteTime(NOON - HOUR_MS, NOON, 'de')).toBe('11:00');
    expect(formatAbsoluteTime(NOON - 30 * HOUR_MS, NOON, 'de')).toMatch(/^5\. März.* 0?6:00$/);
    expect(formatAbsoluteTime(new Date(2025, 11, 31).getTime(), NOON, 'de')).toBe('31. Dez. 2025');
  });
});
