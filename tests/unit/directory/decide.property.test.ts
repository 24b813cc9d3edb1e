import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MailFacts } from '../../../utils/directory/counterparts.ts';
import { decide } from '../../../utils/directory/decide.ts';
import { lookupKeys } from '../../../utils/directory/lookup-keys.ts';
import { compileRules } from '../../../utils/directory/rules.ts';
import { acme, fakeAnswers, fakeMail } from './fake-mail.ts';

const rules = compileRules({
  ownDomains: ['own.example'],
  neverLog: ['*@private.example'],
  repAddresses: ['rep@own.example'],
});
const answers = fakeAnswers({ byDomain: [['gmail.com', [acme]]] });

const known = fc.constantFrom(
  'anna@acme.example',
  'anna+x@acme.example',
  'new@sub.acme.example',
  'ben@borea.example',
  'office@acme.example',
);
const unknown = fc.constantFrom(
  'x@other.example',
  'y@gmail.com',
  'boss@own.example',
  'rep@own.example',
  'z@xn--80ak6aa92e.com',
);
const blocked = fc.constant('lawyer@private.example');
const anybody = fc.oneof(known, unknown, blocked);

const mails: fc.Arbitrary<MailFacts> = fc
  .record({
    direction: fc.constantFrom('incoming' as const, 'outgoing' as const),
    from: anybody,
    to: fc.array(anybody, { maxLength: 6 }),
    cc: fc.array(anybody, { maxLength: 6 }),
    bcc: fc.array(anybody, { maxLength: 3 }),
    replyTo: fc.array(anybody, { maxLength: 2 }),
    complete: fc.boolean(),
    signs: fc.subarray(['list-id', 'list-unsubscribe', 'return-path-differs', 'feedback-id', 'auto-submitted']),
  })
  .map(fakeMail);

const companies = (mail: MailFacts) => {
  const decision = decide(mail, answers, rules);
  return decision.kind === 'log' ? decision.involved.map((one) => one.accountId).sort() : decision;
};

describe('decide, on any envelope', () => {
  it('does not hang on the order of recipients', () => {
    fc.assert(
      fc.property(mails, fc.integer({ min: 1, max: 5 }), (mail, by) => {
        const turn = <T>(list: T[]) => [
          ...list.slice(by % (list.length || 1)),
          ...list.slice(0, by % (list.length || 1)),
        ];
        const { to, cc, bcc } = mail.envelope;
        const turned = {
          ...mail,
          envelope: { ...mail.envelope, to: turn(to), cc: turn(cc).reverse(), bcc: turn(bcc) },
        };
        expect(companies(turned)).toEqual(companies(mail));
      }),
    );
  });

  it('still logs when somebody unknown is added', () => {
    fc.assert(
      fc.property(
        mails,
        unknown,
        fc.constantFrom('to' as const, 'cc' as const, 'bcc' as const),
        (mail, email, field) => {
          const before = decide(mail, answers, rules);
          const envelope = { ...mail.envelope, [field]: [...mail.envelope[field], { email }] };
          if (before.kind === 'log') expect(decide({ ...mail, envelope }, answers, rules)).toEqual(before);
        },
      ),
    );
  });

  it('never lets a blocked address through', () => {
    fc.assert(
      fc.property(mails, (mail) => {
        const everybody = JSON.stringify(mail.envelope);
        if (everybody.includes('private.example')) expect(decide(mail, answers, rules).kind).toBe('skip');
      }),
    );
  });

  it('asks the directory for everything it then looks at', () => {
    fc.assert(
      fc.property(mails, (mail) => {
        const keys = lookupKeys(mail, rules);
        const pick = <T>(map: ReadonlyMap<string, T>, wanted: string[]) =>
          new Map([...map].filter(([key]) => wanted.includes(key)));
        const asked = { byEmail: pick(answers.byEmail, keys.emails), byDomain: pick(answers.byDomain, keys.domains) };
        expect(decide(mail, asked, rules)).toEqual(decide(mail, answers, rules));
        expect(keys.domains).not.toContain('gmail.com');
        expect(keys.domains).not.toContain('own.example');
      }),
    );
  });

  it('answers something for any text in place of an address', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 400 }), { maxLength: 8 }), (texts) => {
        const mail = fakeMail({ from: texts[0] ?? '', to: texts, cc: texts });
        expect(['log', 'skip', 'wait']).toContain(decide(mail, answers, rules).kind);
        expect(() => lookupKeys(mail, rules)).not.toThrow();
      }),
    );
  });
});
