import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { alternate } from '../alternate.ts';
import { type Comparison, type Figure, limit } from '../figure.ts';
import type { Row } from '../row.ts';
import { startProcess } from '../server/start-process.ts';

const STARTS = 7;
const LIMIT_MS = 1_000;

/** From the start of the process to the first page it answers. */
export const serverStart: Row = {
  name: 'server-start',
  title: 'From the start of the CRM on SQLite to its first answer',
  withoutBuilds: true,
  async measure({ scratchDir }) {
    const folder = join(scratchDir, 'kept');
    await timeStart(folder);
    const emptyFolder = () => mkdtemp(join(scratchDir, 'empty-'));
    const { kept, empty, uncompiled, bare } = await alternate(STARTS, {
      kept: () => timeStart(folder),
      empty: async () => timeStart(await emptyFolder()),
      uncompiled: async () => timeStart(await emptyFolder(), { NODE_DISABLE_COMPILE_CACHE: '1' }),
      bare: () => timeBareStart(folder),
    });
    const peer: Comparison = { with: 'bare Hono process', value: bare };
    const of = (name: string, ours: number[]): Figure => ({
      name,
      unit: 'ms',
      ours,
      by: 'median',
      against: [limit(LIMIT_MS), peer],
    });
    return [
      of('on a folder that was used', kept),
      of('on an empty folder', empty),
      of('the very first, nothing compiled', uncompiled),
    ];
  },
};

async function timeStart(dataDir: string, env: NodeJS.ProcessEnv = {}): Promise<number> {
  const before = performance.now();
  const child = spawn(process.execPath, ['server/main.ts', '--port', '0', '--data', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = once(child, 'exit');
  let output = '';
  for await (const words of child.stdout) {
    output += words;
    const [, url] = /The CRM is at (\S+),/.exec(output) ?? [];
    if (url === undefined) continue;
    const answer = await fetch(`${url}/sign-in`);
    await answer.text();
    const tookMs = performance.now() - before;
    child.kill('SIGTERM');
    await ended;
    return tookMs;
  }
  throw new Error(`The CRM did not start:\n${output}`);
}

async function timeBareStart(dataDir: string): Promise<number> {
  const before = performance.now();
  const bare = await startProcess('bare-route.ts', { dataDir });
  await (await fetch(`${bare.url}/contacts/1`)).text();
  const tookMs = performance.now() - before;
  await bare.stop();
  return tookMs;
}
