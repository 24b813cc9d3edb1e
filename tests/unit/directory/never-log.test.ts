import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../../utils/directory/glob.ts';
import { compileNeverLog, testNeverLog } from '../../../utils/directory/never-log.ts';

describe('compileNeverLog', () => {
  it.each([
    ['ann@example.com', 'ann@example.com', 'never-log-address'],
    ['ann@example.com', ' ANN@Example.COM', 'never-log-address'],
    ['ann@example.com', 'ann+tag@example.com', 'never-log-address'],
    ['ann@example.com', 'joann@example.com', null],
    ['ann.lee@gmail.com', 'annlee@googlemail.com', 'never-log-address'],
    ['example.com', 'x@example.com', 'never-log-domain'],
    ['example.com', 'x@mail.example.com', 'never-log-domain'],
    ['example.com', 'x@notexample.com', null],
    ['example.com', 'x@example.com.evil.example', null],
    ['@example.com', 'x@example.com', 'never-log-domain'],
    ['*@example.com', 'x@example.com', 'never-log-domain'],
    ['*@example.com', 'x@mail.example.com', null],
    ['*.example.com', 'x@mail.example.com', 'never-log-domain'],
    ['*.example.com', 'x@example.com', null],
    ['no*@example.com', 'north@example.com', 'never-log-address'],
    ['no*@example.com', 'ann@example.com', null],
    ['hr@*', 'hr@anything.example', 'never-log-address'],
    ['hr@*.example', 'hr@a.b.example', 'never-log-address'],
    ['*law*', 'x@biglaw.example', 'never-log-domain'],
    ['*', 'x@example.com', 'never-log-domain'],
    ['müller.example', 'x@xn--mller-kva.example', 'never-log-domain'],
    ['*@xn--mller-kva.example', 'x@müller.example', 'never-log-domain'],
    ['a.c@example.com', 'abc@example.com', null],
    ['(a+)+@example.com', 'aaaa@example.com', null],
    ['', 'x@example.com', null],
    ['two words', 'x@example.com', null],
  ])('%s and %s: %s', (pattern, email, rule) => {
    expect(testNeverLog(compileNeverLog([pattern]), email)).toBe(rule);
  });

  it('stays quick on patterns and addresses made to be slow', () => {
    const hostile = Array.from({ length: 200 }, () => `${'*a'.repeat(75)}b@example.com`);
    const blocks = compileNeverLog(hostile);
    const startedAt = performance.now();
    expect(testNeverLog(blocks, `${'a'.repeat(250)}@example.com`)).toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

describe('matchesGlob', () => {
  it('agrees with a regular expression made with care', () => {
    const letters = (chars: string) => fc.string({ unit: fc.constantFrom(...chars), maxLength: 8 });
    fc.assert(
      fc.property(letters('ab.*'), letters('ab.'), (pattern, text) => {
        const escaped = pattern.split('*').map((part) => part.replaceAll('.', '\\.'));
        expect(matchesGlob(pattern, text)).toBe(new RegExp(`^${escaped.join('.*')}$`).test(text));
      }),
      { numRuns: 500 },
    );
  });
});
