// `npm run lock:check`: refuses a lock file that another machine could not install from.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findLockFaults } from './lock-faults.ts';

const faults = findLockFaults(JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8')));
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
