import { storage } from 'wxt/utils/storage';
import { type PermissionsApi, toHostPattern } from './host-permissions.ts';

/**
 * Match patterns of hosts a request could not reach for want of permission, such as an upload bucket nobody could know
 * before. The popup offers to allow them. Forgotten when the browser ends.
 */
const item = storage.defineItem<string[]>('session:refusedHosts', { fallback: [] });

/** Notes the host of a failed request if the browser keeps us away from it; a host that is just down is not noted. */
export async function noteIfRefused(api: Pick<PermissionsApi, 'contains'>, url: string): Promise<void> {
  const pattern = toHostPattern(url);
  if (pattern === null || (await api.contains({ origins: [pattern] }))) return;
  const known = await item.getValue();
  if (!known.includes(pattern)) await item.setValue([...known, pattern]);
}

/** Calls back with the patterns noted, now and whenever there is one more. @returns Ends it. */
export function watchRefusedHosts(onChange: (patterns: readonly string[]) => void): () => void {
  const stop = item.watch((patterns) => onChange(patterns ?? []));
  void item.getValue().then(onChange);
  return stop;
}
