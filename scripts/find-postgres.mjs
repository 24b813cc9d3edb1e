import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetUpError } from './setup/set-up-error.mjs';

/** Where Debian keeps the server's programs, one folder for each version, none of them on PATH. */
const DEBIAN = '/usr/lib/postgresql';

/** @param {string} folder */
function hasPrograms(folder) {
  try {
    for (const name of ['initdb', 'postgres']) accessSync(join(folder, name), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} folder */
function versionsIn(folder) {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+$/u.test(name))
      .sort((a, b) => Number(b) - Number(a));
  } catch {
    return [];
  }
}

/**
 * Folder with `initdb` and `postgres`, or undefined. A folder given by the variable POSTGRES_BIN must hold them.
 * @param {string} [debian]
 * @returns {string | undefined}
 */
export function findPostgres(debian = DEBIAN) {
  const given = process.env.POSTGRES_BIN;
  if (given) {
    if (!hasPrograms(given)) throw new SetUpError(`POSTGRES_BIN=${given} does not hold initdb and postgres.`);
    return given;
  }
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return [...onPath, ...versionsIn(debian).map((version) => join(debian, version, 'bin'))].find(hasPrograms);
}
