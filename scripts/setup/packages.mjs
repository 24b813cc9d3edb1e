import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';
import { SetUpError } from './set-up-error.mjs';

/** `npm ci` empties `node_modules`, and this with it, so that the stamp never tells of packages that are gone. */
const STAMP = 'node_modules/.set-up-stamp';

/**
 * What the installed packages depend on: the lock and the platform.
 * @param {string} root
 */
function fingerprint(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex');
}

/** @param {string} root */
function readStamp(root) {
  try {
    return readFileSync(join(root, STAMP), 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Installs the packages of the lock when they are missing or the lock has changed.
 * @param {string} root
 */
export function installPackages(root) {
  const wanted = fingerprint(root);
  const stamp = readStamp(root);
  if (stamp === wanted) return;
  console.log(stamp ? 'package-lock.json has changed: installing packages…' : 'Installing packages…');
  const installed = run(['npm', 'ci', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], {
    cwd: root,
  });
  if (!installed) {
    throw new SetUpError('The packages could not be installed. See the words of npm above; is its registry reachable?');
  }
  writeFileSync(join(root, STAMP), wanted);
}
