import type { TestInfo } from 'playwright/test';
import type { Driver } from './driver.ts';

/** Attaches a picture of every open tab, and the errors its page did not catch, to a test that failed. */
export async function keepEvidence(driver: Driver, testInfo: TestInfo): Promise<void> {
  for (const [index, page] of driver.openPages.entries()) {
    const name = `${driver.kind}-${testInfo.attachments.length}-tab-${index + 1}`;
    const path = testInfo.outputPath(`${name}.png`);
    try {
      await page.screenshot(path);
      await testInfo.attach(name, { path, contentType: 'image/png' });
    } catch (error) {
      // A tab of a killed browser has no picture; the failure itself is reported by the test.
      await testInfo.attach(name, { body: `No screenshot: ${String(error)}`, contentType: 'text/plain' });
    }
    if (page.errors.length > 0) {
      await testInfo.attach(`${name}-errors`, { body: page.errors.join('\n'), contentType: 'text/plain' });
    }
  }
}
