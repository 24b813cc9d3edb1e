import { browser } from 'wxt/browser';
import type { ScriptPublicPath } from 'wxt/utils/inject-script';
import type { ExchangeScriptsDependencies } from './exchange-scripts.ts';

/** The browser's own scripting. Names of files come from this very build, so they are known to exist. */
export function createScripting(): ExchangeScriptsDependencies['scripting'] {
  const { scripting, tabs } = browser;
  return {
    queryTabs: (url) => tabs.query({ url }),
    executeScript: ({ files, ...rest }) => scripting.executeScript({ ...rest, files: files as ScriptPublicPath[] }),
    getRegisteredContentScripts: (filter) => scripting.getRegisteredContentScripts(filter),
    registerContentScripts: (scripts) => scripting.registerContentScripts(scripts),
    unregisterContentScripts: (filter) => scripting.unregisterContentScripts(filter),
  };
}
