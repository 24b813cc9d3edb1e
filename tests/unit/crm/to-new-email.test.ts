import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CrmCapabilities, defaultCapabilities } from '../../../utils/crm/crm.ts';
import { type EmailTexts, type NewEmailSource, toNewEmail } from '../../../utils/crm/to-new-email.ts';
import type { Message } from '../../../utils/model/message.ts';

const texts: EmailTexts = {
  noSubject: '(no subject)',
  noText: '(no text)',
  cut: '[shortened]',
  addresses: (field, addresses, more) => `${field}: ${addresses}${more > 0 ? ` and ${more} more` : ''}`,
  protection: { confidential: '[confidential]', 'smime-encrypted': '[encrypted]', pgp: '[encrypted]' },
  leftOut: (name, why) => `[without ${name}: ${why}]`,
};

function fakeMessage(overrides: Partial<Message> = {}): Message {
  return {
    messageId: '<1@mail.example.com>',
    references: [],
    from: { email: 'nora@example.com', name: 'Nora Lind' },
    to: [{ email: 'omar@acme.example.com' }],
    cc: [],
    bcc: [],
    replyTo: [],
    subject: 'Price list',
    sentAt: Date.UTC(2026, 10, 23, 10, 15),
    text: 'Dear Omar,\r\nhere it is.',
    protection: 'none',
    automatedSigns: [],
    attachments: [],
    ...overrides,
  };
}

function entryFor(message: Partial<Message> = {}, overrides: Partial<NewEmailSource> = {}) {
  return toNewEmail({
    message: fakeMessage(message),
    direction: 'outgoing',
    involved: { accountId: 3101, contactId: 8802 },
    extId: 'tandem:abc',
    mailbox: 'nora@example.com',
    attachments: [],
    leftOut: [],
    capabilities: defaultCapabilities,
    texts,
    ...overrides,
  });
}

function capabilities(
  fields: Record<string, number | null>,
  overrides: Partial<CrmCapabilities> = {},
): CrmCapabilities {
  const custom = Object.entries(fields).map(([name, maxLength]) => [name.toLowerCase(), { name, maxLength }] as const);
  return { ...defaultCapabilities, emailCustomFields: new Map(custom), ...overrides };
}

const people = (count: number) => Array.from({ length: count }, (_, i) => ({ email: `person.${i}@acme.example.com` }));

