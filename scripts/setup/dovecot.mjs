import { findDovecot } from '../find-dovecot.mjs';
import { hasApt, installWithApt } from './apt.mjs';
import { SetUpError } from './set-up-error.mjs';

/**
 * Installs Dovecot as a Debian package where there is none: the tests read mail from it.
 * @param {{ isRoot?: boolean, debian?: string }} [options]
 */
export function ensureDovecot({ isRoot = process.getuid?.() === 0, debian } = {}) {
  if (findDovecot(debian)) return;
  const byHand = 'or set the variable DOVECOT to the program, if you have it somewhere else.';
  if (!hasApt()) throw new SetUpError(`The tests need Dovecot 2.3: install it, ${byHand}`);
  if (installWithApt(['dovecot-imapd'], isRoot) && findDovecot(debian)) return;
  throw new SetUpError(
    'The tests need Dovecot, and apt-get could not install it here. ' +
      `Run: sudo apt-get install dovecot-imapd, ${byHand}`,
  );
}
