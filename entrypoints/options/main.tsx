import { useLiveQuery } from 'dexie-react-hooks';
import { useEffect } from 'react';
import { browser } from 'wxt/browser';
import { mount } from '../../components/mount.tsx';
import { Options } from '../../components/options/options.tsx';
import type { SettingsForm } from '../../components/options/settings-form.ts';
import { sites } from '../../utils/capture/sites.ts';
import type { SkipRule } from '../../utils/model/decision.ts';
import { type SiteId, siteIdSchema } from '../../utils/model/site.ts';
import { requestHosts } from '../../utils/platform/host-permissions.ts';
import { readCounters } from '../../utils/queue/counters.ts';
import { createQueueDatabase } from '../../utils/queue/database.ts';
import { readSummary } from '../../utils/queue/summary.ts';
import { browserTexts } from '../shared/browser-texts.ts';
import { checkExchangeHost } from '../shared/check-exchange-host.ts';
import { allowCrm, crmPatterns } from '../shared/crm-access.ts';
import { openWelcome } from '../shared/open-page.ts';
import { chosenExchangeHosts, exchangePermission, hostPatterns } from '../shared/site-hosts.ts';
import { toSettingsPatch } from '../shared/to-settings-patch.ts';
import { useConnectionTest } from '../shared/use-connection-test.ts';
import { useConsent } from '../shared/use-consent.ts';
import { useMissingHosts } from '../shared/use-missing-hosts.ts';
import { useNow } from '../shared/use-now.ts';
import { useSettings } from '../shared/use-settings.ts';
import { useSiteHealth } from '../shared/use-site-health.ts';

const db = createQueueDatabase();

function OptionsPage() {
  const { current, change, failed } = useSettings();
  const consent = useConsent(current);
  const kept = useLiveQuery(async () => {
    const [summary, skipped] = await Promise.all([readSummary(db), readCounters(db)]);
    return { summary, skipped: skipped as ReadonlyMap<SkipRule, number> };
  });
  const crm = crmPatterns(current?.settings.crmUrl ?? '');
  const hostsOf = (id: SiteId) => (current ? hostPatterns(id, current.settings) : []);
  const missing = useMissingHosts([...siteIdSchema.options.flatMap(hostsOf), ...crm]);
  const health = useSiteHealth(db, current?.settings);
  const now = useNow();
  const { test, run, forget } = useConnectionTest();
  const isReady = current && kept && missing && consent && health;
  useShownPart(isReady !== undefined);
  if (!isReady) return null;

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
        allowed: !hostsOf(id).some((pattern) => missing.includes(pattern)),
      }))}
      deniedHosts={chosenExchangeHosts(settings).filter((host) => missing.includes(exchangePermission(host)))}
      checkHost={checkExchangeHost}
      health={health}
      now={now}
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
      onAllowSite={(id) => void requestHosts(browser.permissions, hostsOf(id))}
      onAllowHost={(host) => void requestHosts(browser.permissions, [exchangePermission(host)])}
      onCopy={(text) => navigator.clipboard.writeText(text)}
      onOpenConsent={() => void openWelcome()}
    />
  );
}

/** Shows the part the address names; when the browser looked for it, nothing had been drawn yet. */
function useShownPart(isDrawn: boolean): void {
  useEffect(() => {
    if (isDrawn) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [isDrawn]);
}

document.title = browserTexts.t('options.title');
mount(<OptionsPage />, browserTexts);
