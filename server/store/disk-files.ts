import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { checkKey, createByteCounter, type Files, FilesUnavailableError } from './files.ts';

/** Codes of a disk that is full, read-only, over its quota, broken, or asked for too much at once. */
const UNAVAILABLE = ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EMFILE', 'ENFILE', 'EACCES'];

function toFailure(error: unknown): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  return UNAVAILABLE.includes(code) ? new FilesUnavailableError(`the disk does not take the file (${code})`) : error;
}

/** Files in a folder, which is made when absent. Each is written beside its final place and moved in when whole. */
export async function openDiskFiles(folder: string): Promise<Files> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = (key: string) => join(folder, checkKey(key));

  return {
    async save(bytes, maxBytes) {
      const key = randomUUID();
      const partial = `${path(key)}.part`;
      const counter = createByteCounter(maxBytes);
      try {
        const source = bytes ? Readable.fromWeb(bytes as import('node:stream/web').ReadableStream) : Readable.from([]);
        await pipeline(source, counter.stream, createWriteStream(partial, { mode: 0o600, flush: true }));
        await rename(partial, path(key));
      } catch (error) {
        await rm(partial, { force: true });
        throw toFailure(error);
      }
      return { key, size: counter.size() };
    },

    async open(key) {
      const info = await stat(path(key)).catch(() => undefined);
      if (!info) return undefined;
      const stream = Readable.toWeb(createReadStream(path(key))) as ReadableStream<Uint8Array>;
      return { size: info.size, stream };
    },

    async remove(key) {
      await rm(path(key), { force: true });
    },
  };
}
