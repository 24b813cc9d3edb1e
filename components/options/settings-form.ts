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
  fromPolicy: Pick<SettingsForm, 'ownDomains' | 'neverLog' | 'sitesOff'>;
  onChange: ChangeForm;
}

/** Whether everything is there that a connection needs. */
export function isComplete({ crmUrl, publicKey, privateKey, repAddress }: SettingsForm): boolean {
  return [crmUrl, publicKey, privateKey, repAddress].every((value) => value !== '');
}
