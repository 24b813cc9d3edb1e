import { Transform } from 'node:stream';

/** The bytes exceed the limit; what had arrived is removed. */
export class FileTooLargeError extends Error {
  override readonly name = 'FileTooLargeError';
}

/** Where files are kept does not take or give them now. It is no fault of the file, nor of who sent it. */
export class FilesUnavailableError extends Error {
  override readonly name = 'FilesUnavailableError';
}

export interface StoredFile {
  /** Name where it is kept, made there and never from anything a client says. */
  key: string;
  /** Bytes. */
  size: number;
}

/** Bytes of attachments and documents, one file each. Nothing is held in memory as a whole. */
export interface Files {
  /**
   * The file is there when it is whole, so that a broken upload leaves nothing that can be opened.
   *
   * @throws FileTooLargeError; FilesUnavailableError; what the bytes themselves failed with.
   */
  save(bytes: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<StoredFile>;
  /**
   * Undefined when there is no such file.
   *
   * @throws FilesUnavailableError
   */
  open(key: string): Promise<{ size: number; stream: ReadableStream<Uint8Array> } | undefined>;
  /** A file that is not there is removed already. */
  remove(key: string): Promise<void>;
}

const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws for what cannot be the key of a file. */
export function checkKey(key: string): string {
  if (!KEY.test(key)) throw new Error('not a file key of this store');
  return key;
}

/** Lets bytes pass, counts them, and fails with `FileTooLargeError` once there are too many. */
export function createByteCounter(maxBytes: number): { stream: Transform; size: () => number } {
  let size = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > maxBytes) done(new FileTooLargeError(`more than ${maxBytes} bytes`));
      else done(null, chunk);
    },
  });
  return { stream, size: () => size };
}
