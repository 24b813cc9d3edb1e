import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DatabasePlace } from '../../server/store/open-database.ts';
import type { Report } from './report-ready.ts';

/** A server in a process of its own. */
export interface ServerProcess {
  url: string;
  /** Resident memory, in MB. */
  memoryMb(): Promise<number>;
  stop(): Promise<void>;
}

/** @throws Error when it ends before it takes requests */
export async function startProcess(script: 'crm.ts' | 'bare-route.ts', place: DatabasePlace): Promise<ServerProcess> {
  const child = fork(join(import.meta.dirname, script), [JSON.stringify(place)], { stdio: 'inherit' });
  const ended = once(child, 'exit').then(() => undefined);
  const report = async (): Promise<Report> => {
    const heard = await Promise.race([once(child, 'message'), ended]);
    if (heard === undefined) throw new Error(`${script} ended too early.`);
    return heard[0];
  };
  const ready = await report();
  return {
    url: 'url' in ready ? ready.url : '',
    async memoryMb() {
      child.send('memory');
      const told = await report();
      return 'rssMb' in told ? told.rssMb : 0;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
