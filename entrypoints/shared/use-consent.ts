import { useEffect, useState } from 'react';
import { browser } from 'wxt/browser';
import { readBuiltInConsent } from '../../utils/platform/built-in-consent.ts';
import type { EffectiveSettings } from '../../utils/settings/effective-settings.ts';

/** Who agreed: the administrator, the rep on our page, the rep in the browser's install dialogue, or nobody yet. */
export type Consent = 'policy' | 'given' | 'browser' | 'missing';

/** Undefined until known. */
export function useConsent(current: EffectiveSettings | undefined): Consent | undefined {
  const [builtIn, setBuiltIn] = useState<'given' | 'missing' | 'unsupported'>();

  useEffect(() => {
    readBuiltInConsent(browser.permissions).then(setBuiltIn, () => setBuiltIn('unsupported'));
  }, []);

  if (!current) return undefined;
  if (current.settings.consentGiven) return current.locked.includes('consentGiven') ? 'policy' : 'given';
  if (builtIn === undefined) return undefined;
  return builtIn === 'given' ? 'browser' : 'missing';
}
