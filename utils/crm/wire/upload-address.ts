const MAX_URL = 8000;

/** The address bytes are put to, from an object that has one: `locator` at documents, other names by likeness. */
export function uploadAddressOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Record<string, unknown>;
  for (const name of ['locator', 'uploadUrl', 'url']) {
    const address = fields[name];
    if (typeof address === 'string' && address.length <= MAX_URL && /^https?:\/\//i.test(address)) return address;
  }
  return null;
}
