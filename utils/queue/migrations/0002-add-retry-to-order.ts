/** An order as version 1 wrote it. */
export interface OrderV1 {
  id: string;
  noticedAt: number;
}

/** An order as version 2 reads it: it knows how often reading failed and when to try again. */
export type OrderV2<T extends OrderV1> = T & { attempts: number; nextFetchAt: number };

/** Version 1 asked at every page load; an order of that time has not failed yet and is due at once. */
export function addRetryToOrder<T extends OrderV1>(order: T): OrderV2<T> {
  return { attempts: 0, nextFetchAt: order.noticedAt, ...order };
}
