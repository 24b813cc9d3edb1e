import { defineConfig } from 'wxt';
import { sites } from './utils/capture/sites.ts';
import { crmHosts } from './utils/crm/hosts.ts';

/** Fixes the Chrome and Edge id (`eddfdafffffdooljllgmeopnecgpgipk`) whatever folder the build is loaded from. */
const CHROMIUM_PUBLIC_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAjrAG8228amxfypuMiLsbRzgYEepVtVfFCMcAF1lzOZCKvNFMjAV/9mdNBmx/mJ4B38z8nTSsau26FGYNN5iPd0DSr7VDytIuyjWlPzItD6zxPeQGVcggqNRuH7hqEN622JxIBKjGAhTGWK2+gHS4UVRp1dUeNkMhhXMxk0IF4kQv21lAh2+0VoJgjECVmUkaggklCzH8V7zuQc7RqAu6ToXhFl0PS7vXNnklW8kedvfpnPDV6ScNv4iyOnIm1jpPW1GrhUntnjTjhJT+hFga+YtZrIiTiOQXb68SRar+0byWGKwLYQ/yQk1QjGrJMpGXUUX1cb0PCWJf6XngWQnxowIDAQAB';

/** Fixes the Firefox id; a UUID claims no domain. */
const GECKO_ID = '{099b1315-c3f3-4fdf-8ac2-d25049ab2146}';

const webmailHosts = Object.values(sites).flatMap((site) => [...site.matches, ...site.sourceHosts]);

export default defineConfig({
  manifestVersion: 3,
  imports: false,
  targetBrowsers: ['chrome', 'firefox', 'edge'],
  modules: ['@wxt-dev/module-react', '@wxt-dev/i18n/module', '@wxt-dev/webextension-polyfill'],
  webExt: { disabled: true },
  zip: { excludeSources: ['tests/**', 'bench/**', 'server/**', '.tour/**', '.data/**'] },
  manifest: ({ browser }) => ({
    name: '__MSG_extName__',
    short_name: 'Tandem',
    description: '__MSG_extDescription__',
    default_locale: 'en',
    incognito: 'not_allowed',
    permissions: ['alarms', 'scripting', 'storage', 'unlimitedStorage'],
    host_permissions: [...webmailHosts, ...crmHosts],
    optional_host_permissions: ['https://*/*', 'http://*/*'],
    action: { default_title: '__MSG_extName__' },
    icons: Object.fromEntries([16, 32, 48, 96, 128].map((size) => [size, `icon/${size}.png`])),
    content_security_policy: { extension_pages: "script-src 'self'; object-src 'self'" },
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: GECKO_ID,
              strict_min_version: '140.0',
              data_collection_permissions: {
                required: [
                  'personalCommunications',
                  'personallyIdentifyingInfo',
                  'authenticationInfo',
                  'websiteContent',
                ],
              },
            },
            gecko_android: { strict_min_version: '142.0' },
          },
        }
      : {
          key: CHROMIUM_PUBLIC_KEY,
          minimum_chrome_version: '120',
          storage: { managed_schema: 'managed-schema.json' },
        }),
  }),
});
