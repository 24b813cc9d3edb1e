import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take far longer than their size lets one think; begun last, they would leave all cores but one idle. */
const LONG = [
  'tests/unit/sync/model.test.ts',
  'tests/contract/push.test.ts',
  'tests/unit/server/pages-in-browser.test.ts',
  'tests/unit/server/webhook-process.test.ts',
];

/** Begins with what takes long, and leaves the order of all else to Vitest. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.some((name) => moduleId.endsWith(name));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
