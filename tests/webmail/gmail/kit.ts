import type { WebmailKit } from '../stand-in.ts';
import { createGmailStandIn } from './gmail-stand-in.ts';
import { createGmailUser } from './user.ts';

/** Gmail as any test of all webmails takes it up. */
export const gmailKit: WebmailKit = {
  createStandIn: createGmailStandIn,
  createUser: createGmailUser,
  offers: { undo: true, schedule: true },
};
