import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isCrmUrl,
  isDomain,
  isInsecureUrl,
  isNeverLogPattern,
  parseMegabytes,
} from '../../../components/options/validate.ts';
import { crmUrlSchema, neverLogPatternSchema } from '../../../utils/settings/schema.ts';

describe('what may be typed into a setting', () => {
  it.each(['https://crm.example.com', 'http://localhost:8080', 'https://crm.example.com/base/', 'http://[::1]:3000'])(
    'takes %s as address of a CRM',
    (url) => expect(isCrmUrl(url)).toBe(true),
  );

  it.each([
    'crm.example.com',
    'ftp://crm.example.com',
    'https://',
    'https://ann:pw@crm.example.com',
    'https://a.example/?q',
    'javascript:alert(1)',
  ])('does not take %s as address of a CRM', (url) => expect(isCrmUrl(url)).toBe(false));

  it.each([
    ['http://crm.example.com', true],
    ['https://crm.example.com', false],
    ['http://localhost:1', false],
    ['http://127.0.0.1:1', false],
    ['http://[::1]:1', false],
    ['nonsense', false],
  ])('tells whether %s would send keys readable: %s', (url, insecure) => expect(isInsecureUrl(url)).toBe(insecure));

  it.each([
    ['ana@example.com', true],
    ['example.com', true],
    ['@example.com', true],
    ['*@example.com', true],
    ['*.example.com', true],
    ['no*@example.com', true],
    ['josé@correo.example', true],
    ['müller.example', true],
    ['*', false],
    ['*@*', false],
    ['*.*', false],
    ['example', false],
    ['a b@example.com', false],
    ['example..com', false],
    ['-example.com', false],
  ])('takes %s for the never-log list: %s', (text, taken) => expect(isNeverLogPattern(text)).toBe(taken));

  it.each([
    ['0', 0],
    ['25', 25],
    ['64', 64],
    ['65', null],
    ['-1', null],
    ['2.5', null],
    ['', null],
  ])('reads "%s" megabytes as %s', (text, value) => expect(parseMegabytes(text)).toBe(value));

  it('takes nothing the settings would refuse', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string(), fc.emailAddress(), fc.domain()), (text) => {
        if (isCrmUrl(text)) expect(crmUrlSchema.safeParse(text).success).toBe(true);
        if (isNeverLogPattern(text)) expect(neverLogPatternSchema.safeParse(text).success).toBe(true);
        if (isDomain(text)) expect(text.length).toBeLessThanOrEqual(255);
      }),
    );
  });
});
