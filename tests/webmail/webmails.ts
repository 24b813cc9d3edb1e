import type { SiteId } from '../../utils/model/site.ts';
import { gmailKit } from './gmail/kit.ts';
import { icloudKit } from './icloud/kit.ts';
import { exchangeKit, outlookKit } from './outlook/kit.ts';
import type { WebmailKit } from './stand-in.ts';
import { yahooKit } from './yahoo/kit.ts';

/** A stand-in for every webmail the product knows. */
export const webmails: Readonly<Record<SiteId, WebmailKit>> = {
  gmail: gmailKit,
  outlook: outlookKit,
  exchange: exchangeKit,
  yahoo: yahooKit,
  icloud: icloudKit,
};
