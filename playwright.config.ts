import { defineConfig } from 'playwright/test';
import type { BrowserKind } from './tests/support/browser-kind.ts';

const inCi = Boolean(process.env.CI);
const report = process.env.TEST_REPORT;

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
  use: { trace: 'retain-on-failure' },
  projects: [
    // Some stories are of one browser only; some are told in one because the browser makes no difference to them.
    { name: 'chromium', use: { kind: 'chromium' }, grepInvert: /@firefox/ },
    {
      name: 'firefox',
      use: { kind: 'firefox' },
      grepInvert: /@chromium/,
      // Layouts, wire forms and mailboxes of Gmail are read by the same code in both; the contract plays Gmail here too.
      testIgnore: /gmail-[a-z]+\.spec\.ts/,
    },
  ],
});
