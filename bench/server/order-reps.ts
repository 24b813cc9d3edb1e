import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Rep {
  userId: number;
  publicKey: string;
  privateKey: string;
}

/** What the reps are to do. */
export interface RepsOrder {
  reps: readonly Rep[];
  /** Addresses of the servers, which the reps share evenly. */
  urls: readonly string[];
  /** Asks the bare route, and not a CRM. */
  isBare: boolean;
  /** Ids of contacts begin at 1 and end here. */
  contacts: number;
  warmUpMs: number;
  measureMs: number;
}

/** What came of it. */
export interface RepsReport {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Requests that were told to come again. */
  refusedPerSecond: number;
}

/** @throws Error when a request failed, with the words of the process */
export async function orderReps(order: RepsOrder): Promise<RepsReport> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'reps.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(order));
  const words = await text(child.stdout);
  if (words === '') throw new Error('The reps could not finish their work.');
  return JSON.parse(words);
}
