import { IDBFactory as FakeFactory } from 'fake-indexeddb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createSealer, SealBrokenError } from '../../../utils/queue/seal.ts';
import { openDatabase } from './open-database.ts';

const bytes = new TextEncoder().encode('a word nobody else should read');

describe('createSealer', () => {
  it('gives back what was sealed, whatever it is', async () => {
    const sealer = createSealer(openDatabase());
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (given) => {
        const copy = new Uint8Array(given);
        expect(await sealer.openBytes(await sealer.sealBytes(copy, 'row'), 'row')).toEqual(copy);
      }),
      { numRuns: 50 },
    );
  });

  it('leaves nothing readable, and nothing that repeats', async () => {
    const sealer = createSealer(openDatabase());
    const [a, b] = await Promise.all([sealer.sealBytes(bytes, 'row'), sealer.sealBytes(bytes, 'row')]);
    expect(Buffer.from(a.data).toString('latin1')).not.toContain('word');
    expect(Buffer.from(a.data)).not.toEqual(Buffer.from(b.data));
    expect(a.iv).not.toEqual(b.iv);
  });

  it('uses a key that cannot be taken out, and keeps it over restarts', async () => {
    const disk = new FakeFactory();
    const db = openDatabase(disk);
    const sealed = await createSealer(db).sealBytes(bytes, 'row');
    const [row] = await db.keys.toArray();
    expect(row?.key.extractable).toBe(false);
    db.close();
    expect(await createSealer(openDatabase(disk)).openBytes(sealed, 'row')).toEqual(bytes);
  });

  it('ends with one key when two parts begin at once', async () => {
    const db = openDatabase();
    const [a, b] = [createSealer(db), createSealer(db)];
    const [first, second] = await Promise.all([a.sealBytes(bytes, 'row'), b.sealBytes(bytes, 'row')]);
    expect(await db.keys.count()).toBe(1);
    expect(await b.openBytes(first, 'row')).toEqual(bytes);
    expect(await a.openBytes(second, 'row')).toEqual(bytes);
  });

  it('does not open in another row', async () => {
    const sealer = createSealer(openDatabase());
    const sealed = await sealer.sealBytes(bytes, 'row/1');
    await expect(sealer.openBytes(sealed, 'row/2')).rejects.toThrow(SealBrokenError);
  });

  it('does not open without its key', async () => {
    const db = openDatabase();
    const sealed = await createSealer(db).sealBytes(bytes, 'row');
    await db.keys.clear();
    await expect(createSealer(db).openBytes(sealed, 'row')).rejects.toThrow(SealBrokenError);
  });

  it('says nothing of the content when its shape is not the agreed one', async () => {
    const sealer = createSealer(openDatabase());
    const sealed = await sealer.sealJson({ subject: 'private' }, 'row');
    const opened = sealer.openJson(sealed, 'row', z.object({ subject: z.literal('other') }));
    await expect(opened).rejects.toThrow(SealBrokenError);
    await expect(opened).rejects.not.toHaveProperty('cause');
  });
});
