import { describe, expect, it } from 'vitest';
import { decide } from '../../../utils/directory/decide.ts';
import { compileRules, type RuleLists } from '../../../utils/directory/rules.ts';
import type { DirectoryMatch } from '../../../utils/model/directory.ts';
import { acme, anna, ben, borea, fakeAnswers, fakeMail } from './fake-mail.ts';

const rulesWith = (lists: Partial<RuleLists> = {}) =>
  compileRules({ ownDomains: [], neverLog: [], repAddresses: ['rep@own.example'], ...lists });
const rules = rulesWith();
const decideOn = (lines: Parameters<typeof fakeMail>[0], lists?: Partial<RuleLists>) =>
  decide(fakeMail(lines), fakeAnswers(), lists ? rulesWith(lists) : rules);

describe('whom a message is logged with', () => {
  it.each([
    ['a contact by the whole address', { from: 'anna@acme.example' }, [{ ...anna, rule: 'contact-address' }]],
    ['a contact whatever the case and blanks', { from: ' Anna@ACME.Example ' }, [{ ...anna, rule: 'contact-address' }]],
    ['a company by its own address', { from: 'office@acme.example' }, [{ ...acme, rule: 'company-address' }]],
    [
      'a contact behind a plus-address',
      { from: 'anna+deals@acme.example' },
      [{ ...anna, rule: 'contact-plus-address' }],
    ],
    ['a company by its domain', { from: 'new@acme.example' }, [{ ...acme, rule: 'company-domain' }]],
    [
      'a company by a domain below its own',
      { from: 'new@mail.es.acme.example' },
      [{ ...acme, rule: 'company-domain' }],
    ],
    ['a contact in cc', { from: 'x@other.example', cc: 'ben@borea.example' }, [{ ...ben, rule: 'contact-address' }]],
    [
      'the writer a list moved to reply-to',
      { from: 'x@lists.example', replyTo: 'anna@acme.example' },
      [{ ...anna, rule: 'contact-address' }],
    ],
    [
      'two companies, the stronger rule first',
      { from: 'new@acme.example', to: ['rep@own.example', 'ben@borea.example'] },
      [
        { ...ben, rule: 'contact-address' },
        { ...acme, rule: 'company-domain' },
      ],
    ],
    [
      'one person of a company although a colleague wrote',
      { from: 'new@acme.example', cc: 'anna@acme.example' },
      [{ ...anna, rule: 'contact-address' }],
    ],
  ])('%s', (_, lines, involved) => {
    expect(decideOn(lines)).toEqual({ kind: 'log', involved, rule: involved[0]?.rule });
  });

  it('takes the first on the envelope among contacts of one company', () => {
    const carla: DirectoryMatch = { ...anna, contactId: 3, contactName: 'Carla' };
    const answers = fakeAnswers({ byEmail: [['carla@acme.example', [carla]]] });
    const both = (first: string, second: string) =>
      decide(fakeMail({ direction: 'outgoing', from: 'rep@own.example', to: [first, second] }), answers, rules);
    expect(both('anna@acme.example', 'carla@acme.example')).toMatchObject({ involved: [{ contactId: 11 }] });
    expect(both('carla@acme.example', 'anna@acme.example')).toMatchObject({ involved: [{ contactId: 3 }] });
  });

  it('logs at both companies when a contact is known at two', () => {
    const annaAtBorea: DirectoryMatch = { ...borea, contactId: 12, contactName: 'Anna Ruiz' };
    const answers = fakeAnswers({ byEmail: [['anna@acme.example', [annaAtBorea, anna]]] });
    expect(decide(fakeMail({ from: 'anna@acme.example' }), answers, rules)).toMatchObject({
      involved: [
        { accountId: 1, contactId: 11 },
        { accountId: 2, contactId: 12 },
      ],
    });
  });

  it('leaves out branches that only share the domain of the company somebody named', () => {
    const answers = fakeAnswers({ byDomain: [['acme.example', [acme, { accountId: 9, accountName: 'Acme France' }]]] });
    const companies = (from: string, cc: string[] = []) => {
      const decision = decide(fakeMail({ from, cc }), answers, rules);
      return decision.kind === 'log' ? decision.involved.map((one) => one.accountId) : decision;
    };
    expect(companies('new@acme.example')).toEqual([1, 9]);
    expect(companies('new@acme.example', ['anna@acme.example'])).toEqual([1]);
  });

  it('finds a Gmail contact under any spelling of the same mailbox', () => {
    const answers = fakeAnswers({ byEmail: [['annaruiz@gmail.com', [anna]]] });
    for (const from of ['anna.ruiz@gmail.com', 'AnnaRuiz@googlemail.com', 'a.n.n.a.ruiz@gmail.com']) {
      expect(decide(fakeMail({ from }), answers, rules)).toMatchObject({ kind: 'log', rule: 'contact-address' });
    }
  });

  it('keeps dots where they tell mailboxes apart', () => {
    const answers = fakeAnswers({ byEmail: [['annaruiz@posteo.de', [anna]]] });
    expect(decide(fakeMail({ from: 'anna.ruiz@posteo.de' }), answers, rules)).toEqual({
      kind: 'skip',
      rule: 'nobody-in-crm',
    });
  });

  it('reads an international domain in either spelling', () => {
    const answers = fakeAnswers({ byDomain: [['xn--mller-kva.example', [acme]]] });
    for (const from of ['jo@müller.example', 'jo@MÜLLER.example', 'jo@xn--mller-kva.example']) {
      expect(decide(fakeMail({ from }), answers, rules)).toMatchObject({ kind: 'log', rule: 'company-domain' });
    }
  });
});

