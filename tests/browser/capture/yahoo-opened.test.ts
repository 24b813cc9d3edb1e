import { afterEach, expect, it } from 'vitest';
import { readOpened } from '../../../utils/capture/yahoo/dom/read-opened.ts';

const MID = 'AbcdefghijKLMNOPQRSTuvwxyz1';

afterEach(() => document.body.replaceChildren());

it.each([
  ['beside the name', '<span>Omar Haddad</span><span>omar.haddad@birch.example</span>'],
  ['inside the name', '<span>Omar Haddad<span>omar.haddad@birch.example</span></span>'],
  ['in a title', '<span title="omar.haddad@birch.example">Omar Haddad</span>'],
])('reads the sender of an opened message where the address stands %s', (_where, pill) => {
  document.body.innerHTML = `<div data-test-id="message-view" data-test-expanded="true"><header>
    <span data-test-id="message-from"><span data-test-id="email-pill">${pill}</span></span></header></div>`;
  const route = { messageId: MID } as Parameters<typeof readOpened>[1];
  expect(readOpened(document, route)).toMatchObject([{ mid: MID, from: { email: 'omar.haddad@birch.example' } }]);
});
