import type { SiteId } from '../../utils/model/site.ts';

/** The settings a rep can change on the options page; a part of what the product stores. */
export interface SettingsForm {
  crmUrl: string;
  publicKey: string;
  privateKey: string;
  repAddress: string;
  ownDomains: readonly string[];
  neverLog: readonly string[];
  sitesOff: readonly SiteId[];
  /** Webmails Tandem makes no requests of its own in. */
  readsOff: readonly SiteId[];
  /** Addresses of Outlook on the web on servers of the company's own. */
  exchangeHosts: readonly string[];
  /** Whole megabytes. */
  attachmentLimitMb: number;
}
type FormKey = keyof SettingsForm;

/** Takes some new values; they work at once. */
type ChangeForm = (change: Partial<SettingsForm>) => void;

/** What every section of the page is given. */
export interface SectionProps {
  form: SettingsForm;
  /** Names of values the administrator has set. */
  locked: ReadonlySet<FormKey>;
  /** The administrator's entries of lists both add to; the rep cannot take them out. */
  fromPolicy: Pick<SettingsForm, 'ownDomains' | 'neverLog' | 'sitesOff' | 'readsOff' | 'exchangeHosts'>;
  onChange: ChangeForm;
}

/** Whether everything is there that a connection needs. */
export function isComplete({ crmUrl, publicKey, privateKey, repAddress }: SettingsForm): boolean {
  return [crmUrl, publicKey, privateKey, repAddress].every((value) => value !== '');
}
