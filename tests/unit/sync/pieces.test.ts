import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPieces } from '../../../utils/sync/pieces.ts';

const toBase64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const text = (parts: Uint8Array[] | null) => parts?.map((part) => new TextDecoder().decode(part)) ?? null;
const piece = (part: number, index: number, content: string, orderId = 'order') => ({
  orderId,
  part,
  index,
  data: toBase64(new TextEncoder().encode(content)),
});

function setUp(options: { maxTotalBytes?: number } = {}) {
  let time = 0;
  const pieces = createPieces({ now: () => time, ...options });
  return {
    pieces,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

it('puts pieces together in whatever order and number they come', () => {
  const { pieces } = setUp();
  for (const one of [piece(0, 0, 'ab'), piece(1, 1, 'f'), piece(0, 1, 'c'), piece(0, 1, 'c'), piece(1, 0, 'de')]) {
    expect(pieces.add('tab', one)).toBe(true);
  }
  expect(text(pieces.take('tab', 'order', [3, 3]))).toEqual(['abc', 'def']);
});

it('asks to begin anew when the pieces before are not here', () => {
  const { pieces } = setUp();
  expect(pieces.add('tab', piece(0, 1, 'c'))).toBe(false);
  expect(pieces.take('tab', 'order', [3])).toBeNull();
});

it.each<[string, ReturnType<typeof piece>[], number[]]>([
  ['a piece is missing', [piece(0, 0, 'ab'), piece(0, 2, 'e')], [3]],
  ['a part is missing', [piece(0, 0, 'ab')], [2, 1]],
  ['a length is wrong', [piece(0, 0, 'ab')], [3]],
])('gives nothing when %s', (_name, given, sizes) => {
  const { pieces } = setUp();
  for (const one of given) pieces.add('tab', one);
  expect(pieces.take('tab', 'order', sizes)).toBeNull();
});

it('begins anew by itself when a tab reads the message again', () => {
  const { pieces } = setUp();
  pieces.add('tab', piece(0, 0, 'old'));
  pieces.add('tab', piece(0, 1, 'er'));
  pieces.add('tab', piece(0, 0, 'new'));
  expect(text(pieces.take('tab', 'order', [3]))).toEqual(['new']);
});

it('refuses a mixture of two readings', () => {
  const { pieces } = setUp();
  pieces.add('tab', piece(0, 0, 'ab'));
  pieces.add('tab', piece(0, 1, 'cd'));
  expect(pieces.add('tab', piece(0, 1, 'XY'))).toBe(false);
  expect(pieces.take('tab', 'order', [4])).toBeNull();
});

it('keeps two tabs that read the same message apart', () => {
  const { pieces } = setUp();
  pieces.add('tab-a', piece(0, 0, 'aa'));
  pieces.add('tab-b', piece(0, 0, 'bb'));
  expect(text(pieces.take('tab-a', 'order', [2]))).toEqual(['aa']);
  expect(text(pieces.take('tab-b', 'order', [2]))).toEqual(['bb']);
});

it('lets the oldest unfinished delivery give way when memory is short', () => {
  const { pieces, pass } = setUp({ maxTotalBytes: 10 });
  pieces.add('tab', piece(0, 0, '123456', 'first'));
  pass(1);
  pieces.add('tab', piece(0, 0, 'abcdef', 'second'));
  expect(pieces.take('tab', 'first', [6])).toBeNull();
  expect(text(pieces.take('tab', 'second', [6]))).toEqual(['abcdef']);
});

it('lets by what is larger than any message and keeps nothing of it', () => {
  const { pieces } = setUp({ maxTotalBytes: 4 });
  expect(pieces.add('tab', piece(0, 0, '123'))).toBe(true);
  expect(pieces.add('tab', piece(0, 1, '456'))).toBe(true);
  expect(pieces.add('tab', piece(0, 2, '789'))).toBe(true);
  expect(pieces.take('tab', 'order', [9])).toBeNull();
});

it('forgets a delivery whose tab is gone', () => {
  const { pieces, pass } = setUp();
  pieces.add('tab', piece(0, 0, 'ab', 'left'));
  pass(6 * 60_000);
  pieces.add('tab', piece(0, 0, 'ab', 'next'));
  expect(pieces.take('tab', 'left', [2])).toBeNull();
});

it('takes a part without bytes, and refuses what is not base64', () => {
  const { pieces } = setUp();
  expect(text(pieces.take('tab', 'empty', [0]))).toEqual(['']);
  expect(pieces.add('tab', { orderId: 'order', part: 0, index: 0, data: '%%%' })).toBe(false);
});

it('gives back the bytes that were sent, however they were cut', () => {
  const cuts = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.array(cuts, { minLength: 1, maxLength: 4 }), (parts) => {
      const { pieces } = setUp();
      parts.forEach((part, i) => {
        part.forEach((bytes, index) => {
          expect(pieces.add('tab', { orderId: 'order', part: i, index, data: toBase64(bytes) })).toBe(true);
        });
      });
      const whole = parts.map((part) => part.flatMap((bytes) => [...bytes]));
      const taken = pieces.take(
        'tab',
        'order',
        whole.map((part) => part.length),
      );
      expect(taken?.map((part) => [...part])).toEqual(whole);
    }),
  );
});
