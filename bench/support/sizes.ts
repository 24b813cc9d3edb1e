import { readFileSync } from 'node:fs';
import { constants, gzipSync } from 'node:zlib';

/** Bytes of a file as the browser's store would send it. */
export function gzipBytes(path: string): number {
  return gzipSync(readFileSync(path), { level: constants.Z_BEST_COMPRESSION }).length;
}
