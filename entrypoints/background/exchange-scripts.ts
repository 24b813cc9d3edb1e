import type { Logger } from '../../utils/log/logger.ts';
import { injectIntoOpenPages, type ScriptingApi } from '../../utils/platform/content-scripts.ts';
import { missingHosts, type PermissionsApi } from '../../utils/platform/host-permissions.ts';
import { keepRegistered, type RegistrationApi, type RuntimeScript } from '../../utils/platform/runtime-scripts.ts';
import { toExchangePatterns } from '../../utils/settings/exchange-host.ts';
import type { Settings } from '../../utils/settings/schema.ts';
import { chosenExchangeHosts, exchangePermission } from '../shared/site-hosts.ts';

/** The two sides of Exchange, as the build names them. */
const scripts = [
  { id: 'tandem-exchange-page', js: ['content-scripts/exchange-page.js'], world: 'MAIN' },
  { id: 'tandem-exchange', js: ['content-scripts/exchange.js'], world: 'ISOLATED' },
] as const;

export interface ExchangeScriptsDependencies {
  settings: () => Pick<Settings, 'exchangeHosts'>;
  scripting: RegistrationApi & Omit<ScriptingApi, 'getManifest'>;
  permissions: Pick<PermissionsApi, 'contains'>;
  /** Tells open pages of these patterns to stop. */
  stopPages(patterns: readonly string[]): Promise<void>;
  log: Logger;
}

/**
 * Keeps the scripts of Exchange in step with the servers named in the settings that the browser lets us into. Pages that
 * are open already get them at once; requests they have made before then were not seen.
 *
 * @returns Call it whenever settings or permissions may have changed; calls that overlap are done one after the other.
 */
export function createExchangeScripts(deps: ExchangeScriptsDependencies): () => Promise<void> {
  let turn: Promise<void> = Promise.resolve();

  async function keepInStep(): Promise<void> {
    const hosts = chosenExchangeHosts(deps.settings());
    const missing = await missingHosts(deps.permissions, hosts.map(exchangePermission));
    const pages = hosts.filter((host) => !missing.includes(exchangePermission(host))).flatMap(toExchangePatterns);
    const wanted: RuntimeScript[] = scripts.map(({ js, ...script }) => ({
      ...script,
      js: [...js],
      matches: [...new Set(pages)],
    }));
    const { added, removed } = await keepRegistered(deps.scripting, wanted);
    if (removed.length > 0) await deps.stopPages(removed);
    if (added.length > 0) {
      const content_scripts = wanted.map((script) => ({ ...script, matches: added }));
      await injectIntoOpenPages({ ...deps.scripting, getManifest: () => ({ content_scripts }) });
    }
  }

  return () => {
    turn = turn.then(keepInStep).catch((error: unknown) => deps.log.error('scripts could not be registered', error));
    return turn;
  };
}
