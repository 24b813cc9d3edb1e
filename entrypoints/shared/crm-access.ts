import { browser } from 'wxt/browser';
import { requestHosts, toHostPattern } from '../../utils/platform/host-permissions.ts';

/** The CRM's match pattern as a list: empty where no usable address is set. */
export function crmPatterns(crmUrl: string): string[] {
  const pattern = toHostPattern(crmUrl);
  return pattern === null ? [] : [pattern];
}

/** Asks the rep to let us reach the CRM; call it straight from the click. */
export function allowCrm(crmUrl: string): void {
  void requestHosts(browser.permissions, crmPatterns(crmUrl));
}
