import { LoaderCircle, Plug } from 'lucide-react';
import { useTexts } from '../texts.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { TextField } from '../ui/text-field.tsx';
import { ConnectionSteps, type ConnectionTest } from './connection-steps.tsx';
import { isComplete, type SectionProps } from './settings-form.ts';
import { isCrmUrl, isEmail, isInsecureUrl } from './validate.ts';

export interface CrmFieldsProps extends Omit<SectionProps, 'fromPolicy'> {
  /** Whether the browser lets us speak with the CRM's host; null while unknown or no address is set. */
  crmAccess: boolean | null;
  test: ConnectionTest;
  onAllowCrm: () => void;
  /** Must ask for the permission in the same turn: browsers forget the click after an `await`. */
  onTest: () => void;
}

/** Address and keys, as the options page and the first run show them. */
export function CrmFields({ form, locked, onChange, crmAccess, test, onAllowCrm, onTest }: CrmFieldsProps) {
  const { t } = useTexts();
  const host = toHost(form.crmUrl);
  const complete = isComplete(form);
  const running = test.kind === 'running';
  return (
    <>
      <TextField
        label={t('options.crm.url')}
        hint={t('options.crm.urlHint')}
        kind="url"
        value={form.crmUrl}
        locked={locked.has('crmUrl')}
        validate={(text) => (isCrmUrl(text) ? null : t('options.crm.urlInvalid'))}
        warning={isInsecureUrl(form.crmUrl) ? t('options.crm.urlInsecure') : null}
        onCommit={(text) => onChange({ crmUrl: text.replace(/\/+$/, '') })}
      />
      {crmAccess === false && test.kind !== 'no-access' && (
        <Notice tone="warn" action={<Button onClick={onAllowCrm}>{t('options.crm.allowAccess', { host })}</Button>}>
          {t('options.crm.accessNeeded', { host })}
        </Notice>
      )}
      <TextField
        label={t('options.crm.publicKey')}
        value={form.publicKey}
        locked={locked.has('publicKey')}
        onCommit={(publicKey) => onChange({ publicKey })}
      />
      <TextField
        label={t('options.crm.privateKey')}
        hint={t('options.crm.keyHint')}
        secret
        value={form.privateKey}
        locked={locked.has('privateKey')}
        onCommit={(privateKey) => onChange({ privateKey })}
      />
      <TestRow complete={complete} running={running} onTest={onTest} />
      <ConnectionSteps test={test} host={host} />
    </>
  );
}

/** Whose mail it is: the address that names the rep in the CRM. */
export function RepAddressField({ form, locked, onChange }: Omit<SectionProps, 'fromPolicy'>) {
  const { t } = useTexts();
  return (
    <TextField
      label={t('options.mailbox.repAddress')}
      hint={t('options.mailbox.repAddressHint')}
      kind="email"
      value={form.repAddress}
      locked={locked.has('repAddress')}
      validate={(text) => (isEmail(text) ? null : t('options.mailbox.repAddressInvalid'))}
      onCommit={(text) => onChange({ repAddress: text.toLowerCase() })}
    />
  );
}

function TestRow({ complete, running, onTest }: { complete: boolean; running: boolean; onTest: () => void }) {
  const { t } = useTexts();
  return (
    <div className="test-row">
      <Button onClick={onTest} busy={running || !complete}>
        {running ? (
          <LoaderCircle size={16} className="spin" aria-hidden="true" />
        ) : (
          <Plug size={16} aria-hidden="true" />
        )}
        {t('options.crm.test')}
      </Button>
      {!complete && <p className="field__hint">{t('options.crm.testIncomplete')}</p>}
    </div>
  );
}

function toHost(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
