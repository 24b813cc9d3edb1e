import { useLiveQuery } from 'dexie-react-hooks';
import { useState } from 'react';
import { browser } from 'wxt/browser';
import { mount } from '../../components/mount.tsx';
import { Popup } from '../../components/popup/popup.tsx';
import { toStatus } from '../../components/popup/to-status.ts';
import { requestHosts, toHostName } from '../../utils/platform/host-permissions.ts';
import { createQueueDatabase } from '../../utils/queue/database.ts';
import { parkedEntries, readSummary, recentEntries } from '../../utils/queue/summary.ts';
import { askBackground } from '../shared/ask-background.ts';
import { browserTexts } from '../shared/browser-texts.ts';
import { neededHosts } from '../shared/needed-hosts.ts';
import { openHealth, openOptions, openWelcome } from '../shared/open-page.ts';
import { useConsent } from '../shared/use-consent.ts';
import { useMissingHosts } from '../shared/use-missing-hosts.ts';
import { useNow } from '../shared/use-now.ts';
import { useRefusedHosts } from '../shared/use-refused-hosts.ts';
import { useSettings } from '../shared/use-settings.ts';
import { useSiteHealth } from '../shared/use-site-health.ts';

const LATEST = 5;
/** As many as the popup shows. */
const PARKED = 3;

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
  const needed = current ? neededHosts(current.settings) : new Map<string, string>();
  const missing = useMissingHosts([...needed.keys(), ...refused]);
  const health = useSiteHealth(db, current?.settings);
  const now = useNow();
  const [turned, setTurned] = useState<'on' | 'off'>();
  const [unanswered, setUnanswered] = useState(false);
  if (!current || !queue || !missing || !consent || !health) return null;

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
    missingHosts: [...new Set(missing.map((host) => needed.get(host) ?? toHostName(host)))],
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
      health={health}
      now={now}
      failed={failed || unanswered}
      {...(turned ? { turned } : {})}
      onSwitch={(on) => ask(askBackground('ui-bg:setCapture', { on }).then(() => setTurned(on ? 'on' : 'off')))}
      onRetry={(id) => ask(askBackground('ui-bg:retry', id === undefined ? {} : { id }))}
      onAllow={() => void requestHosts(browser.permissions, missing)}
      onOpenOptions={() => ask(openOptions())}
      onOpenConsent={() => ask(openWelcome())}
      onOpenHealth={() => ask(openHealth())}
    />
  );
}

mount(<PopupPage />, browserTexts);
