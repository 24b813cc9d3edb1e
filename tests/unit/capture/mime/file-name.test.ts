import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toSafeFileName } from '../../../../utils/capture/mime/file-name.ts';

describe('toSafeFileName', () => {
  it.each([
    ['offer.pdf', 'offer.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\anna\\offer.pdf', 'offer.pdf'],
    ['a\u0000b\r\n.pdf', 'ab.pdf'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['..', 'fallback'],
    ['  .hidden ', 'hidden'],
    ['folder/', 'fallback'],
    ['', 'fallback'],
    ['con.txt', '_con.txt'],
    ['LPT1', '_LPT1'],
    ['console.txt', 'console.txt'],
    ['what?<is>"this"|*:.txt', 'what__is__this____.txt'],
    ['trailing. .', 'trailing'],
    ['Ñandú 你好 שלום.pdf', 'Ñandú 你好 שלום.pdf'],
    ['__init__.py', '__init__.py'],
    [`${'ñ'.repeat(300)}.docx`, `${'ñ'.repeat(125)}.docx`],
    [`x.${'y'.repeat(300)}`, `x.${'y'.repeat(253)}`],
  ])('%j becomes %j', (name, safe) => expect(toSafeFileName(name, 'fallback')).toBe(safe));

  it('is safe for any name, and changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const safe = toSafeFileName(name, 'fallback');
        expect(new TextEncoder().encode(safe).length).toBeLessThanOrEqual(255);
        expect(safe).not.toMatch(/[/\\\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(['', '.', '..']).not.toContain(safe);
        expect(toSafeFileName(safe, 'fallback')).toBe(safe);
      }),
    );
  });
});
