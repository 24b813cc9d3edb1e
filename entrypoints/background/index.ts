import { browser } from 'wxt/browser';
import { defineBackground } from 'wxt/utils/define-background';
import { createListener } from '../../utils/messaging/listen.ts';
import { injectIntoOpenPages } from '../../utils/platform/content-scripts.ts';
import { createEngine } from './engine.ts';
import { createHandlers } from './handlers.ts';
import { createScripting } from './scripting.ts';
import { isWebmail } from './webmail-tabs.ts';

/**
 * The background: a worker in Chromium, an event page in Firefox. It may be ended at any moment and is started again by
 * the next event, so every listener is there before the first `await`.
 */
export default defineBackground({
  type: 'module',
  main() {
    const engine = createEngine();
    const listener = createListener(createHandlers(engine), {
      extensionId: browser.runtime.id,
      extensionOrigin: new URL(browser.runtime.getURL('/')).origin,
      isWebmail: (url) => isWebmail(url, engine.settings),
    });

    browser.runtime.onMessage.addListener(listener);
    browser.alarms.onAlarm.addListener(({ name }) => void engine.onAlarm(name));
    browser.permissions.onAdded.addListener(() => void engine.onHostsAllowed());
    browser.permissions.onRemoved.addListener(() => void engine.onHostsTaken());
    browser.runtime.onInstalled.addListener(({ reason }) => void onInstalled(reason));
    self.addEventListener('online', () => void engine.runPush());
    void engine.resume();

    async function onInstalled(reason: string): Promise<void> {
      await engine.settings.ready;
      if (import.meta.env.CHROME || import.meta.env.EDGE) {
        await injectIntoOpenPages({ ...createScripting(), getManifest: () => browser.runtime.getManifest() });
      }
      const { hasConsent, current } = engine.settings;
      const needsRep = !hasConsent() || !current().crmUrl;
      if (reason === 'install' && needsRep) await browser.tabs.create({ url: browser.runtime.getURL('/welcome.html') });
    }
  },
});