describe('what is not logged', () => {
  it.each([
    [
      'a message still being sent',
      { direction: 'outgoing', state: 'sending', to: 'anna@acme.example' },
      'state-not-final',
    ],
    ['a draft', { direction: 'outgoing', state: 'draft', to: 'anna@acme.example' }, 'state-not-final'],
    ['a scheduled message', { direction: 'outgoing', state: 'scheduled', to: 'anna@acme.example' }, 'state-not-final'],
    ['an undone message', { direction: 'outgoing', state: 'undone', to: 'anna@acme.example' }, 'state-not-final'],
    ['a failed message', { direction: 'outgoing', state: 'failed', to: 'anna@acme.example' }, 'state-not-final'],
    ['a stranger', { from: 'x@other.example' }, 'nobody-in-crm'],
    ['a domain that only looks alike', { from: 'anna@аcme.example' }, 'nobody-in-crm'],
    ['a domain that only ends alike', { from: 'anna@notacme.example' }, 'nobody-in-crm'],
    ['a domain that begins alike', { from: 'anna@acme.example.attacker.example' }, 'nobody-in-crm'],
    ['mail among colleagues', { from: 'boss@own.example' }, 'colleagues-only'],
    ['mail to oneself', { from: 'rep@own.example' }, 'colleagues-only'],
    ['colleagues at a domain below', { from: 'boss@hr.own.example' }, 'colleagues-only'],
    ['nobody at all', { to: [] }, 'nobody-in-crm'],
    ['a machine', { from: 'no-reply@acme.example' }, 'automated-sender'],
    ['an out-of-office reply', { from: 'anna@acme.example', signs: ['auto-submitted'] }, 'automated-message'],
    ['a bounce', { from: 'anna@acme.example', signs: ['empty-return-path'] }, 'automated-message'],
    ['a newsletter', { from: 'news@acme.example', signs: ['list-id', 'list-unsubscribe'] }, 'automated-message'],
    [
      'advertising without a list',
      { from: 'hello@acme.example', signs: ['list-unsubscribe', 'feedback-id'] },
      'automated-message',
    ],
  ] as const)('%s', (_, lines, rule) => {
    expect(decideOn(lines as Parameters<typeof fakeMail>[0])).toEqual({ kind: 'skip', rule });
  });

  it('never takes the rep for the other side, even when the CRM knows the address', () => {
    const answers = fakeAnswers({ byEmail: [['rep@gmail.com', [anna]]] });
    const gmailRep = rulesWith({ repAddresses: ['rep@gmail.com'] });
    expect(decide(fakeMail({ from: 'x@other.example', to: 'r.ep+crm@gmail.com' }), answers, gmailRep)).toEqual({
      kind: 'skip',
      rule: 'nobody-in-crm',
    });
  });

  it('never takes the alias a rep sends from for the other side', () => {
    expect(decideOn({ direction: 'outgoing', from: 'anna@acme.example', to: 'x@other.example' })).toEqual({
      kind: 'skip',
      rule: 'nobody-in-crm',
    });
  });

  it('never matches colleagues, though their company and they are in the CRM', () => {
    expect(decideOn({ from: 'anna@acme.example' }, { ownDomains: ['acme.example'] })).toEqual({
      kind: 'skip',
      rule: 'colleagues-only',
    });
  });

  it('never matches a free-mail domain, though an answer carries it', () => {
    const answers = fakeAnswers({
      byDomain: [
        ['gmail.com', [acme]],
        ['yahoo.es', [acme]],
      ],
    });
    for (const from of ['x@gmail.com', 'x@yahoo.es']) {
      expect(decide(fakeMail({ from }), answers, rules)).toEqual({ kind: 'skip', rule: 'nobody-in-crm' });
    }
  });

  it('does not make colleagues of everybody at a free-mail provider', () => {
    const answers = fakeAnswers({ byEmail: [['anna@gmail.com', [anna]]] });
    const lists = rulesWith({ ownDomains: ['gmail.com'], repAddresses: ['rep@gmail.com'] });
    expect(decide(fakeMail({ from: 'anna@gmail.com', to: 'rep@gmail.com' }), answers, lists)).toMatchObject({
      kind: 'log',
    });
  });
});

