import type { WebmailKit } from '../stand-in.ts';
import { createYahooUser } from './user.ts';
import { createYahooStandIn } from './yahoo-stand-in.ts';

/** Yahoo Mail and AOL Mail as any test of all webmails takes them up. */
export const yahooKit: WebmailKit = {
  createStandIn: createYahooStandIn,
  createUser: createYahooUser,
  offers: { undo: true, schedule: true },
};
