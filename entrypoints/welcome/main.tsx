import { useState } from 'react';
import { mount } from '../../components/mount.tsx';
import type { SettingsForm } from '../../components/options/settings-form.ts';
import { Welcome, type WelcomeStep } from '../../components/welcome/welcome.tsx';
import { sites } from '../../utils/capture/sites.ts';
import { siteIdSchema } from '../../utils/model/site.ts';
import { askBackground } from '../shared/ask-background.ts';
import { browserTexts } from '../shared/browser-texts.ts';
import { allowCrm, crmPatterns } from '../shared/crm-access.ts';
import { openOptions } from '../shared/open-page.ts';
import { toSettingsPatch } from '../shared/to-settings-patch.ts';
import { useConnectionTest } from '../shared/use-connection-test.ts';
import { useConsent } from '../shared/use-consent.ts';
import { useMissingHosts } from '../shared/use-missing-hosts.ts';
import { useSettings } from '../shared/use-settings.ts';

const webmails = siteIdSchema.options.flatMap((id) => {
  const { label, home } = sites[id];
  return home === undefined ? [] : [{ label, url: home }];
});

function WelcomePage() {
  const { current, change, failed } = useSettings();
  const [step, setStep] = useState<WelcomeStep>('consent');
  const [declined, setDeclined] = useState(false);
  const [refused, setRefused] = useState(false);
  const consent = useConsent(current);
  const crm = crmPatterns(current?.settings.crmUrl ?? '');
  const missing = useMissingHosts(crm);
  const { test, run, forget } = useConnectionTest();
  if (!current || !missing || !consent) return null;

  const { settings, locked } = current;
  const agree = () => {
    setRefused(false);
    askBackground('ui-bg:giveConsent', {}).then(
      () => {
        setDeclined(false);
        setStep('connect');
      },
      () => setRefused(true),
    );
  };
  return (
    <Welcome
      step={step}
      consent={consent}
      declined={declined}
      form={settings}
      locked={new Set(locked.filter((key) => key in settings) as (keyof SettingsForm)[])}
      crmAccess={crm.length === 0 ? null : missing.length === 0}
      test={test}
      sites={webmails}
      failed={failed || refused}
      onChange={(patch) => {
        forget();
        change(toSettingsPatch(patch));
      }}
      onAllowCrm={() => allowCrm(settings.crmUrl)}
      onTest={() => void run(settings)}
      onAgree={agree}
      onDecline={() => setDeclined(true)}
      onStep={setStep}
      onOpenOptions={() => void openOptions()}
    />
  );
}

document.title = browserTexts.t('welcome.title');
mount(<WelcomePage />, browserTexts);
