import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGuardedLiterals, parseLiteral } from '../../../../utils/capture/literals/parse-literal.ts';
import { runAtOnce } from '../../../../utils/capture/sliced-work.ts';

const read = (text: string) => runAtOnce(parseLiteral(text));
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('parseLiteral', () => {
  it.each([
    ['arrays with empty places', "[,1,,'x',]", [null, 1, null, 'x']],
    ['single quotes with escapes', String.raw`['it\'s \x27\u0041\n']`, ["it's 'A\n"]],
    ['a quote behind two backslashes', String.raw`["a\\","b"]`, ['a\\', 'b']],
    ['objects with keys counted from 1', '{"1":"a","3":{"2":"b"}}', ['a', null, [null, 'b']]],
    ['an array that ends in far fields', '["a",1,{"5":"e"}]', ['a', 1, null, null, 'e']],
    ['lists of numbered objects', '{"1":[{"1":1,"2":"x"},{"1":2}]}', [[[1, 'x'], [2]]]],
    ['objects with other keys', '{"a":{"1":"x"}}', { a: ['x'] }],
    ['numbers too large for a double', '[18446744073709551615]', ['18446744073709551615']],
    ['white space', ' [ 1 , { } ] ', [1, {}]],
  ])('reads %s', (_, text, expected) => {
    expect(plain(read(text))).toEqual(expected);
  });

  it.each(['', '[', '[1', '[1 2]', '{"a" 1}', '{"a":1,,}', '[1]]', 'alert(1)', '["a]', '{1:2}', '[}', '[1]x', '"\\"'])(
    'refuses %j',
    (text) => {
      expect(read(text)).toBeUndefined();
    },
  );

  it('drops strings that are somebody’s words when told to', () => {
    expect(runAtOnce(parseLiteral(`["id","${'x'.repeat(50)}"]`, { maxStringChars: 20 }))).toEqual(['id', '']);
  });

  it('refuses nesting without end', () => {
    expect(read('['.repeat(100_000))).toBeUndefined();
  });

  it('reads what JSON.parse reads', () => {
    const keys = fc.string({ unit: 'grapheme' }).filter((key) => key !== '__proto__' && !/^\d+$/.test(key));
    const leaf = fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger(), fc.boolean(), fc.constant(null));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 5 }, leaf, fc.array(tie('tree')), fc.dictionary(keys, tie('tree'))),
    }));
    fc.assert(fc.property(tree, (value) => void expect(plain(read(JSON.stringify(value)))).toEqual(plain(value))));
  });

  it('never throws and never runs on, whatever the text', () => {
    const pieces = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '"',
      "'",
      '\\',
      '1',
      '-',
      'null',
      'a',
      ' ',
      '\n',
      '\\u00',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => void read(parts.join(''))),
      { numRuns: 3000 },
    );
    fc.assert(fc.property(fc.string(), (text) => void runAtOnce(parseGuardedLiterals(`)]}'\n${text}`))));
  });

  it('gives the thread back while it reads megabytes', () => {
    const work = parseLiteral(JSON.stringify(Array.from({ length: 50_000 }, (_, index) => [index, 'text'])));
    let yields = 0;
    while (work.next().done !== true) yields += 1;
    expect(yields).toBeGreaterThan(20);
  });
});

describe('parseGuardedLiterals', () => {
  it.each([
    ['with guard and lengths', ")]}'\n\n11\n[[\"a\",1]]\n9\r\n[['b']]\n", [[['a', 1]], [['b']]]],
    ['with a length before the guard', '5\n)]}\'\n7\n["x"]\n', [['x']]],
    ['without any', '[1]', [[1]]],
  ])('reads answers %s', (_, text, expected) => {
    expect(runAtOnce(parseGuardedLiterals(text))).toEqual(expected);
  });

  it('keeps what it read before the first thing that is no literal', () => {
    expect(runAtOnce(parseGuardedLiterals(")]}'\n[1]\n<html>"))).toEqual([[1]]);
  });
});
