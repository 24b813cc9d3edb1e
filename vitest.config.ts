import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { WxtVitest } from 'wxt/testing/vitest-plugin';
import { findBrowser } from './scripts/find-browser.mjs';
import { LongestFirst } from './tests/support/longest-first.ts';
import { loadMessages } from './tests/support/ui/load-texts.ts';

const chromium = findBrowser('chromium');

/** The embedded CRM. */
const serverTests = ['tests/unit/server/**/*.test.ts', 'tests/contract/v4/**/*.test.ts'];

/** What tests begin, such as servers, ends with them. */
const setupFiles = ['tests/support/fixed-seed.ts', 'tests/support/run-endings.ts'];

/** Pages of the stand-in webmails, driven in a browser. */
const standInPages = 'tests/unit/webmail/*/{page,document,hosts}.test.ts';

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        plugins: [WxtVitest()],
        test: {
          name: 'unit',
          // Two cores, and tests of stand-ins that wait as a server does.
          maxWorkers: 4,
          include: ['tests/unit/**/*.test.{ts,tsx}', 'tests/contract/**/*.test.ts'],
          exclude: ['tests/unit/build/**', ...serverTests, standInPages],
          setupFiles,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'server-sqlite',
          maxWorkers: 3,
          // Loading the server anew for each file would take a third of all the time.
          isolate: false,
          include: serverTests,
          exclude: ['tests/unit/server/postgres/**'],
          globalSetup: ['tests/support/sqlite-setup.ts'],
          setupFiles,
          testTimeout: 60_000,
        },
      },
      {
        // The same on a PostgreSQL that the setup starts. How pages look in a browser is one thing for both.
        test: {
          name: 'server-postgres',
          maxWorkers: 4,
          isolate: false,
          include: serverTests,
          exclude: ['tests/unit/server/sqlite/**', 'tests/unit/server/pages-in-browser.test.ts'],
          globalSetup: ['tests/support/postgres-setup.ts'],
          setupFiles,
          testTimeout: 60_000,
        },
      },
      {
        // Tests of the tests' own tools: every story end to end plays in these pages anyway, so they run when asked for.
        plugins: [WxtVitest()],
        test: { name: 'stand-ins', include: [standInPages], testTimeout: 60_000 },
      },
      {
        // Reads what `wxt build` has made, so it runs after the builds and apart from the unit tests.
        test: { name: 'build', include: ['tests/unit/build/**/*.test.ts'] },
      },
      {
        test: {
          name: 'browser',
          // Most of a file is waiting, as adapters do for undo times and turns.
          maxWorkers: 4,
          testTimeout: 60_000,
          include: ['tests/browser/**/*.test.{ts,tsx}'],
          // Pages in browser tests have no locale files to read; tests get the messages handed in.
          provide: { messages: { en: await loadMessages('en'), es: await loadMessages('es') } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { ...(chromium ? { executablePath: chromium } : {}), args: ['--no-sandbox'] },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
