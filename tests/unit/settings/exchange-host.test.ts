import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveSettings } from '../../../utils/settings/effective-settings.ts';
import { isPageOfExchange, parseExchangeHost, toExchangePatterns } from '../../../utils/settings/exchange-host.ts';

describe('the address of an Exchange server', () => {
  it.each([
    ['https://mail.example.com', 'https://mail.example.com/owa/'],
    [' https://Mail.Example.com/ ', 'https://mail.example.com/owa/'],
    ['https://mail.example.com/owa', 'https://mail.example.com/owa/'],
    ['https://mail.example.com:8443/webmail/', 'https://mail.example.com:8443/webmail/'],
    ['https://mail.example.com:443', 'https://mail.example.com/owa/'],
    ['https://mail.example.com/west/OWA/', 'https://mail.example.com/west/OWA/'],
    ['https://mail', 'https://mail/owa/'],
    ['https://192.0.2.7/owa/', 'https://192.0.2.7/owa/'],
    ['https://correo.españa.example', 'https://correo.xn--espaa-rta.example/owa/'],
  ])('%s is kept as %s', (text, address) => expect(parseExchangeHost(text)).toEqual({ ok: true, address }));

  it.each([
    ['mail.example.com', 'not-an-address'],
    ['', 'not-an-address'],
    ['https://', 'not-an-address'],
    ['https://*.example.com', 'not-an-address'],
    ['https://*/', 'not-an-address'],
    ['https://[2001:db8::1]/', 'not-an-address'],
    ['https://mail.example.com./', 'not-an-address'],
    ['file:///owa/', 'not-an-address'],
    [`https://${'a'.repeat(300)}.example.com`, 'not-an-address'],
    ['http://mail.example.com/owa/', 'not-https'],
    ['https://ann:secret@mail.example.com/', 'too-much'],
    ['https://mail.example.com/owa/?layout=light', 'too-much'],
    ['https://mail.example.com/owa/#path=/mail', 'too-much'],
    ['https://mail.example.com/owa/auth/logon.aspx', 'too-much'],
    ['https://mail.example.com/*', 'too-much'],
    ['https://mail.example.com/a/b/c/d/', 'too-much'],
  ])('%s is none: %s', (text, why) => expect(parseExchangeHost(text)).toEqual({ ok: false, why }));

  it('reads back what it gave, and gives patterns of one host whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string().map((text) => `https://${text}`),
        ),
        (text) => {
          const parsed = parseExchangeHost(text);
          if (!parsed.ok) return;
          expect(parseExchangeHost(parsed.address)).toEqual(parsed);
          for (const pattern of toExchangePatterns(parsed.address)) {
            expect(pattern).toMatch(/^https:\/\/[a-z0-9.-]+(\/[A-Za-z0-9_~-]+){1,3}\/\*$/);
          }
        },
      ),
    );
  });

  it('is joined with the policy’s, and a wrong one takes no other with it', () => {
    const { settings, fromPolicy, problems, locked } = effectiveSettings(
      { exchangeHosts: ['https://owa.example.net/owa', 'https://mail.example.com/owa/'] },
      { exchangeHosts: ['https://MAIL.example.com', 'http://old.example.com'] },
    );
    expect(settings.exchangeHosts).toEqual(['https://mail.example.com/owa/', 'https://owa.example.net/owa/']);
    expect(fromPolicy.exchangeHosts).toEqual(['https://mail.example.com/owa/']);
    expect(problems).toEqual([{ source: 'policy', key: 'exchangeHosts[1]', why: 'wrong-value' }]);
    expect(locked).toEqual([]);
  });
});

describe('pages of an Exchange server', () => {
  it('match in every usual spelling of the directory, without a port', () => {
    expect(toExchangePatterns('https://mail.example.com:8443/owa/')).toEqual([
      'https://mail.example.com/owa/*',
      'https://mail.example.com/OWA/*',
    ]);
  });

  it.each([
    ['https://mail.example.com:8443/owa/', true],
    ['https://mail.example.com:8443/OWA/#path=/mail/inbox', true],
    ['https://mail.example.com/owa/', false],
    ['https://mail.example.com:8443/owa2/', false],
    ['https://mail.example.com:8443/ecp/', false],
    ['https://evil.example/https://mail.example.com:8443/owa/', false],
    ['http://mail.example.com:8443/owa/', false],
    ['', false],
  ])('%s belongs to it: %s', (url, belongs) =>
    expect(isPageOfExchange('https://mail.example.com:8443/owa/', url)).toBe(belongs),
  );
});
