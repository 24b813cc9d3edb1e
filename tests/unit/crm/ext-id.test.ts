import { expect, it } from 'vitest';
import { extIdFor } from '../../../utils/crm/ext-id.ts';

it('is the same for the copies of two reps, with or without angle brackets and blanks', async () => {
  const one = await extIdFor('<a.b@mail.example.com>', 3101);
  expect(await extIdFor(' a.b@mail.example.com ', 3101)).toBe(one);
});

it('never changes: keys written by an older build are still found', async () => {
  expect(await extIdFor('<a.b@mail.example.com>', 3101)).toBe('tandem:R_b5_wa07fY6ysvKjsQx1QX73oD8wTnfgmSbdQFXed4');
});

it('differs by message and by company, and by letter case of the Message-ID', async () => {
  const keys = await Promise.all([
    extIdFor('<a@example.com>', 1),
    extIdFor('<b@example.com>', 1),
    extIdFor('<A@example.com>', 1),
    extIdFor('<a@example.com>', 2),
    extIdFor('<a@example.com>', 11),
  ]);
  expect(new Set(keys).size).toBe(keys.length);
});

it('fits v4 and shows nothing of the Message-ID', async () => {
  const key = await extIdFor(`<${'x'.repeat(990)}@example.com>`, 2 ** 31);
  expect(key).toMatch(/^tandem:[\w-]{43}$/);
});
