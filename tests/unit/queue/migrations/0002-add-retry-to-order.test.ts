import { expect, it } from 'vitest';
import { addRetryToOrder } from '../../../../utils/queue/migrations/0002-add-retry-to-order.ts';
import { after, before } from './examples/0002-orders.ts';

it('lets an order of version 1 be asked for at once', () => {
  expect(before.map(addRetryToOrder)).toEqual(after);
});

it('changes nothing the second time, since two contexts may run it', () => {
  expect(before.map(addRetryToOrder).map(addRetryToOrder)).toEqual(after);
});
