import { useEffect, useState } from 'react';
import { watchRefusedHosts } from '../../utils/platform/refused-hosts.ts';

/** Match patterns of hosts that something could not reach for want of permission. */
export function useRefusedHosts(): readonly string[] {
  const [patterns, setPatterns] = useState<readonly string[]>([]);
  useEffect(() => watchRefusedHosts(setPatterns), []);
  return patterns;
}
