/** Longest line RFC 5322 allows, and so the longest id. */
const MAX_ID = 998;
const MAX_REFERENCES = 200;

/** The ids of a header, brackets kept; one without brackets gets them, other text is passed over. */
export function parseMessageIds(value: string | undefined): string[] {
  if (!value) return [];
  const bracketed = value.match(/<[^<>\s]+>/g);
  const ids = bracketed ?? (/^\s*\S+@\S+\s*$/.test(value.slice(0, 2 * MAX_ID)) ? [`<${value.trim()}>`] : []);
  return ids.filter((id) => id.length <= MAX_ID).slice(-MAX_REFERENCES);
}

/**
 * The identity of a message whose header does not give one: the same for the same seed, on every device. `.invalid` is
 * set aside for names that lead nowhere (RFC 2606).
 */
export async function madeMessageId(seed: readonly string[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(seed));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = [...digest.subarray(0, 20)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `<${hex}@made.tandem.invalid>`;
}
