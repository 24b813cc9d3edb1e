import { Lock } from 'lucide-react';
import { useTexts } from '../texts.tsx';

/** Says why a control cannot be changed. */
export function LockedNote({ id }: { id?: string }) {
  const { t } = useTexts();
  return (
    <p className="field__note field__note--locked" id={id}>
      <Lock size={14} aria-hidden="true" />
      {t('common.setByAdministrator')}
    </p>
  );
}
