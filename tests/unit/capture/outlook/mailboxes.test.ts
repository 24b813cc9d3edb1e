import { describe, expect, it } from 'vitest';
import { BELIEVE_AFTER_MS, createMailboxes } from '../../../../utils/capture/outlook/mailboxes.ts';
import { createNames } from '../../../../utils/capture/outlook/names.ts';
import { finalStateOf, toEnvelope } from '../../../../utils/capture/outlook/to-reference.ts';
import { idOf, itemOf, people } from './fixtures.ts';

const ME = 'ana@rep.example';

describe('whose mailbox it is', () => {
  it('believes the first data at once, and what signs in as another address of it', () => {
    const mailboxes = createMailboxes();
    expect(mailboxes.mailboxOf({ mailbox: '', isExplicit: false })).toBeUndefined();
    mailboxes.learnSettings([ME, 'a.rep@rep.example'], false);
    expect(mailboxes.primary).toBe(ME);
    expect(mailboxes.mailboxOf({ mailbox: '', isExplicit: false })).toBe(ME);
    expect(mailboxes.mailboxOf({ mailbox: 'a.rep@rep.example', isExplicit: false })).toBe(ME);
    expect([...mailboxes.addressesOf(ME)]).toEqual([ME, 'a.rep@rep.example']);
  });

  it('does not take who signs in for the owner of a mailbox asked for by name', () => {
    const mailboxes = createMailboxes();
    mailboxes.learnSettings(['sales@rep.example', ME], true);
    expect(mailboxes.primary).toBe('sales@rep.example');
    expect(mailboxes.aliases).toEqual([]);
  });

  it('waits with lesser signs, and takes a call’s before the page’s', () => {
    const mailboxes = createMailboxes();
    mailboxes.learnSign('shown@rep.example', 'page', 0);
    mailboxes.learnSign(ME, 'call', 10);
    mailboxes.settle(BELIEVE_AFTER_MS - 1);
    expect(mailboxes.primary).toBeUndefined();
    mailboxes.settle(BELIEVE_AFTER_MS);
    expect(mailboxes.primary).toBe(ME);
    mailboxes.learnSettings(['late@rep.example', ME], false);
    expect(mailboxes.primary).toBe(ME);
    expect(mailboxes.aliases).toEqual(['late@rep.example']);
  });

  it('knows a shared mailbox by its name, and how it is asked for', () => {
    const mailboxes = createMailboxes();
    mailboxes.learnSettings([ME], false);
    const hint = { mailbox: 'sales@rep.example', isExplicit: true };
    mailboxes.learnCall(hint);
    expect(mailboxes.mailboxOf(hint)).toBe('sales@rep.example');
    expect(mailboxes.hintOf('sales@rep.example')).toEqual(hint);
    expect(mailboxes.hintOf(ME)).toEqual({ mailbox: '', isExplicit: false });
    expect([...mailboxes.addressesOf('sales@rep.example')]).toEqual(['sales@rep.example']);
  });
});

describe('what a message is', () => {
  const own = new Set([ME]);
  const mine = { from: { email: ME }, to: people('bea@client.example') };

  it.each([
    ['from another', {}, undefined, 'received'],
    [
      'from another, in a list that does not say whether it is a draft',
      { isDraft: undefined as never },
      '',
      'received',
    ],
    ['own', mine, undefined, 'sent'],
    ['own, sent for another', { from: { email: 'boss@rep.example' }, sender: { email: ME } }, undefined, 'sent'],
    ['own, of which nobody says that it has left', { ...mine, isDraft: undefined as never }, undefined, undefined],
    ['own, in Sent Items', { ...mine, isDraft: undefined as never }, 'sentitems', 'sent'],
    [
      'by an unknown address of one’s own, in Sent Items',
      { from: { email: 'alias@rep.example' } },
      'sentitems',
      'sent',
    ],
    ['a draft', { isDraft: true }, undefined, undefined],
    ['junk', {}, 'junkemail', undefined],
    ['thrown away', {}, 'deleteditems', undefined],
    ['on its way out', mine, 'outbox', undefined],
    ['in a folder people made', {}, '', 'received'],
    ['without an author', { from: undefined as never }, undefined, undefined],
  ])('%s', (_, overrides, role, expected) => {
    expect(finalStateOf(itemOf('one', overrides), { own, role })).toBe(expected);
  });

  it.each([
    ['received, with both lists', {}, 'received', true],
    ['received, without a word of copies', { cc: undefined as never }, 'received', false],
    ['received, with somebody unnamed', { to: { ...people(ME), isWhole: false } }, 'received', false],
    ['sent, without a word of hidden ones', {}, 'sent', false],
    ['sent, with all lists', { bcc: people('carl@client.example') }, 'sent', true],
  ] as const)('an envelope of mail %s is complete or not', (_, overrides, state, expected) => {
    expect(toEnvelope(itemOf('one', overrides), state).complete).toBe(expected);
  });
});

describe('names', () => {
  const entry = (name: string, messageId = '<one@x.example>') => ({
    item: itemOf(name, { messageId }),
    hint: { mailbox: '', isExplicit: false },
    isAsked: false,
  });

  it('are one for a message that stands in two folders, and know all its ids', () => {
    const names = createNames();
    expect(names.refOf(entry('one'), ME, undefined)).toBe(idOf('one'));
    expect(names.refOf(entry('moved'), ME, undefined)).toBe(idOf('one'));
    expect(names.refOf(entry('one'), ME, undefined)).toBe(idOf('one'));
    expect(names.idsOf(idOf('one'))).toEqual([idOf('moved'), idOf('one')]);
    expect(names.refOf(entry('other'), 'sales@rep.example', undefined)).toBe(idOf('other'));
    expect(names.refOf(entry('else', '<else@x.example>'), ME, undefined)).toBe(idOf('else'));
  });

  it('stay with what was reported before its copy was seen', () => {
    const names = createNames();
    const picture = { subject: 'Oferta', to: people('bea@client.example') };
    names.leftUnresolved('left-1', {
      picture,
      hint: { mailbox: '', isExplicit: false },
      hasImmutableIds: false,
      at: 5,
      isSure: true,
    });
    const copy = (name: string, messageId: string) => ({
      ...entry(name, messageId),
      item: itemOf(name, { messageId, ...picture }),
    });
    expect(names.refOf(copy('copy', '<c@x.example>'), ME, 'sentitems')).toBe('left-1');
    expect(names.refOf(copy('again', '<c@x.example>'), ME, 'sentitems')).toBe('left-1');
    expect(names.refOf(copy('second', '<d@x.example>'), ME, 'sentitems')).toBe(idOf('second'));
    expect(names.idsOf('left-1')).toEqual([idOf('again'), idOf('copy'), 'left-1']);
  });
});
