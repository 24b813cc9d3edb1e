import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The bytes exceed the limit; what had arrived is removed. */
export class FileTooLargeError extends Error {
  override readonly name = 'FileTooLargeError';
}

export interface StoredFile {
  /** Name on disk, made here and never from anything a client says. */
  key: string;
  /** Bytes. */
  size: number;
}

/** Bytes of attachments and documents, one file each. Nothing is held in memory as a whole. */
export interface Files {
  /** Writes beside the final place and moves it in when whole, so that a broken upload leaves nothing. */
  save(bytes: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<StoredFile>;
  /** Undefined when there is no such file. */
  open(key: string): Promise<{ size: number; stream: ReadableStream<Uint8Array> } | undefined>;
  remove(key: string): Promise<void>;
}

const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function openFiles(folder: string): Promise<Files> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = (key: string) => {
    if (!KEY.test(key)) throw new Error('not a file key of this store');
    return join(folder, key);
  };

  return {
    async save(bytes, maxBytes) {
      const key = randomUUID();
      const partial = `${path(key)}.part`;
      let size = 0;
      const counter = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          size += chunk.length;
          if (size > maxBytes) done(new FileTooLargeError(`more than ${maxBytes} bytes`));
          else done(null, chunk);
        },
      });
      try {
        const source = bytes ? Readable.fromWeb(bytes as import('node:stream/web').ReadableStream) : Readable.from([]);
        await pipeline(source, counter, createWriteStream(partial, { mode: 0o600, flush: true }));
        await rename(partial, path(key));
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
      return { key, size };
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
