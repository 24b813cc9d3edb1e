import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** The queue's model test: its schedules are played by themselves, many more of them. */
const PLAYED_APART = 'tests/unit/sync/model.test.ts';

/**
 * Runs the property tests round after round, each with the next seed, until the time is over.
 *
 * @returns false when a round failed, whose seed is then printed
 */
export async function playProperties(given: { minutes: number; firstSeed: number }): Promise<boolean> {
  const files = listPropertyTests();
  const endsAt = performance.now() + given.minutes * 60_000;
  let rounds = 0;
  for (let seed = given.firstSeed; performance.now() < endsAt; seed = (seed + 1) % 2 ** 31) {
    console.log(`property tests of ${files.length} files, seed ${seed}`);
    if (!(await runTests(files, seed))) {
      console.error(`Play it again: TANDEM_SEED=${seed} npm run test:unit`);
      return false;
    }
    rounds += 1;
  }
  console.log(`no property failed, rounds played: ${rounds}`);
  return true;
}

function listPropertyTests(): string[] {
  return readdirSync(join(root, 'tests/unit'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.test\.tsx?$/.test(path))
    .map((path) => join('tests/unit', path))
    .filter((path) => path !== PLAYED_APART && readFileSync(join(root, path), 'utf8').includes("from 'fast-check'"))
    .sort();
}

/** Vitest's words are shown only for a round that failed. */
async function runTests(files: readonly string[], seed: number): Promise<boolean> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', '--project', 'unit', ...files], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TANDEM_SEED: String(seed), NO_COLOR: '1' },
  });
  const words: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => words.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => words.push(chunk));
  const ok = await new Promise<boolean>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0));
  });
  if (!ok) process.stderr.write(Buffer.concat(words));
  return ok;
}
