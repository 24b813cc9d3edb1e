import { createGmailStandIn, type GmailStandIn } from '../webmail/gmail/gmail-stand-in.ts';
import type { GmailStandInOptions } from '../webmail/gmail/options.ts';
import { createGmailUser, type GmailUser } from '../webmail/gmail/user.ts';
import { type Desk as DeskOf, useDesk } from './desk.ts';
import { test as base } from './house-test.ts';

export { COLLEAGUE, CUSTOMER, chromiumOnly, FRIEND, type Incoming, OTHER_CUSTOMER } from './desk.ts';
export { expect } from './test.ts';

const kit = { createStandIn: createGmailStandIn, createUser: createGmailUser };

/** A desk with a Gmail that can be told everything Gmail's stand-in knows. */
export type Desk = DeskOf<GmailStandIn, GmailUser, GmailStandInOptions>;

export const test = base.extend<{ desk: Desk }>({
  desk: async ({ house }, use, testInfo) => {
    await useDesk<GmailStandIn, GmailUser, GmailStandInOptions>(house, 'gmail', kit, testInfo, use);
  },
});
