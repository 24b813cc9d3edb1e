import { useCallback, useEffect, useState } from 'react';
import type { EffectiveSettings } from '../../utils/settings/effective-settings.ts';
import type { Settings } from '../../utils/settings/schema.ts';
import { readSettings, updateSettings, watchSettings } from '../../utils/settings/settings-store.ts';

export interface SettingsOnPage {
  /** Undefined until read. */
  current: EffectiveSettings | undefined;
  /** Shown at once and then stored; what storage answers wins. */
  change: (patch: Partial<Settings>) => void;
  failed: boolean;
}

/** What holds now, by the rep or by policy, kept up to date while the page is open. */
export function useSettings(): SettingsOnPage {
  const [current, setCurrent] = useState<EffectiveSettings>();
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    const stop = watchSettings(setCurrent);
    readSettings().then(setCurrent, () => setFailed(true));
    return stop;
  }, []);

  const change = useCallback((patch: Partial<Settings>) => {
    setFailed(false);
    setCurrent((before) => before && { ...before, settings: { ...before.settings, ...patch } });
    updateSettings(patch).then(setCurrent, () => {
      setFailed(true);
      void readSettings().then(setCurrent);
    });
  }, []);

  return { current, change, failed };
}
