import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetUpError } from './setup/set-up-error.mjs';

/** Where Debian keeps it, which is not on everybody's PATH. */
const DEBIAN = '/usr/sbin/dovecot';

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The program `dovecot`, a mail server, or undefined. A path given by the variable DOVECOT must lead to it.
 * @param {string} [debian]
 * @returns {string | undefined}
 */
export function findDovecot(debian = DEBIAN) {
  const given = process.env.DOVECOT;
  if (given) {
    if (!isProgram(given)) throw new SetUpError(`DOVECOT=${given} is not a program.`);
    return given;
  }
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [...onPath.map((folder) => join(folder, 'dovecot')), debian].find(isProgram);
}
