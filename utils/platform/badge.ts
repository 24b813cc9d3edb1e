/** The part of `browser.action` the badge needs. */
export interface ActionApi {
  setBadgeText(details: { text: string }): Promise<void>;
  setBadgeBackgroundColor(details: { color: string }): Promise<void>;
  setBadgeTextColor?(details: { color: string }): Promise<void>;
  setIcon(details: { path: Record<string, string> }): Promise<void>;
}

const SIZES = [16, 32, 48] as const;
const BADGE_COLOR = '#b0261d';
const BADGE_TEXT_COLOR = '#ffffff';

/**
 * Shows how many items need the rep (never how many wait), and greys the mark while nothing is captured. The browser
 * forgets both when it restarts, so call this whenever the background starts.
 */
export async function showBadge(api: ActionApi, { needsYou, on }: { needsYou: number; on: boolean }): Promise<void> {
  await Promise.all([
    api.setBadgeText({ text: toBadgeText(needsYou) }),
    api.setBadgeBackgroundColor({ color: BADGE_COLOR }),
    api.setBadgeTextColor?.({ color: BADGE_TEXT_COLOR }),
    api.setIcon({ path: Object.fromEntries(SIZES.map((size) => [`${size}`, `/icon/${size}${on ? '' : '-off'}.png`])) }),
  ]);
}

/** Room is for three characters. */
export function toBadgeText(count: number): string {
  if (count <= 0) return '';
  return count > 99 ? '99+' : String(count);
}
