import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

const APT = ['apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=120'];

/** Whether the machine has Debian's package tool. */
export function hasApt() {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, 'apt-get'), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Installs Debian packages, after the lists are brought up to date; with sudo by anybody but root.
 * @param {readonly string[]} packages
 * @param {boolean} isRoot
 * @returns {boolean} whether apt-get said that it did
 */
export function installWithApt(packages, isRoot) {
  const rights = isRoot ? [] : ['sudo', '-n', 'DEBIAN_FRONTEND=noninteractive'];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  console.log(`Installing ${packages.join(' and ')} with apt-get…`);
  return (
    run([...rights, ...APT, 'update'], { env }) &&
    run([...rights, ...APT, 'install', '-y', '--no-install-recommends', ...packages], { env })
  );
}
