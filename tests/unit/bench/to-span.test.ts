import { describe, expect, it } from 'vitest';
import { type MessageNote, toSpan } from '../../../bench/support/to-span.ts';

const way: MessageNote[] = [
  { type: 'content-bg:notice', askedAt: 100, answeredAt: 110, orders: [] },
  { type: 'content-bg:notice', askedAt: 200, answeredAt: 212, orders: [{ orderId: 'a', ref: 'one' }] },
  { type: 'content-bg:piece', orderId: 'b', askedAt: 215, answeredAt: 216 },
  { type: 'content-bg:piece', orderId: 'a', askedAt: 232, answeredAt: 240 },
  { type: 'content-bg:deliver', orderId: 'a', askedAt: 241, answeredAt: 260, outcome: 'stored' },
];

describe('the way of a message', () => {
  it('is told in its parts, from the notice that led to the order', () => {
    expect(toSpan(way, 'one')).toEqual({ wholeMs: 60, noticeMs: 12, webmailMs: 20, storeMs: 28 });
  });

  it.each([
    { what: 'another message', notes: way, ref: 'two' },
    { what: 'one that is not stored yet', notes: way.slice(0, 4), ref: 'one' },
    { what: 'one that was not wanted', notes: [...way.slice(0, 4), { ...way[4], outcome: 'not-wanted' }], ref: 'one' },
  ])('is unknown of $what', ({ notes, ref }) => {
    expect(toSpan(notes as MessageNote[], ref)).toBeNull();
  });
});
