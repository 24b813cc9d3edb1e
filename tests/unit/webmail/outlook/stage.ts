import type { OutlookStandInOptions } from '../../../webmail/outlook/options.ts';
import { createOutlookStandIn, type OutlookStandIn } from '../../../webmail/outlook/outlook-stand-in.ts';
import { createOutlookUser, type OutlookUser } from '../../../webmail/outlook/user.ts';
import { REP } from '../gmail/client.ts';
import { prepareStage } from '../stage.ts';

/** A page of Outlook's stand-in, for the files that look at it from two sides. */
export const prepareOutlook = () =>
  prepareStage<OutlookStandIn, OutlookUser, OutlookStandInOptions, 'mail' | 'signIn'>({
    hosts: ['mail', 'signIn'],
    rep: REP,
    createStandIn: createOutlookStandIn,
    createUser: createOutlookUser,
  });

export const DRAFT = { to: 'ana@northwind.example', subject: 'Prices', body: 'Dear Ana' };
