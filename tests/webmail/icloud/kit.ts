import type { WebmailKit } from '../stand-in.ts';
import { createIcloudStandIn } from './icloud-stand-in.ts';
import { createIcloudUser } from './user.ts';

/** iCloud Mail for tests that run over every webmail. */
export const icloudKit: WebmailKit = {
  createStandIn: createIcloudStandIn,
  createUser: createIcloudUser,
  offers: { undo: true, schedule: false },
};
