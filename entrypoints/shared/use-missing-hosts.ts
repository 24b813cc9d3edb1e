import { useEffect, useState } from 'react';
import { browser } from 'wxt/browser';
import { missingHosts } from '../../utils/platform/host-permissions.ts';

/** Which of the match patterns the browser refuses at present; undefined until known. */
export function useMissingHosts(patterns: readonly string[]): readonly string[] | undefined {
  const [missing, setMissing] = useState<readonly string[]>();
  const key = patterns.join(' ');

  useEffect(() => {
    let over = false;
    const check = () =>
      void missingHosts(browser.permissions, key === '' ? [] : key.split(' ')).then((found) => {
        if (!over) setMissing(found);
      });
    check();
    browser.permissions.onAdded.addListener(check);
    browser.permissions.onRemoved.addListener(check);
    return () => {
      over = true;
      browser.permissions.onAdded.removeListener(check);
      browser.permissions.onRemoved.removeListener(check);
    };
  }, [key]);

  return missing;
}
