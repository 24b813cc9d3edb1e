import { describe, expect, it } from 'vitest';
import { toCompanyDomains, toIndexedCompany, toIndexedContact } from '../../../utils/directory/directory-keys.ts';
import { isFreeMail } from '../../../utils/directory/free-mail.ts';
import { registrableDomain } from '../../../utils/directory/host.ts';

describe('isFreeMail', () => {
  it.each([
    'gmail.com',
    'GoogleMail.com',
    'yahoo.es',
    'yahoo.com.mx',
    'yahoo.co.uk',
    'yandex.kz',
    'hotmail.co.uk',
    'outlook.com.br',
    'live.nl',
    'gmx.es',
    'aol.de',
    'icloud.com',
    'proton.me',
    'tuta.com',
    'privaterelay.appleid.com',
    't-online.de',
    'telefonica.net',
    'qq.com',
    'mail.yahoo.fr',
  ])('says yes to %s', (domain) => expect(isFreeMail(domain)).toBe(true));

  it.each([
    'acme.example',
    'example.com',
    'sage.com',
    'live.agency',
    'yahoo-partners.example',
    'outlook.travel',
    'com',
    '',
  ])('says no to “%s”', (domain) => expect(isFreeMail(domain)).toBe(false));
});

describe('registrableDomain', () => {
  it.each([
    ['mail.acme.co.uk', 'acme.co.uk'],
    ['ACME.example.', 'acme.example'],
    ['shop.müller.de', 'xn--mller-kva.de'],
    ['a.github.io', 'a.github.io'],
    ['co.uk', null],
    ['localhost', null],
    ['192.0.2.1', null],
    ['a b', null],
    ['', null],
  ])('of %s is %s', (host, domain) => expect(registrableDomain(host)).toBe(domain));
});

describe('keys the directory is indexed under', () => {
  it('takes domains from websites and addresses, free mail left out', () => {
    const websites = [
      'https://www.acme.co.uk/contact?x=1',
      'acme.example',
      'http://user@shop.acme.example:8080',
      'not a site',
      '',
    ];
    const emails = ['office@es.acme.es', 'acme@gmail.com', 'broken'];
    expect(toCompanyDomains({ websites, emails })).toEqual(['acme.co.uk', 'acme.example', 'acme.es']);
  });

  it('keeps a record and normalises its addresses', () => {
    expect(
      toIndexedContact({
        contactId: 1,
        accountId: 2,
        name: 'Anna',
        emails: [' Anna.R@Gmail.com', 'ANNA@acme.example', '-'],
      }),
    ).toEqual({
      contactId: 1,
      accountId: 2,
      name: 'Anna',
      emails: ['anna.r@gmail.com', 'annar@gmail.com', 'anna@acme.example'],
    });
    expect(
      toIndexedCompany({ accountId: 2, name: 'Acme', emails: ['Office@acme.es'], domains: ['www.acme.example'] }),
    ).toEqual({
      accountId: 2,
      name: 'Acme',
      emails: ['office@acme.es'],
      domains: ['acme.example', 'acme.es'],
    });
  });
});
