import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Files, FileTooLargeError } from '../../server/store/files.ts';

const MB = 1024 * 1024;

const PIECE_BYTES = 64 * 1024;
/** Repeats after a prime, so that a piece in a wrong place is found. */
const pattern = new Uint8Array(PIECE_BYTES + 251).map((_, index) => (index * 31) % 251);

/** Bytes that differ everywhere, in pieces as a network brings them. */
export function makeBytes(size: number, onPiece: (sent: number) => void = () => {}): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (sent >= size) return controller.close();
        const from = sent % 251;
        const piece = pattern.slice(from, from + Math.min(PIECE_BYTES, size - sent));
        sent += piece.length;
        onPiece(sent);
        controller.enqueue(piece);
      },
    },
    { highWaterMark: 0 },
  );
}

export async function digestOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of stream) hash.update(piece);
  return hash.digest('hex');
}

/** Sends some bytes and breaks off. */
function breakOff(after: number): ReadableStream<Uint8Array> {
  let isSent = false;
  return new ReadableStream({
    pull(controller) {
      if (isSent) return controller.error(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
      isSent = true;
      controller.enqueue(new Uint8Array(after));
    },
  });
}

/** A store of files, and what is in it. */
export interface FilesPlace {
  files: Files;
  /** How many files, or parts of files, are kept there. */
  count(): Promise<number>;
}

/** What every kind of `Files` does. */
export function describeFiles(title: string, createPlace: () => Promise<FilesPlace>): void {
  describe(title, () => {
    it.each([
      ['nothing', 0],
      ['one byte', 1],
      ['a small file', 100_000],
      ['a file of several parts', 20 * MB + 7],
    ])('gives back what it was given: %s', async (_, size) => {
      const { files } = await createPlace();
      const saved = await files.save(makeBytes(size), 64 * MB);
      expect(saved.size).toBe(size);
      const opened = await files.open(saved.key);
      expect(opened?.size).toBe(size);
      expect(await digestOf(opened?.stream as ReadableStream)).toBe(await digestOf(makeBytes(size)));
    });

    it('takes no body for an empty file', async () => {
      const { files } = await createPlace();
      const { key } = await files.save(null, MB);
      expect((await files.open(key))?.size).toBe(0);
    });

    it('keeps files apart, and removes one alone, also twice', async () => {
      const { files } = await createPlace();
      const [one, other] = [await files.save(makeBytes(10), MB), await files.save(makeBytes(20), MB)];
      await files.remove(one.key);
      await files.remove(one.key);
      expect(await files.open(one.key)).toBeUndefined();
      expect((await files.open(other.key))?.size).toBe(20);
    });

    it.each([
      ['small', 1_000],
      ['of several parts', 18 * MB],
    ])('refuses what is too large, and leaves nothing of it: %s', async (_, limit) => {
      const place = await createPlace();
      await expect(place.files.save(makeBytes(limit + 1), limit)).rejects.toThrow(FileTooLargeError);
      expect((await place.files.save(makeBytes(limit), limit)).size).toBe(limit);
      expect(await place.count()).toBe(1);
    });

    it.each([
      ['at once', 10],
      ['after some parts', 18 * MB],
    ])('leaves nothing of an upload that breaks off, and says that it did: %s', async (_, after) => {
      const place = await createPlace();
      await expect(place.files.save(breakOff(after), 64 * MB)).rejects.toMatchObject({ code: 'ECONNRESET' });
      expect(await place.count()).toBe(0);
    });

    it('takes no other names than its own', async () => {
      const { files } = await createPlace();
      for (const key of ['', '..', '../x', 'a/b', '00000000-0000-0000-0000-00000000000G']) {
        await expect(files.open(key)).rejects.toThrow('not a file key');
        await expect(files.remove(key)).rejects.toThrow('not a file key');
      }
      expect(await files.open('00000000-0000-0000-0000-000000000000')).toBeUndefined();
    });
  });
}
