import { useLiveQuery } from 'dexie-react-hooks';
import { browser } from 'wxt/browser';
import { mount } from '../../components/mount.tsx';
import { Options } from '../../components/options/options.tsx';
import type { SettingsForm } from '../../components/options/settings-form.ts';
import { sites } from '../../utils/capture/sites.ts';
import type { SkipRule } from '../../utils/model/decision.ts';
import { siteIdSchema } from '../../utils/model/site.ts';
import { requestHosts } from '../../utils/platform/host-permissions.ts';
import { readCounters } from '../../utils/queue/counters.ts';
import { createQueueDatabase } from '../../utils/queue/database.ts';
import { readSummary } from '../../utils/queue/summary.ts';
import { browserTexts } from '../shared/browser-texts.ts';
import { allowCrm, crmPatterns } from '../shared/crm-access.ts';
import { openWelcome } from '../shared/open-page.ts';
import { toSettingsPatch } from '../shared/to-settings-patch.ts';
import { useConnectionTest } from '../shared/use-connection-test.ts';
import { useConsent } from '../shared/use-consent.ts';
import { useMissingHosts } from '../shared/use-missing-hosts.ts';
import { useSettings } from '../shared/use-settings.ts';

const db = createQueueDatabase();
const siteHosts = siteIdSchema.options.flatMap((id) => sites[id].matches);

function OptionsPage() {
  const { current, change, failed } = useSettings();
  const consent = useConsent(current);
  const kept = useLiveQuery(async () => {
    const [summary, skipped] = await Promise.all([readSummary(db), readCounters(db)]);
    return { summary, skipped: skipped as ReadonlyMap<SkipRule, number> };
  });
  const crm = crmPatterns(current?.settings.crmUrl ?? '');
  const missing = useMissingHosts([...siteHosts, ...crm]);
  const { test, run, forget } = useConnectionTest();
  if (!current || !kept || !missing || !consent) return null;

  const { settings, locked, fromPolicy, problems } = current;
  return (
    <Options
      form={settings}
      locked={new Set(locked.filter((key) => key in settings) as (keyof SettingsForm)[])}
      fromPolicy={fromPolicy}
      problems={problems}
      sites={siteIdSchema.options.map((id) => ({
        id,
        label: sites[id].label,
        allowed: !sites[id].matches.some((pattern) => missing.includes(pattern)),
      }))}
      crmAccess={crm.length === 0 ? null : !crm.some((pattern) => missing.includes(pattern))}
      test={test}
      summary={kept.summary}
      skipped={kept.skipped}
      consentGiven={consent !== 'missing'}
      version={browser.runtime.getManifest().version}
      failed={failed}
      onChange={(patch) => {
        forget();
        change(toSettingsPatch(patch));
      }}
      onTest={() => void run(settings)}
      onAllowCrm={() => allowCrm(settings.crmUrl)}
      onAllowSite={(id) => void requestHosts(browser.permissions, sites[id].matches)}
      onOpenConsent={() => void openWelcome()}
    />
  );
}

document.title = browserTexts.t('options.title');
mount(<OptionsPage />, browserTexts);
