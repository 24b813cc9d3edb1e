import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeMail } from '../../../webmail/gmail/compose-mail.ts';
import { createIdMaker, decimalOf, msOf } from '../../../webmail/gmail/ids.ts';
import { placeOf } from '../../../webmail/gmail/page/place.ts';
import { decodeToken, encodeToken } from '../../../webmail/gmail/page/token.ts';
import { fromWire, toWire, tuple } from '../../../webmail/gmail/page/wire.ts';
import { readMail } from '../../../webmail/gmail/read-mail.ts';
import { routeOf } from '../../../webmail/gmail/route.ts';
import { confidentialMail, pgpMail, smimeMail, smimeSignedMail } from '../../../webmail/gmail/samples.ts';
import { createRandom, START_MS } from './client.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const sealed = {
  from: 'ana@northwind.example',
  to: 'rep@example.com',
  subject: 'Sealed',
  dateMs: START_MS,
  messageId: '<s@x>',
};

describe('tokens of the address bar', () => {
  it.each([
    ['f:1594407458713395417', 'FMfcg'],
    ['a:r8190137112111191537', 'KtbxL'],
    ['a:r-4748344416212134680', 'QgrcJ'],
    ['a:r-1762108068436744806+msg-a:r-1762108068436744806', 'GTvVl'],
  ])('write %s beginning with %s, and read it back', (name, start) => {
    const token = encodeToken(name);
    expect(token.slice(0, 5)).toBe(start);
    expect(decodeToken(token)).toBe(name);
  });

  it('are unknown when they are something else', () => {
    for (const text of ['', 'aeiou', 'BCDF', '183234ce86ffa010']) expect(decodeToken(text)).toBeUndefined();
  });
});

describe('legacy ids', () => {
  it('hold their time, and are never given twice', () => {
    const ids = createIdMaker(createRandom());
    const given = Array.from({ length: 500 }, () => ids.legacyHex(START_MS));
    expect(new Set(given).size).toBe(500);
    expect(given.every((hex) => msOf(hex) === START_MS && /^[0-9a-f]{16}$/.test(hex))).toBe(true);
    expect(
      BigInt(decimalOf(given[0] ?? ''))
        .toString(16)
        .padStart(16, '0'),
    ).toBe(given[0]);
  });
});

describe('both wire forms', () => {
  it('read back the same, whatever a record holds', () => {
    const value = fc.dictionary(
      fc.integer({ min: 0, max: 12 }).map(String),
      fc.oneof(fc.string(), fc.integer({ min: 0, max: 99 })),
      { minKeys: 1 },
    );
    fc.assert(
      fc.property(value, (places) => {
        const record = tuple(places);
        expect(fromWire(toWire(record, 'object'))).toEqual(toWire(record, 'array'));
      }),
    );
  });
});

describe('reading mail', () => {
  it('reads back what was written: people, both bodies, files, in any script', async () => {
    const raw = await composeMail(
      {
        messageId: '<m@example.com>',
        from: { email: 'rep@example.com', name: 'Röbin' },
        to: [{ email: 'ana@northwind.example', name: 'アナ' }],
        cc: [],
        bcc: [{ email: 'kim@northwind.example', name: '' }],
        subject: 'عرض الأسعار',
        html: '<p>Grüße</p>',
        dateMs: START_MS,
        files: [{ name: 'Stückliste “neu”.pdf', mime: 'application/pdf', bytes: new Uint8Array([0, 255, 10, 13]) }],
      },
      true,
    );
    const mail = readMail(raw);
    expect(mail).toMatchObject({
      messageId: '<m@example.com>',
      from: { email: 'rep@example.com', name: 'Röbin' },
      to: [{ email: 'ana@northwind.example', name: 'アナ' }],
      bcc: [{ email: 'kim@northwind.example', name: '' }],
      subject: 'عرض الأسعار',
      dateMs: START_MS,
      html: '<p>Grüße</p>',
    });
    expect(mail.text.trim()).toBe('Grüße');
    expect(mail.parts).toEqual([
      expect.objectContaining({ attid: '0.1', name: 'Stückliste “neu”.pdf', bytes: new Uint8Array([0, 255, 10, 13]) }),
    ]);
  });

  it('numbers parts by their place in the tree', () => {
    const source = [
      'Content-Type: multipart/mixed; boundary=a',
      '',
      '--a',
      'Content-Type: multipart/related; boundary=b',
      '',
      '--b',
      'Content-Type: text/html',
      '',
      '<img src="cid:p">',
      '--b',
      'Content-Type: image/png',
      'Content-ID: <p>',
      '',
      'x',
      '--b--',
      '--a',
      'Content-Type: text/plain; name=n.txt',
      '',
      'y',
      '--a--',
      '',
    ].join('\r\n');
    expect(readMail(bytes(source)).parts.map((part) => [part.attid, part.inline])).toEqual([
      ['0.0.1', true],
      ['0.1', false],
    ]);
  });

  it.each([
    ['confidential', confidentialMail(sealed), 'text/html', 0],
    ['S/MIME', smimeMail(sealed), 'application/pkcs7-mime', 1],
    ['signed S/MIME', smimeSignedMail(sealed), 'multipart/signed', 1],
    ['PGP', pgpMail(sealed), 'multipart/encrypted', 2],
  ])('takes %s mail as it is', (_, source, mime, count) => {
    const mail = readMail(bytes(source));
    expect([mail.mime, mail.parts.length, mail.from.email]).toEqual([mime, count, sealed.from]);
  });

  it('refuses nothing, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (raw) => {
        expect(readMail(raw).subject).toBeTypeOf('string');
      }),
    );
  });
});

describe('addresses', () => {
  it.each([
    ['/mail/', { to: 'page', accountIndex: 0 }],
    ['/mail/u/1/', { to: 'page', accountIndex: 1 }],
    ['/mail/u/1/d/Ab/?view=btop&th=x', { to: 'page', accountIndex: 1, delegated: 'Ab' }],
    ['/mail/b/Ab/u/2/', { to: 'page', accountIndex: 2, delegated: 'Ab' }],
    ['/mail/u/0?ui=2&view=om', { to: 'old-style', accountIndex: 0 }],
    ['/mail/u/0/feed/atom', { to: 'atom', accountIndex: 0 }],
    ['/sync/u/0/i/s?c=1', { to: 'sync', accountIndex: 0, endpoint: 's' }],
    ['/sync/u/0/d/Ab/i/fd', { to: 'sync', accountIndex: 0, delegated: 'Ab', endpoint: 'fd' }],
    ['/elsewhere', { to: 'nowhere' }],
  ])('%s', (path, route) => {
    expect(routeOf(new URL(path, 'https://mail.google.com'))).toEqual(route);
  });

  it.each([
    ['', { list: 'inbox' }],
    ['#label/a%2Fb/p2', { list: 'label/a/b' }],
    ['#search/from%3Aana', { list: 'search/from:ana' }],
    [
      `#inbox/${encodeToken('f:1594407458713395417')}?compose=new`,
      { list: 'inbox', threadId: 'thread-f:1594407458713395417' },
    ],
    ['#sent/183234ce86ffa010', { list: 'sent', threadId: '183234ce86ffa010' }],
  ])('the place %s', (hash, place) => {
    expect(placeOf(hash)).toEqual(place);
  });
});
