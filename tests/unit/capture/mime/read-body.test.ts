import { describe, expect, it } from 'vitest';
import { fakeMultipart, fakeSource, latin1, mustRead } from './read.ts';

const text = (content: string) => `Content-Type: text/plain; charset=utf-8\r\n\r\n${content}`;
const html = (content: string) => `Content-Type: text/html; charset=utf-8\r\n\r\n${content}`;
const bodyIn = async (charset: string, bytes: string) =>
  (await mustRead(latin1(fakeSource({ headers: { 'Content-Type': `text/plain${charset}` }, body: bytes })))).message
    .text;

describe('the body of a message', () => {
  it('is both forms where both are there', async () => {
    const { message } = await mustRead(fakeMultipart('multipart/alternative', [text('Plain'), html('<p>Rich</p>')]));
    expect(message).toMatchObject({ text: 'Plain', html: expect.stringContaining('<p>Rich</p>') });
  });

  it('is text made from HTML where there is no other, and where the other is blank', async () => {
    const rich = html('<p>Hello <a href="https://acme.example/x">offer</a></p><script>bad()</script>');
    for (const parts of [[rich], [text(' \r\n'), rich]]) {
      const { message } = await mustRead(fakeMultipart('multipart/alternative', parts));
      expect(message.text).toBe('Hello offer <https://acme.example/x>');
    }
  });

  it('leaves the AMP copy alone', async () => {
    const amp = 'Content-Type: text/x-amp-html\r\n\r\n<html amp4email></html>';
    const { message } = await mustRead(
      fakeMultipart('multipart/alternative', [text('Plain'), amp, html('<p>Rich</p>')]),
    );
    expect(message).toMatchObject({ text: 'Plain', attachments: [] });
  });

  it.each([
    ['windows-1252', '; charset=windows-1252', '\x93caf\xe9\x94 10 \x80', '“café” 10 €'],
    ['gb18030', '; charset=gb18030', '\xc4\xe3\xba\xc3', '你好'],
    ['iso-2022-jp', '; charset=iso-2022-jp', '\x1b$BF|K\\\x1b(B', '日本'],
    ['an unknown name over UTF-8', '; charset=x-nobody-knows', 'Ma\xc3\xb1ana', 'Mañana'],
    ['UTF-8 said to be latin 1', '; charset=iso-8859-1', '\xe2\x82\xac Ma\xc3\xb1ana', '€ Mañana'],
    ['UTF-8 without a name', '', 'Ma\xc3\xb1ana', 'Mañana'],
    ['latin 1 that is latin 1', '; charset=iso-8859-1', 'Ma\xf1ana', 'Mañana'],
    ['latin 1 with what looks like UTF-8 in it', '; charset=iso-8859-1', '\xc3\xa9 \xe9', 'Ã© é'],
  ])('is read in %s', async (_, charset, bytes, expected) => {
    expect(await bodyIn(charset, bytes)).toBe(expected);
  });

  it('is what arrived of a message cut short', async () => {
    const whole = fakeMultipart('multipart/mixed', [
      text('First'),
      'Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJDREVG',
    ]);
    const { message, bytes } = await mustRead(whole.slice(0, whole.lastIndexOf('REVG')));
    expect(message).toMatchObject({ text: 'First', attachments: [{ name: 'a.pdf' }] });
    expect(new TextDecoder().decode(bytes[0] ?? undefined)).toBe('ABC');
  });

  it('survives a multipart without a boundary, an unknown encoding and broken base64', async () => {
    expect(
      (await mustRead(fakeSource({ headers: { 'Content-Type': 'multipart/mixed' }, body: 'x' }))).message.subject,
    ).toBe('Offer');
    expect(
      (await mustRead(fakeSource({ headers: { 'Content-Transfer-Encoding': 'x-uu' }, body: 'as it is' }))).message.text,
    ).toBe('as it is');
    expect(
      (await mustRead(fakeSource({ headers: { 'Content-Transfer-Encoding': 'base64' }, body: 'SGk*!=\r\n==' }))).message
        .text,
    ).toContain('Hi');
  });
});

describe('protected mail', () => {
  const link = 'https://confidential-mail.google.com/msg/abc';
  it.each([
    ['pgp', { 'Content-Type': 'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=B1' }, '--B1--'],
    ['pgp', {}, '-----BEGIN PGP MESSAGE-----\r\n\r\nhQ==\r\n-----END PGP MESSAGE-----'],
    ['none', {}, '> -----BEGIN PGP MESSAGE-----\r\nI cannot read this'],
    ['none', { 'Content-Type': 'multipart/signed; protocol="application/pgp-signature"; boundary=B1' }, '--B1--'],
    [
      'smime-signed',
      { 'Content-Type': 'multipart/signed; protocol="application/x-pkcs7-signature"; boundary=B1' },
      '--B1--',
    ],
    ['smime-signed', { 'Content-Type': 'application/pkcs7-mime; smime-type=signed-data; name=smime.p7m' }, 'x'],
    ['smime-encrypted', { 'Content-Type': 'application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m' }, 'x'],
    ['smime-encrypted', { 'Content-Type': 'application/x-pkcs7-mime; name=smime.p7m' }, 'x'],
    ['confidential', { 'Content-Type': 'text/html' }, `<p>Anna sent you a message</p><a href="${link}">View</a>`],
    ['confidential', {}, `Open it here: ${link}`],
    [
      'confidential',
      { 'Content-Type': 'multipart/mixed; boundary=B1' },
      '--B1\r\nContent-Type: text/plain\r\n\r\nsealed\r\n--B1\r\nContent-Type: application/x-microsoft-rpmsg-message; name=message.rpmsg\r\nContent-Disposition: attachment; filename=message.rpmsg\r\n\r\nx\r\n--B1--',
    ],
    ['none', { 'Content-Type': 'text/html' }, `<p>Seen</p><div class="gmail_quote"><a href="${link}">View</a></div>`],
    ['none', {}, `Seen\r\n\r\n> Open it here: ${link}`],
  ])('is %s for %j', async (protection, headers, body) => {
    expect((await mustRead(fakeSource({ headers, body }))).message.protection).toBe(protection);
  });

  it('keeps the sealed part as a file', async () => {
    const source = fakeSource({
      headers: {
        'Content-Type': 'application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m',
        'Content-Transfer-Encoding': 'base64',
      },
      body: 'QUJD',
    });
    const { message, bytes } = await mustRead(source);
    expect(message).toMatchObject({ text: '', attachments: [{ name: 'smime.p7m', size: 3 }] });
    expect(bytes[0]).toEqual(latin1('ABC'));
  });
});

