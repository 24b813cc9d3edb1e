interface LockEntry {
  resolved?: string;
  integrity?: string;
  link?: boolean;
  optionalDependencies?: Record<string, string>;
}

/** `package-lock.json`, as far as it matters here. */
export interface Lock {
  packages: Record<string, LockEntry>;
}

/**
 * What is wrong with a lock file, one sentence each.
 *
 * npm leaves a package's binary for another platform out of the lock when the registry it asked does not have it yet,
 * and `npm ci` then refuses the lock on every machine. A `resolved` address would tie the lock to one registry.
 */
export function findLockFaults(lock: Lock): string[] {
  return Object.entries(lock.packages).flatMap(([path, entry]) => {
    const name = path || 'the project';
    const missing = Object.keys(entry.optionalDependencies ?? {})
      .filter((dependency) => !resolve(lock, path, dependency))
      .map((dependency) => `${name}: its optional dependency ${dependency} has no entry in the lock.`);
    const address = entry.resolved && !entry.link ? [`${name}: the lock holds a download address.`] : [];
    const unsealed = path && !entry.link && !entry.integrity ? [`${name}: the lock holds no integrity hash.`] : [];
    return [...missing, ...address, ...unsealed];
  });
}

/** Looks where Node would: beside the package's own dependencies first, then outwards. */
function resolve(lock: Lock, from: string, dependency: string): boolean {
  const segments = from === '' ? [] : from.split('/node_modules/');
  for (let depth = segments.length; depth >= 0; depth--) {
    const base = segments.slice(0, depth).join('/node_modules/');
    if (`${base === '' ? '' : `${base}/`}node_modules/${dependency}` in lock.packages) return true;
  }
  return false;
}