describe('the never-log list', () => {
  it.each(['from', 'to', 'cc', 'bcc'] as const)('stops the whole message for an address in %s', (field) => {
    const lines = { direction: 'outgoing', from: 'rep@own.example', to: 'anna@acme.example' } as const;
    expect(
      decideOn(
        { ...lines, cc: 'lawyer@private.example', [field]: 'lawyer@private.example' },
        { neverLog: ['lawyer@private.example'] },
      ),
    ).toEqual({
      kind: 'skip',
      rule: 'never-log-address',
    });
  });

  it('is heard before everything else about a finished message', () => {
    expect(decideOn({ from: 'no-reply@acme.example' }, { neverLog: ['acme.example'] })).toEqual({
      kind: 'skip',
      rule: 'never-log-domain',
    });
  });
});

describe('marks of machines on mail of people', () => {
  it.each([
    ['sent through a mailing service', { from: 'new@acme.example', signs: ['return-path-differs', 'feedback-id'] }],
    [
      'of a contact, sent through one with a way to unsubscribe',
      { from: 'anna@acme.example', signs: ['list-unsubscribe', 'return-path-differs'] },
    ],
    ['of a company, with no more than a way to unsubscribe', { from: 'new@acme.example', signs: ['list-unsubscribe'] }],
    [
      'to a group of the rep’s company',
      { from: 'anna@acme.example', to: 'sales@own.example', signs: ['list-id', 'precedence-list', 'list-unsubscribe'] },
    ],
    ['from a shared mailbox', { from: 'support@acme.example' }],
    ['of somebody called Mailer', { from: 'norman.mailer@acme.example' }],
  ])('logs mail %s', (_, lines) => {
    expect(decideOn(lines)).toMatchObject({ kind: 'log' });
  });

  it.each([
    'noreply',
    'no_reply',
    'Do-Not-Reply',
    'donotreply+77',
    'acme-noreply',
    'no.responder',
    'ne-pas-repondre',
    'MAILER-DAEMON',
    'bounces+12-ab=x.example',
    'notifications',
    'security-alerts',
    'newsletter',
    'postmaster',
  ])('knows %s for a machine', (local) => {
    expect(decideOn({ from: `${local}@acme.example` })).toEqual({ kind: 'skip', rule: 'automated-sender' });
  });

  it('does not look for machines in what the rep wrote', () => {
    const lines = {
      direction: 'outgoing',
      from: 'noreply@own.example',
      to: 'anna@acme.example',
      signs: ['list-id'],
    } as const;
    expect(decideOn({ ...lines, signs: ['list-id'] })).toMatchObject({ kind: 'log' });
  });
});

describe('an envelope known in part', () => {
  it('waits while it names nobody', () => {
    expect(decideOn({ from: 'x@other.example', complete: false })).toEqual({ kind: 'wait' });
    expect(decideOn({ from: 'boss@own.example', complete: false })).toEqual({ kind: 'wait' });
  });

  it('is enough once it names somebody, or something that stops it', () => {
    expect(decideOn({ from: 'anna@acme.example', complete: false })).toMatchObject({ kind: 'log' });
    expect(decideOn({ from: 'noreply@acme.example', complete: false })).toMatchObject({ kind: 'skip' });
  });
});
