import type { SiteId } from '../../utils/model/site.ts';
import { useTexts } from '../texts.tsx';
import { Button } from '../ui/button.tsx';
import { LockedNote } from '../ui/locked-note.tsx';
import { Notice } from '../ui/notice.tsx';
import { Switch } from '../ui/switch.tsx';
import { TextField } from '../ui/text-field.tsx';
import { RepAddressField } from './crm-fields.tsx';
import type { SectionProps } from './settings-form.ts';
import { parseMegabytes } from './validate.ts';

interface SiteView {
  id: SiteId;
  label: string;
  /** Whether the browser lets us into its pages. */
  allowed: boolean;
}

export interface MailboxSectionProps extends SectionProps {
  sites: readonly SiteView[];
  onAllowSite: (id: SiteId) => void;
}

/** Whose mail it is, which webmails are read, and how large a file is copied. */
export function MailboxSection(props: MailboxSectionProps) {
  const { form, locked, fromPolicy, onChange, sites, onAllowSite } = props;
  const { t } = useTexts();
  const setSite = (id: SiteId, on: boolean) =>
    onChange({ sitesOff: on ? form.sitesOff.filter((off) => off !== id) : [...form.sitesOff, id] });
  return (
    <>
      <RepAddressField {...props} />
      <fieldset className="field">
        <legend className="field__label">{t('options.mailbox.sites')}</legend>
        <p className="field__hint">{t('options.mailbox.sitesHint')}</p>
        {sites.map(({ id, label, allowed }) => (
          <div key={id} className="site">
            <Switch
              label={label}
              on={!form.sitesOff.includes(id)}
              locked={fromPolicy.sitesOff.includes(id)}
              onChange={(on) => setSite(id, on)}
            />
            {fromPolicy.sitesOff.includes(id) && <LockedNote />}
            {!allowed && (
              <Notice
                tone="warn"
                action={<Button onClick={() => onAllowSite(id)}>{t('status.noAccessAction')}</Button>}
              >
                {t('options.mailbox.siteNoAccess', { site: label })}
              </Notice>
            )}
          </div>
        ))}
      </fieldset>
      <TextField
        label={t('options.mailbox.attachmentLimit')}
        hint={t('options.mailbox.attachmentLimitHint')}
        kind="numeric"
        value={String(form.attachmentLimitMb)}
        locked={locked.has('attachmentLimitMb')}
        validate={(text) => (parseMegabytes(text) === null ? t('options.mailbox.attachmentLimitInvalid') : null)}
        onCommit={(text) => {
          const attachmentLimitMb = parseMegabytes(text);
          if (attachmentLimitMb !== null) onChange({ attachmentLimitMb });
        }}
      />
    </>
  );
}
