// Runs before `npm start` and `npm test`, on whatever Node the machine has, before any package is there: so this script
// and what it imports use nothing but what Node brings.
import { fileURLToPath } from 'node:url';
import { ensureBrowsers } from './setup/browsers.mjs';
import { ensureDovecot } from './setup/dovecot.mjs';
import { ensureNode } from './setup/node.mjs';
import { installPackages } from './setup/packages.mjs';
import { ensurePostgres } from './setup/postgres.mjs';
import { SetUpError } from './setup/set-up-error.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

try {
  installPackages(root);
  ensureNode(root);
  ensureBrowsers();
  if (process.argv.includes('--tests')) {
    ensurePostgres();
    ensureDovecot();
  }
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  console.error(`\n${error.message}\n`);
  process.exitCode = 1;
}
