import { findPostgres } from '../find-postgres.mjs';
import { hasApt, installWithApt } from './apt.mjs';
import { SetUpError } from './set-up-error.mjs';

/**
 * Installs PostgreSQL as a Debian package where there is none: the tests of the CRM run on it too.
 * @param {{ isRoot?: boolean, debian?: string }} [options]
 */
export function ensurePostgres({ isRoot = process.getuid?.() === 0, debian } = {}) {
  if (findPostgres(debian)) return;
  const byHand = 'or set the variable POSTGRES_BIN to the folder of its programs, if you have it somewhere else.';
  if (!hasApt()) throw new SetUpError(`The tests need PostgreSQL 15 or newer: install it, ${byHand}`);
  if (installWithApt(['postgresql'], isRoot) && findPostgres(debian)) return;
  throw new SetUpError(
    'The tests need PostgreSQL, and apt-get could not install it here. ' +
      `Run: sudo apt-get install postgresql, ${byHand}`,
  );
}
