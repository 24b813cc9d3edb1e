import { spawnSync } from 'node:child_process';

/**
 * Runs a command in a folder with its words shown, and without input, since nobody may be there to answer.
 * @param {readonly string[]} command
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options]
 * @returns {boolean} whether it could be started and ended well
 */
export function run([name = '', ...args], { cwd, env, quiet = false } = {}) {
  const done = spawnSync(name, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', quiet ? 'ignore' : 'inherit', quiet ? 'ignore' : 'inherit'],
  });
  return done.status === 0;
}