describe('toNewEmail', () => {
  it('carries a plain message whole', () => {
    expect(entryFor({}, { salesRepId: 77, attachments: [{ name: 'a.pdf', size: 3 }] })).toEqual({
      wasCut: false,
      email: {
        extId: 'tandem:abc',
        subject: 'Price list',
        body: 'Dear Omar,\nhere it is.',
        from: 'nora@example.com',
        to: ['omar@acme.example.com'],
        customFields: {},
        direction: 'outgoing',
        sentAt: Date.UTC(2026, 10, 23, 10, 15),
        accountId: 3101,
        contactId: 8802,
        salesRepId: 77,
        attachments: [{ name: 'a.pdf', size: 3 }],
      },
    });
  });

  it.each(['', '   ', '\r\n\t', '\u0000'])('names an empty subject (%j)', (subject) => {
    expect(entryFor({ subject }).email.subject).toBe('(no subject)');
  });

  it('names an empty text', () => {
    expect(entryFor({ text: ' \r\n ' }).email.body).toBe('(no text)');
  });

  it('cuts a long text at a word, says so in it and reports it', () => {
    const { email, wasCut } = entryFor({ text: 'word '.repeat(2000) });
    expect(wasCut).toBe(true);
    expect(email.body.length).toBeLessThanOrEqual(4000);
    expect(email.body).toMatch(/ word\n\n\[shortened\]$/);
  });

  it('keeps a text of exactly the limit', () => {
    expect(entryFor({ text: 'x'.repeat(4000) }).wasCut).toBe(false);
    expect(entryFor({ text: 'x'.repeat(4001) }).wasCut).toBe(true);
  });

  it('cuts a subject to the tenant’s limit', () => {
    const { email, wasCut } = entryFor(
      { subject: 'one two three' },
      { capabilities: capabilities({}, { maxSubject: 10 }) },
    );
    expect(email.subject).toBe('one two…');
    expect(wasCut).toBe(true);
  });

  it('keeps as many whole recipients of 500 as v4 stores, and counts the others', () => {
    const { email, wasCut } = entryFor({ to: people(500) });
    expect(email.to.join(', ').length).toBeLessThanOrEqual(180);
    expect(email.to).toEqual(people(email.to.length).map((person) => person.email));
    expect(email.body).toMatch(/^to: person\.0@acme\.example\.com, .* and \d+ more\n\nDear Omar/);
    expect(wasCut).toBe(true);
  });

  it.each<[string, Partial<Message>, 'incoming' | 'outgoing', string[]]>([
    ['cc', { to: [], cc: people(1) }, 'outgoing', ['person.0@acme.example.com']],
    ['blind copies', { to: [], bcc: people(1) }, 'outgoing', ['person.0@acme.example.com']],
    ['the mailbox', { to: [] }, 'incoming', ['nora@example.com']],
    ['nobody', { to: [] }, 'outgoing', ['unknown@sender.invalid']],
  ])('names %s as recipient where To is empty', (_, message, direction, to) => {
    expect(entryFor(message, { direction }).email.to).toEqual(to);
  });

  it.each([
    ['incoming', 'unknown@sender.invalid'],
    ['outgoing', 'nora@example.com'],
  ] as const)('names a sender where an %s message has none', (direction, from) => {
    const { from: _, ...rest } = fakeMessage();
    expect(entryFor({}, { message: rest, direction }).email.from).toBe(from);
  });

  it('shows a sender too long for v4 in the text', () => {
    const email = `${'n'.repeat(190)}@example.com`;
    const fitted = entryFor({ from: { email } }).email;
    expect(fitted.from).toHaveLength(180);
    expect(fitted.body).toContain(`from: ${email}`);
  });

  it('shows copies in the text of a tenant without fields for them', () => {
    const { email } = entryFor({ cc: [{ email: 'ann@example.com', name: 'Ann' }], bcc: people(1) });
    expect(email.body).toBe('cc: Ann <ann@example.com>\nbcc: person.0@acme.example.com\n\nDear Omar,\nhere it is.');
  });

  it('puts copies, Message-ID and HTML into the fields a tenant has, in its spelling', () => {
    const { email, wasCut } = entryFor(
      { cc: people(2), bcc: people(1), html: '<p>Hi</p>', inReplyTo: '<0@mail.example.com>' },
      {
        capabilities: capabilities({
          Z_Cc: 500,
          Z_BCC: null,
          Z_MessageId: 300,
          Z_InReplyTo: 300,
          Z_html: 100_000,
          Z_other: 10,
        }),
      },
    );
    expect(email.customFields).toEqual({
      Z_Cc: 'person.0@acme.example.com, person.1@acme.example.com',
      Z_BCC: 'person.0@acme.example.com',
      Z_MessageId: '<1@mail.example.com>',
      Z_InReplyTo: '<0@mail.example.com>',
      Z_html: '<p>Hi</p>',
    });
    expect(email.body).toBe('Dear Omar,\nhere it is.');
    expect(wasCut).toBe(false);
  });

  it('needs no line for 500 recipients where a field holds them all', () => {
    const { email, wasCut } = entryFor({ to: people(500) }, { capabilities: capabilities({ Z_To: 20_000 }) });
    expect(email.customFields.Z_To?.split(', ')).toHaveLength(500);
    expect(email.body).toBe('Dear Omar,\nhere it is.');
    expect(wasCut).toBe(false);
  });

  it('shows copies in the text as well when their field is too short for all', () => {
    const { email } = entryFor({ cc: people(3) }, { capabilities: capabilities({ Z_cc: 60 }) });
    expect(email.customFields).toEqual({ Z_cc: 'person.0@acme.example.com, person.1@acme.example.com' });
    expect(email.body).toContain('cc: person.0@acme.example.com, person.1@acme.example.com, person.2@acme.example.com');
  });

  it('leaves out HTML and Message-ID rather than half of them', () => {
    const { email } = entryFor(
      { html: 'x'.repeat(200) },
      { capabilities: capabilities({ Z_html: 199, Z_messageId: 5 }) },
    );
    expect(email.customFields).toEqual({});
  });

  it.each([
    ['confidential', '[confidential]'],
    ['smime-encrypted', '[encrypted]'],
    ['pgp', '[encrypted]'],
  ] as const)('marks %s mail by a line', (protection, line) => {
    expect(entryFor({ protection, text: '' }).email.body).toBe(`${line}\n\n(no text)`);
  });

  it('needs no line for a signature', () => {
    expect(entryFor({ protection: 'smime-signed' }).email.body).toBe('Dear Omar,\nhere it is.');
  });

  it('names what was left out', () => {
    const { email } = entryFor({}, { leftOut: [{ name: 'offer.zip', why: 'too-large' }] });
    expect(email.body).toContain('[without offer.zip: too-large]');
  });

  it('takes direction marks and line breaks out of names and subjects', () => {
    const { email } = entryFor({
      subject: 'a\u202egpj.exe\r\nBcc: x',
      cc: [{ email: 'a@example.com', name: 'A\u2066\nB' }],
    });
    expect(email.subject).toBe('a gpj.exe Bcc: x');
    expect(email.body).toMatch(/^cc: A B <a@example\.com>\n/);
  });

  it('fits the tenant whatever the message', () => {
    const address = fc.record({
      email: fc.integer({ min: 1, max: 250 }).map((n) => `${'a'.repeat(n)}@example.com`),
      name: fc.string({ unit: 'binary', maxLength: 300 }),
    });
    const list = fc.array(address, { maxLength: 40 });
    fc.assert(
      fc.property(
        fc.record({
          from: address,
          to: list,
          cc: list,
          bcc: list,
          subject: fc.string({ unit: 'binary', maxLength: 600 }),
          text: fc.string({ unit: 'binary', maxLength: 6000 }),
          protection: fc.constantFrom<Message['protection']>('none', 'confidential', 'pgp'),
        }),
        fc.array(fc.record({ name: fc.string({ maxLength: 255 }), why: fc.constant('too-large') }), { maxLength: 30 }),
        fc.constantFrom('incoming' as const, 'outgoing' as const),
        (message, leftOut, direction) => {
          const { email } = entryFor(message, {
            leftOut,
            direction,
            capabilities: capabilities({ Z_cc: 100 }, { maxSubject: 200 }),
          });
          expect(email.body.length).toBeLessThanOrEqual(4000);
          expect(email.body.length).toBeGreaterThan(0);
          expect(email.subject.length).toBeLessThanOrEqual(200);
          expect(email.subject.length).toBeGreaterThan(0);
          expect(email.from.length).toBeLessThanOrEqual(180);
          expect(email.to.length).toBeGreaterThan(0);
          expect(email.to.join(', ').length).toBeLessThanOrEqual(180);
          expect((email.customFields.Z_cc ?? '').length).toBeLessThanOrEqual(100);
          for (const text of [email.body, email.subject]) expect(text.isWellFormed()).toBe(true);
        },
      ),
    );
  });
});
