import { type House, openHouse } from './house.ts';
import { test as base } from './test.ts';

/** Playwright's test with one house for all tests of a worker. */
export const test = base.extend<object, { house: House }>({
  house: [
    async ({ kind }, use) => {
      const house = await openHouse(kind);
      await use(house);
      await house.close();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});
