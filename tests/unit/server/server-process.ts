import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ServerOptions } from '../../../server/start-server.ts';
import type { DatabasePlace } from '../../../server/store/open-database.ts';
import { onEnd } from './endings.ts';
import { environmentOf } from './test-database.ts';

export interface ServerProcess {
  child: ChildProcess;
  /** Everything it has printed so far. */
  output(): string;
}

/** Node with these arguments, until its output fits or it ends; killed at the end of the test. */
async function run(args: readonly string[], until: RegExp, env: NodeJS.ProcessEnv): Promise<ServerProcess> {
  const child = spawn('node', args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  const closed = once(child, 'close');
  onEnd('test', async () => {
    child.kill('SIGKILL');
    await closed;
  });
  let output = '';
  const fits = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        if (until.test(output)) resolve();
      });
    }
  });
  await Promise.race([fits, closed]);
  return { child, output: () => output };
}

/** Runs the server as people do, until its output fits or it ends. */
export function runServer(args: readonly string[], until: RegExp, place?: DatabasePlace): Promise<ServerProcess> {
  const data = place ? ['--data', place.dataDir] : [];
  return run(['server/main.ts', ...data, ...args], until, environmentOf(place ?? { dataDir: '' }));
}

const UNLIMITED = `
  import { startServer } from './server/start-server.ts';
  const options = { ...JSON.parse(process.argv[1]), requestsPerSecond: Number.POSITIVE_INFINITY };
  console.log('ready at ' + (await startServer(options)).apiUrl);
`;

/** A server in a process of its own, without the limit of requests a second. */
export async function startServerProcess(
  place: DatabasePlace & Partial<ServerOptions>,
): Promise<ServerProcess & { apiUrl: string }> {
  const args = ['--input-type=module', '--eval', UNLIMITED, JSON.stringify(place)];
  const server = await run(args, /ready at \S+\n/, process.env);
  const [, apiUrl] = /ready at (\S+)/.exec(server.output()) ?? [];
  if (apiUrl === undefined) throw new Error(`the server did not start:\n${server.output()}`);
  return { ...server, apiUrl };
}
