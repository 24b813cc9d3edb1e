import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';
import { SetUpError } from './set-up-error.mjs';

/** First release line that runs TypeScript by itself, and so this project's scripts. */
const OLDEST = [22, 18];

/** @param {string} version */
function isRecent(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/**
 * Makes sure that npm's scripts find a fitting Node. Where one came as a package, npm puts it before the machine's own
 * on PATH. Where that one cannot run (another C library, say), it is taken away and the machine's own must do.
 * @param {string} root
 * @param {string} [machineVersion] version of the machine's own Node, without `v`
 */
export function ensureNode(root, machineVersion = process.versions.node) {
  const packaged = join(root, 'node_modules/.bin/node');
  if (run([packaged, '--version'], { quiet: true })) return;
  rmSync(packaged, { force: true });
  if (!isRecent(machineVersion)) {
    throw new SetUpError(
      `This machine's Node is ${machineVersion}, and npm has none for ${process.platform} on ${process.arch}. ` +
        `Install Node ${OLDEST.join('.')} or newer.`,
    );
  }
}
