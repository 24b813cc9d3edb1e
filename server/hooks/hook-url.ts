import { isIP } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from './network-address.ts';

/** Where a webhook may lead: an address that was looked at, and the rule for the network address it turns out to have. */
export interface HookTarget {
  url: URL;
  allows: (networkAddress: string) => boolean;
}

/** The URL of a hook that may not be used; the message says why. */
export class HookUrlError extends Error {
  override readonly name = 'HookUrlError';
}

/** Host of a URL without the brackets of IPv6. */
const hostOf = (url: URL) => url.hostname.replace(/^\[|\]$/g, '');

/**
 * Reads the URL of a hook: https without credentials, and nothing inside the network this server stands in.
 *
 * @param allowPrivate Private networks and this machine are allowed, the latter by plain http as well.
 * @throws {@link HookUrlError}
 */
export function parseHookUrl(text: string, allowPrivate: boolean): HookTarget {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw new HookUrlError('url is not an address');
  if (url.username !== '' || url.password !== '') throw new HookUrlError('url must not hold a user name or password');

  const host = hostOf(url);
  const isLoopback = host === 'localhost' || (isIP(host) !== 0 && isLoopbackAddress(host));
  const isPlain = url.protocol === 'http:' && allowPrivate && isLoopback;
  if (url.protocol !== 'https:' && !isPlain) throw new HookUrlError('url must begin with https://');

  const allows = (address: string) => (isPlain ? isLoopbackAddress(address) : allowPrivate || isPublicAddress(address));
  if (isIP(host) === 0 ? isLoopback && !allowPrivate : !allows(host)) {
    throw new HookUrlError('url must not lead into a private network');
  }
  return { url, allows };
}
