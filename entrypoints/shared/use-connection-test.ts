import { useState } from 'react';
import { browser } from 'wxt/browser';
import type { ConnectionTest } from '../../components/options/connection-steps.tsx';
import { requestHosts, toHostPattern } from '../../utils/platform/host-permissions.ts';
import type { Settings } from '../../utils/settings/schema.ts';
import { askBackground } from './ask-background.ts';

/** "Test connection": asks for the host in the click, then lets the background try every step. */
export function useConnectionTest() {
  const [test, setTest] = useState<ConnectionTest>({ kind: 'idle' });

  const run = async ({ crmUrl, publicKey, privateKey, repAddress }: Settings) => {
    const pattern = toHostPattern(crmUrl);
    const allowed = pattern === null ? Promise.resolve(true) : requestHosts(browser.permissions, [pattern]);
    setTest({ kind: 'running' });
    if (!(await allowed)) return setTest({ kind: 'no-access' });
    try {
      const { steps } = await askBackground('ui-bg:testConnection', { crmUrl, publicKey, privateKey, repAddress });
      setTest({ kind: 'result', steps });
    } catch {
      setTest({ kind: 'unanswered' });
    }
  };

  /** The result speaks of values that have been changed since. */
  const forget = () => setTest({ kind: 'idle' });

  return { test, run, forget };
}
