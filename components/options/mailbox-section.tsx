import { useTexts } from '../texts.tsx';
import { TextField } from '../ui/text-field.tsx';
import { RepAddressField } from './crm-fields.tsx';
import type { SectionProps } from './settings-form.ts';
import { SiteRows, type SiteRowsProps } from './site-rows.tsx';
import { parseMegabytes } from './validate.ts';

export interface MailboxSectionProps extends SectionProps, SiteRowsProps {}

/** Whose mail it is, which webmails are read, and how large a file is copied. */
export function MailboxSection(props: MailboxSectionProps) {
  const { form, locked, onChange } = props;
  const { t } = useTexts();
  return (
    <>
      <RepAddressField {...props} />
      <SiteRows {...props} />
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
