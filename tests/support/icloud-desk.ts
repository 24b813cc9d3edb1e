import { createIcloudStandIn, type IcloudStandIn } from '../webmail/icloud/icloud-stand-in.ts';
import type { IcloudStandInOptions } from '../webmail/icloud/options.ts';
import { createIcloudUser, type IcloudUser } from '../webmail/icloud/user.ts';
import { type Desk as DeskOf, useDesk } from './desk.ts';
import { test as base } from './house-test.ts';

export { COLLEAGUE, CUSTOMER, chromiumOnly, FRIEND } from './desk.ts';
export { expect } from './test.ts';

const kit = { createStandIn: createIcloudStandIn, createUser: createIcloudUser };

/** A desk with an iCloud Mail that can be told everything its stand-in knows. */
export type Desk = DeskOf<IcloudStandIn, IcloudUser, IcloudStandInOptions>;

export const test = base.extend<{ desk: Desk }>({
  desk: async ({ house }, use, testInfo) => {
    await useDesk<IcloudStandIn, IcloudUser, IcloudStandInOptions>(house, 'icloud', kit, testInfo, use);
  },
});
