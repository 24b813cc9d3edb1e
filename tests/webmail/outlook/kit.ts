import type { WebmailKit } from '../stand-in.ts';
import type { OutlookStandInOptions } from './options.ts';
import { createOutlookStandIn, type OutlookStandIn } from './outlook-stand-in.ts';
import { createOutlookUser, type OutlookUser } from './user.ts';

/** A kit whose stand-in can be told all there is to tell. */
export interface OutlookKit extends WebmailKit {
  createStandIn(options: OutlookStandInOptions): OutlookStandIn;
  createUser(...given: Parameters<typeof createOutlookUser>): OutlookUser;
}

/** Outlook on the web, of work and of personal accounts. */
export const outlookKit: OutlookKit = {
  createStandIn: (options) => createOutlookStandIn(options),
  createUser: createOutlookUser,
  offers: { undo: true, schedule: true },
};

/** Exchange of a company, on a host of its own. There messages go out at once. */
export const exchangeKit: OutlookKit = {
  createStandIn: (options) => createOutlookStandIn({ ...options, onPremises: true }),
  createUser: createOutlookUser,
  offers: { undo: false, schedule: false },
};
