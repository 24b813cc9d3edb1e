import type { SettingsForm } from '../../components/options/settings-form.ts';
import type { Settings } from '../../utils/settings/schema.ts';

/** A change of the form as settings take it: lists of their own, and no keys without a value. */
export function toSettingsPatch({
  ownDomains,
  neverLog,
  sitesOff,
  readsOff,
  exchangeHosts,
  ...values
}: Partial<SettingsForm>): Partial<Settings> {
  return {
    ...values,
    ...(ownDomains && { ownDomains: [...ownDomains] }),
    ...(neverLog && { neverLog: [...neverLog] }),
    ...(sitesOff && { sitesOff: [...sitesOff] }),
    ...(readsOff && { readsOff: [...readsOff] }),
    ...(exchangeHosts && { exchangeHosts: [...exchangeHosts] }),
  };
}
