/** The part of `browser.permissions` that hosts need. */
export interface PermissionsApi {
  contains(permissions: { origins: string[] }): Promise<boolean>;
  request(permissions: { origins: string[] }): Promise<boolean>;
}

/**
 * The match pattern that covers everything below a CRM's address, or null when it is no http address. Match patterns
 * carry no port: a permission always covers all ports of a host.
 */
export function toHostPattern(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? `${protocol}//${hostname}/*` : null;
}

/** Those of the patterns the browser does not let us use at present; the rep may take a host away at any time. */
export async function missingHosts(
  api: Pick<PermissionsApi, 'contains'>,
  patterns: readonly string[],
): Promise<string[]> {
  const allowed = await Promise.all(patterns.map((origin) => api.contains({ origins: [origin] })));
  return patterns.filter((_, index) => !allowed[index]);
}

/**
 * Asks for hosts. Call it in the same turn as the click, before any `await`: Firefox forgets the click after one.
 * Hosts that are allowed already are granted without a question. A refusal is an answer and not an error.
 */
export function requestHosts(api: Pick<PermissionsApi, 'request'>, patterns: readonly string[]): Promise<boolean> {
  return api.request({ origins: [...patterns] }).catch(() => false);
}

/** The host a pattern stands for, as a person reads it. */
export function toHostName(pattern: string): string {
  return pattern.replace(/^[^:]+:\/\//, '').replace(/\/.*$/, '');
}
