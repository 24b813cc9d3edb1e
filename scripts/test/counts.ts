/** How many tests ended how. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Reads the JSON report of Vitest. */
export function parseVitestReport(text: string): Counts {
  const report = JSON.parse(text);
  return {
    passed: report.numPassedTests,
    // A file that cannot be loaded holds no test that failed, and is a failure all the same.
    failed: Math.max(report.numFailedTests, report.success ? 0 : 1),
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Reads the JSON report of Playwright. */
export function parsePlaywrightReport(text: string): Counts {
  const { stats, errors } = JSON.parse(text);
  return {
    passed: stats.expected,
    failed: Math.max(stats.unexpected + stats.flaky, errors.length > 0 ? 1 : 0),
    skipped: stats.skipped,
  };
}

export function addCounts(all: readonly Counts[]): Counts {
  return all.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** The line every run ends with. */
export function toClosingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
