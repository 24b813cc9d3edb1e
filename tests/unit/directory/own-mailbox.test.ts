import { describe, expect, it } from 'vitest';
import { isOwnMailbox } from '../../../utils/directory/own-mailbox.ts';

const icloud = {
  account: 'nora.lind@icloud.com',
  aliases: ['nora.lind@me.com', 'Nora.Lind@mac.com', 'sales@lind.example'],
};

describe('a mailbox', () => {
  it.each([
    ['its first address', 'nora.lind@icloud.com'],
    ['its first address in other letters', ' Nora.LIND@iCloud.com '],
    ['an older name of it', 'nora.lind@mac.com'],
    ['an address of a domain of its own', 'sales@LIND.example'],
    ['an address with a part after +', 'nora.lind+crm@icloud.com'],
  ])('is owned by %s', (_, address) => expect(isOwnMailbox(address, icloud)).toBe(true));

  it.each([
    ['somebody else there', 'omar.haddad@icloud.com'],
    ['the same name elsewhere', 'nora.lind@example.com'],
    ['another spelling where dots count', 'noralind@icloud.com'],
    ['a domain alone', 'icloud.com'],
    ['nobody', ''],
    ['nonsense', '@'],
  ])('is not owned by %s', (_, address) => expect(isOwnMailbox(address, icloud)).toBe(false));

  it('with one name only is owned by that name only', () => {
    const single = { account: 'nora.lind@icloud.com', aliases: [] };
    expect(isOwnMailbox('nora.lind@icloud.com', single)).toBe(true);
    expect(isOwnMailbox('nora.lind@me.com', single)).toBe(false);
  });

  it('of Gmail is owned by its address without dots', () =>
    expect(isOwnMailbox('noralind@gmail.com', { account: 'nora.lind@googlemail.com', aliases: [] })).toBe(true));
});