describe('files of a message', () => {
  const file = (headers: string, content = 'QUJD') =>
    `${headers}\r\nContent-Transfer-Encoding: base64\r\n\r\n${content}`;
  const attachmentsOf = async (parts: string[]) =>
    (await mustRead(fakeMultipart('multipart/related', parts))).message.attachments;

  it('are told from pictures the body shows, by what it shows', async () => {
    const attachments = await attachmentsOf([
      html('<img src="cid:logo%40x"> <img src=cid:second>'),
      file('Content-Type: image/png; name=logo.png\r\nContent-ID: <logo@x>\r\nContent-Disposition: inline'),
      file('Content-Type: image/png; name=second.png\r\nContent-ID: <Second>\r\nContent-Disposition: attachment'),
      file('Content-Type: image/jpeg; name=photo.jpg\r\nContent-Disposition: inline'),
      file('Content-Type: application/pdf; name=offer.pdf\r\nContent-Disposition: attachment'),
    ]);
    expect(attachments.map(({ name, disposition, contentId }) => [name, disposition, contentId])).toEqual([
      ['logo.png', 'inline', 'logo@x'],
      ['second.png', 'inline', 'Second'],
      ['photo.jpg', 'attachment', undefined],
      ['offer.pdf', 'attachment', undefined],
    ]);
  });

  it('bear safe names, made where there is none', async () => {
    const nested = 'Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nInner text';
    const attachments = await attachmentsOf([
      text('Body'),
      file('Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="../../etc/passwd.pdf"'),
      file("Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''%E2%80%AEfdp.exe"),
      nested,
      file('Content-Type: text/calendar; method=REQUEST'),
      file('Content-Type: application/ms-tnef; name=winmail.dat'),
      file('Content-Type: image/png'),
    ]);
    expect(attachments.map(({ name }) => name)).toEqual([
      'passwd.pdf',
      'fdp.exe',
      'message-3.eml',
      'attachment-4.ics',
      'winmail.dat',
      'image-6.png',
    ]);
  });

  it('keep an attached message whole and out of the text', async () => {
    const inner = 'From: x@example.com\r\nSubject: inner\r\n\r\nInner text';
    const { message, bytes } = await mustRead(
      fakeMultipart('multipart/mixed', [text('Outer'), `Content-Type: message/rfc822\r\n\r\n${inner}`]),
    );
    expect(message.text).toBe('Outer');
    expect(new TextDecoder().decode(bytes[0] ?? undefined)).toContain('Inner text');
  });
});

describe('messages made to be hard', () => {
  it('is read by its headers and kept whole when its parts are nested without end', async () => {
    let body = '';
    for (let depth = 0; depth < 400; depth++)
      body += `--b${depth}\r\nContent-Type: multipart/mixed; boundary=b${depth + 1}\r\n\r\n`;
    const source = fakeSource({ headers: { 'Content-Type': 'multipart/mixed; boundary=b0' }, body });
    const { message, bytes, missing } = await mustRead(source);
    expect(message).toMatchObject({
      subject: 'Offer',
      text: '',
      attachments: [{ name: 'message-1.eml', mimeType: 'message/rfc822' }],
    });
    expect(bytes[0]?.length).toBe(source.length);
    expect(missing).toEqual(['body', 'attachments']);
  });

  it('is read by its first headers when there are too many', async () => {
    const bomb = Array.from({ length: 60_000 }, (_, i) => `X-Header-${i}: ${'y'.repeat(30)}`);
    const { message, missing } = await mustRead(fakeSource({ rawHeaders: bomb }));
    expect(message).toMatchObject({ subject: 'Offer', messageId: '<m1@acme.example>' });
    expect(missing).toContain('body');
  });

  it('is read in time when it holds ten thousand parts, and says that files are missing', async () => {
    const { message, missing } = await mustRead(
      fakeMultipart(
        'multipart/mixed',
        Array.from({ length: 10_000 }, (_, i) => `Content-Type: application/pdf; name=a${i}.pdf\r\n\r\nx`),
      ),
    );
    expect(message.attachments).toHaveLength(1000);
    expect(missing).toContain('attachments');
  });

  it('is read whole and in seconds at 40 MB', async () => {
    const line = `${'QUJD'.repeat(19)}\r\n`;
    const source = fakeMultipart('multipart/mixed', [
      text('Body'),
      `Content-Type: application/zip; name=big.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n${line.repeat(520_000)}`,
    ]);
    const startedAt = performance.now();
    const { message } = await mustRead(source);
    const tookMs = performance.now() - startedAt;
    console.info(`${(source.length / 1e6).toFixed(1)} MB read in ${tookMs.toFixed(0)} ms`);
    expect(message.attachments[0]).toMatchObject({ name: 'big.zip', size: 520_000 * 57 });
    expect(tookMs).toBeLessThan(10_000);
  });
});
