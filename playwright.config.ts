import { defineConfig } from 'playwright/test';
import type { BrowserKind } from './tests/support/browser-kind.ts';

const inCi = Boolean(process.env.CI);
const report = process.env.TEST_REPORT;

/** Tests of the drivers themselves: every other story drives with them anyway, so they run when asked for. */
const drivers = /driver\.spec\.ts/;

export default defineConfig<object, { kind: BrowserKind }>({
  testDir: 'tests/e2e',
  globalSetup: './tests/support/global-setup.ts',
  outputDir: 'test-results',
  forbidOnly: inCi,
  fullyParallel: true,
  // One browser takes a core now and then, and waits for most of a test; three of them fill two cores.
  workers: 3,
  // A test that passes at the second try is a fault to be found, not a pass.
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: report ? [['list'], ['json', { outputFile: report }]] : 'list',
  // A film of every page takes more of the processor than the stories; a failed one leaves pictures of its own.
  use: { trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false } },
  projects: [
    // Some stories are of one browser only; some are told in one because the browser makes no difference to them.
    { name: 'chromium', use: { kind: 'chromium' }, grepInvert: /@firefox/, testIgnore: drivers },
    {
      name: 'firefox',
      use: { kind: 'firefox' },
      grepInvert: /@chromium/,
      // Layouts, wire forms and mailboxes of Gmail are read by the same code in both; the contract plays Gmail here too.
      testIgnore: [drivers, /gmail-[a-z]+\.spec\.ts/],
    },
    { name: 'driver-chromium', use: { kind: 'chromium' }, grepInvert: /@firefox/, testMatch: drivers },
    { name: 'driver-firefox', use: { kind: 'firefox' }, grepInvert: /@chromium/, testMatch: drivers },
  ],
});
