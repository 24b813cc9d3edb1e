import { useLiveQuery } from 'dexie-react-hooks';
import { useEffect, useState } from 'react';
import { browser } from 'wxt/browser';
import { mount } from '../../components/mount.tsx';
import { Popup } from '../../components/popup/popup.tsx';
import { toStatus } from '../../components/popup/to-status.ts';
import { sites } from '../../utils/capture/sites.ts';
import { siteIdSchema } from '../../utils/model/site.ts';
import { requestHosts, toHostName } from '../../utils/platform/host-permissions.ts';
import { createQueueDatabase } from '../../utils/queue/database.ts';
import { parkedEntries, readSummary, recentEntries } from '../../utils/queue/summary.ts';
import type { Settings } from '../../utils/settings/schema.ts';
import { askBackground } from '../shared/ask-background.ts';
import { browserTexts } from '../shared/browser-texts.ts';
import { crmPatterns } from '../shared/crm-access.ts';
import { openOptions, openWelcome } from '../shared/open-page.ts';
import { useConsent } from '../shared/use-consent.ts';
import { useMissingHosts } from '../shared/use-missing-hosts.ts';
import { useRefusedHosts } from '../shared/use-refused-hosts.ts';
import { useSettings } from '../shared/use-settings.ts';

const LATEST = 5;
/** As many as the popup shows. */
const PARKED = 3;
const TICK_MS = 5_000;

const db = createQueueDatabase();

function PopupPage() {
  const { current, failed } = useSettings();
  const consent = useConsent(current);
  const queue = useLiveQuery(async () => {
    const [summary, latest, parked] = await Promise.all([
      readSummary(db),
      recentEntries(db, LATEST, (state) => state !== 'parked'),
      parkedEntries(db, PARKED),
    ]);
    return { summary, latest, parked };
  });
  const refused = useRefusedHosts();
  const missing = useMissingHosts(current ? [...neededHosts(current.settings), ...refused] : []);
  const now = useNow();
  const [turned, setTurned] = useState<'on' | 'off'>();
  const [unanswered, setUnanswered] = useState(false);
  if (!current || !queue || !missing || !consent) return null;

  const { settings, locked } = current;
  const ask = (answer: Promise<unknown>) => {
    setUnanswered(false);
    answer.catch(() => setUnanswered(true));
  };
  const { summary, latest, parked } = queue;
  const status = toStatus({
    consentGiven: consent !== 'missing',
    captureOn: settings.captureOn,
    connected: [settings.crmUrl, settings.publicKey, settings.privateKey, settings.repAddress].every(Boolean),
    missingHosts: missing.map(toHostName),
    online: navigator.onLine,
    summary,
  });
  return (
    <Popup
      status={status}
      captureOn={settings.captureOn}
      captureLocked={locked.includes('captureOn')}
      mailbox={settings.repAddress}
      summary={summary}
      latest={latest}
      parked={parked}
      now={now}
      failed={failed || unanswered}
      {...(turned ? { turned } : {})}
      onSwitch={(on) => ask(askBackground('ui-bg:setCapture', { on }).then(() => setTurned(on ? 'on' : 'off')))}
      onRetry={(id) => ask(askBackground('ui-bg:retry', id === undefined ? {} : { id }))}
      onAllow={() => void requestHosts(browser.permissions, missing)}
      onOpenOptions={() => ask(openOptions())}
      onOpenConsent={() => ask(openWelcome())}
    />
  );
}

/** Hosts without which something stands still: the webmails that are on, and the CRM. */
function neededHosts({ crmUrl, sitesOff }: Settings): string[] {
  const webmails = siteIdSchema.options.filter((id) => !sitesOff.includes(id));
  return [...webmails.flatMap((id) => sites[id].matches), ...crmPatterns(crmUrl)];
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

mount(<PopupPage />, browserTexts);
