import { BlockList, isIPv4, isIPv6 } from 'node:net';

const list = (subnets: readonly [string, number][], type: 'ipv4' | 'ipv6') => {
  const made = new BlockList();
  for (const [network, prefix] of subnets) made.addSubnet(network, prefix, type);
  return made;
};

/** IPv4 that no host of the open Internet has: RFC 6890 and multicast. */
const reserved4 = list(
  [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ],
  'ipv4',
);

/** All that is handed out to hosts so far. Loopback, link-local, unique local and IPv4 in disguise lie outside. */
const global6 = list([['2000::', 3]], 'ipv6');

/** Within that: addresses that carry an IPv4 address (Teredo, 6to4), and those for documents and benchmarks. */
const reserved6 = list(
  [
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
  ],
  'ipv6',
);

/** Whether the address is one of the open Internet: not of this machine, a private network or a link. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !reserved4.check(address, 'ipv4');
  // One with a zone is of a link, and BlockList cannot read it.
  return (
    isIPv6(address) && !address.includes('%') && global6.check(address, 'ipv6') && !reserved6.check(address, 'ipv6')
  );
}

/** Whether the address is of this machine. */
export function isLoopbackAddress(address: string): boolean {
  return isIPv4(address) ? address.startsWith('127.') : address === '::1';
}
