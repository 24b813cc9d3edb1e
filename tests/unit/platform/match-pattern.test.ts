import { expect, it } from 'vitest';
import { matchesPattern } from '../../../utils/platform/match-pattern.ts';

it.each([
  ['https://mail.google.com/*', 'https://mail.google.com/mail/u/0/?x=1#inbox', true],
  ['https://mail.google.com/*', 'https://mail.google.com.evil.example/', false],
  ['https://mail.google.com/*', 'http://mail.google.com/', false],
  ['https://mail.google.com/*', 'https://evil.example/?https://mail.google.com/', false],
  ['https://mail.google.com/*', 'https://mail.google.com:8443/', true],
  ['https://*.mail.yahoo.com/*', 'https://mail.yahoo.com/d/folders/1', true],
  ['https://*.mail.yahoo.com/*', 'https://fr.mail.yahoo.com/', true],
  ['https://*.mail.yahoo.com/*', 'https://gmail.yahoo.com/', false],
  ['https://*.mail.yahoo.com/*', 'https://evilmail.yahoo.com/', false],
  ['https://mail.example.com/owa/*', 'https://mail.example.com/owa/', true],
  ['https://mail.example.com/owa/*', 'https://mail.example.com/owa', false],
  ['https://mail.example.com/owa/*', 'https://mail.example.com/ecp/owa/', false],
  ['*://*/*', 'http://anything.example/', true],
  ['*://*/*', 'ftp://anything.example/', false],
  ['https://a.example/*/b*c', 'https://a.example/x/bbc', true],
  ['https://a.example/*/b*c', 'https://a.example/x/b', false],
  ['https://a.example/b*b', 'https://a.example/b', false],
  ['https://a.example/exact', 'https://a.example/exact', true],
  ['https://a.example/exact', 'https://a.example/exactly', false],
  ['not a pattern', 'https://a.example/', false],
  ['https://a.example/*', 'not an address', false],
])('%s covers %s: %s', (pattern, url, covers) => expect(matchesPattern(pattern, url)).toBe(covers));
