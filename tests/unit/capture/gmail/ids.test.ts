import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  legacyHexOf,
  messageIdOf,
  parseLegacyHex,
  parseMessageId,
  parseThreadId,
  timeOfLegacyHex,
} from '../../../../utils/capture/gmail/ids.ts';
import { parseUrlToken } from '../../../../utils/capture/gmail/url-token.ts';

const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZbcdfghjklmnpqrstvwxz';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The encoder, as the inverse of what the reader is told. */
function toToken(text: string): string {
  const number = [...btoa(text).replace(/=+$/, '')].reduce((sum, char) => sum * 64n + BigInt(BASE64.indexOf(char)), 0n);
  let token = '';
  for (let rest = number; rest > 0n; rest /= 40n) token = ALPHABET[Number(rest % 40n)] + token;
  return token;
}

describe('message ids', () => {
  it.each([
    ['#msg-f:1620000000000000000', 'msg-f:1620000000000000000'],
    ['#msg-a:r-123', 'msg-a:r-123'],
    ['thread-f:1620000000000000000|msg-f:1620000000000000001', 'msg-f:1620000000000000001'],
    ['undefined', undefined],
    ['#', undefined],
    ['msg-a:bump-r1', undefined],
    ['msg-f:12', undefined],
    [null, undefined],
  ])('reads %j as %j', (text, expected) => {
    expect(parseMessageId(text)).toBe(expected);
  });

  it('cuts a thread id at the bar', () => {
    expect(parseThreadId('#thread-a:r5|msg-a:r6')).toBe('thread-a:r5');
    expect(parseThreadId('undefined')).toBeUndefined();
  });

  it('turns legacy and server-made ids into each other, and finds the time in them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000_000_000, max: 2_500_000_000_000 }), fc.nat(1_048_575), (ms, low) => {
        const hex = ((BigInt(ms) << 20n) | BigInt(low)).toString(16);
        expect(parseLegacyHex(hex)).toBe(hex);
        expect(legacyHexOf(messageIdOf(hex))).toBe(hex);
        expect(timeOfLegacyHex(hex)).toBe(ms);
      }),
    );
  });

  it('has no legacy id for what was written here', () => {
    expect(legacyHexOf('msg-a:r-123')).toBeUndefined();
  });
});

describe('address-bar tokens', () => {
  it.each([
    ['f:1720000000000000000', { threadId: 'thread-f:1720000000000000000' }],
    ['a:r-77', { threadId: 'thread-a:r-77' }],
    ['a:r77|msg-a:r-1', { threadId: 'thread-a:r77', messageId: 'msg-a:r-1' }],
    ['f:1720000000000000000|msg-f:1720000000000000001', { messageId: 'msg-f:1720000000000000001' }],
    ['a:r77+msg-a:r5', { threadId: 'thread-a:r77', messageId: 'msg-a:r5' }],
  ])('reads %s', (decoded, expected) => {
    expect(parseUrlToken(toToken(decoded))).toMatchObject({ decoded, ...expected });
  });

  it.each(['inbox', '16703b9efd479ff5', 'p2', 'new', '', 'B'.repeat(400)])('leaves %j alone', (token) => {
    expect(parseUrlToken(token)).toBeUndefined();
  });

  it('never throws and never invents', () => {
    const token = fc.string({ unit: fc.constantFrom(...ALPHABET), maxLength: 60 });
    fc.assert(
      fc.property(fc.oneof(token, fc.string()), (text) => {
        const found = parseUrlToken(text);
        if (found !== undefined) expect(toToken(found.decoded)).toBe(text.replace(/^B+/, ''));
      }),
    );
  });
});
