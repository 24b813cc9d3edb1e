import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../utils/log/logger.ts';
import { redact } from '../../../utils/log/redact.ts';

/** Everything a logger wrote, as one text. */
function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  const sink = (...parts: unknown[]) => lines.push(parts.map(String).join(' '));
  write(createLogger('test', { error: sink, info: sink, debug: sink }));
  return lines.join('\n');
}

describe('redact', () => {
  it.each([
    ['stored one capture', 'stored one capture'],
    ['no answer to content-bg:notice', 'no answer to content-bg:notice'],
    ['cannot reach anna@acme.example now', 'cannot reach <address> now'],
    ['to=Anna <anna.ruiz+x@acme.example>', 'to=Anna <<address>>'],
    ['GET https://crm.example/api/v4/emails?q=secret failed', 'GET <url> failed'],
    ['subject "Offer for you"', 'subject <text>'],
    ['subject "Offer for', 'subject <text>'],
    ['Unexpected token \'A\', "Anna says" is not valid JSON', 'Unexpected token <text>, <text> is not valid JSON'],
    ["it doesn't match", "it doesn't match"],
    ['key eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'key <token>'],
    ['session 0123456789abcdef', 'session <token>'],
    ['Bearer short.key', 'Bearer <token>'],
    ['privateKey=pk_live_1', 'privateKey=<token>'],
  ])('of %j is %j', (line, clean) => expect(redact(line)).toBe(clean));

  it('cuts what is too long to be a log line', () => expect(redact('word '.repeat(1000)).length).toBeLessThan(310));
});

describe('what comes out of a logger', () => {
  const word = fc.string({
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789'),
    minLength: 3,
    maxLength: 12,
  });
  const around = fc.constantFrom('', 'sent to ', 'failed for: ', '(', 'x=', '\n', '\t<');
  const levels = fc.constantFrom('error' as const, 'info' as const, 'debug' as const);

  it('never holds an address', () => {
    const address = fc.tuple(word, word).map(([local, host]) => `${local}.q@${host}.example`);
    fc.assert(
      fc.property(around, address, around, levels, (before, email, after, level) => {
        const out =
          logged((log) => log[level](`${before}${email}${after}`)) +
          logged((log) => log.error('failed', new Error(before + email)));
        expect(out).not.toContain(email);
        expect(out).not.toContain('.q@');
      }),
    );
  });

  it('never holds a token', () => {
    const token = fc.string({ unit: fc.constantFrom(...'abcdefABCDEF0123456789_-'), minLength: 24, maxLength: 200 });
    fc.assert(
      fc.property(around, token, levels, (before, secret, level) => {
        expect(logged((log) => log[level](`${before}a${secret}a`))).not.toContain(secret);
        expect(logged((log) => log.error('failed', new Error(`a${secret}a`)))).not.toContain(secret);
      }),
    );
  });

  it('never holds a quoted subject, whatever it holds itself', () => {
    const subject = fc.tuple(word, word).map(([one, two]) => `Zq${one} ${two}qZ`);
    const quotes = fc.constantFrom(['"', '"'], ['“', '”'], ['«', '»'], [" '", "'"]);
    fc.assert(
      fc.property(subject, quotes, levels, (text, [open, close], level) => {
        expect(logged((log) => log[level](`subject ${open}${text}${close} refused`))).not.toContain(text);
      }),
    );
  });

  it('never holds what an object thrown in place of an error carries', () => {
    fc.assert(
      fc.property(word, (secret) => {
        expect(logged((log) => log.error('failed', { subject: `Zq${secret}` }))).not.toContain(`Zq${secret}`);
      }),
    );
  });
});
