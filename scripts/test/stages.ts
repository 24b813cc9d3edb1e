import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** One step of the whole test run. */
export interface Stage {
  name: string;
  /** A tool of `node_modules/.bin`, or `node`, with its arguments. */
  command: readonly string[];
  /** Whose report counts its tests. A stage without one counts as a single check. */
  report?: 'vitest' | 'playwright';
  /** Runs at the same time as the stage before it, where one mostly computes and the other mostly waits. */
  besideFormer?: true;
  /** Runs only where it is named. */
  onDemand?: true;
  /** False leaves the stage out of this run. */
  present?: boolean;
}

/** Recorded traffic of real webmails lies beside the project where it is at hand; it is never part of it. */
function recordedFolder(root: string): string {
  return process.env.RECORDED ?? join(root, '../shared/recorded');
}

/** All stages, in their order: what is quick and most often wrong comes first. */
export function listStages(root: string): Stage[] {
  const recorded = recordedFolder(root);
  return [
    { name: 'prepare', command: ['wxt', 'prepare'] },
    { name: 'types', command: ['tsc', '--noEmit'] },
    { name: 'lint', command: ['biome', 'check', '--error-on-warnings', '.'], besideFormer: true },
    { name: 'unused', command: ['knip'], besideFormer: true },
    { name: 'lock', command: ['node', 'scripts/lock-complete.ts'] },
    { name: 'unit', command: ['vitest', 'run', '--project', 'unit'], report: 'vitest' },
    { name: 'browser', command: ['vitest', 'run', '--project', 'browser'], report: 'vitest', besideFormer: true },
    { name: 'server-sqlite', command: ['vitest', 'run', '--project', 'server-sqlite'], report: 'vitest' },
    {
      name: 'server-postgres',
      command: ['vitest', 'run', '--project', 'server-postgres'],
      report: 'vitest',
      besideFormer: true,
    },
    { name: 'build-chrome', command: ['wxt', 'build', '-b', 'chrome'] },
    { name: 'build-firefox', command: ['wxt', 'build', '-b', 'firefox'] },
    { name: 'build-edge', command: ['wxt', 'build', '-b', 'edge'] },
    { name: 'manifests', command: ['vitest', 'run', '--project', 'build'], report: 'vitest' },
    { name: 'recorded', command: ['node', 'scripts/recorded.ts', recorded], present: existsSync(recorded) },
    { name: 'e2e-chromium', command: ['playwright', 'test', '--project', 'chromium'], report: 'playwright' },
    { name: 'e2e-firefox', command: ['playwright', 'test', '--project', 'firefox'], report: 'playwright' },
    {
      name: 'stand-ins',
      command: ['vitest', 'run', '--project', 'stand-ins'],
      report: 'vitest',
      onDemand: true,
    },
    {
      name: 'drivers',
      command: ['playwright', 'test', '--project', 'driver-chromium', '--project', 'driver-firefox'],
      report: 'playwright',
      onDemand: true,
    },
  ];
}

/**
 * The stages to run. `unit` chooses one, `e2e` or `build` the family of that name; nothing chooses all but those on demand.
 *
 * @throws Error when a word names no stage
 */
export function chooseStages(stages: readonly Stage[], only: readonly string[]): Stage[] {
  const belongs = (stage: Stage, word: string) => stage.name === word || stage.name.startsWith(`${word}-`);
  const stranger = only.find((word) => !stages.some((stage) => belongs(stage, word)));
  if (stranger !== undefined) {
    throw new Error(`There is no stage "${stranger}". There are: ${stages.map((stage) => stage.name).join(', ')}.`);
  }
  return stages.filter(
    (stage) =>
      stage.present !== false &&
      (only.length === 0 ? stage.onDemand !== true : only.some((word) => belongs(stage, word))),
  );
}

/** Stages in the order they run, those that run at the same time in one list. */
export function groupStages(stages: readonly Stage[]): Stage[][] {
  const groups: Stage[][] = [];
  for (const stage of stages) {
    const former = groups.at(-1);
    if (stage.besideFormer && former) former.push(stage);
    else groups.push([stage]);
  }
  return groups;
}

/**
 * Takes `--only a,b` out of the words a person wrote; the others are for the tools.
 *
 * @throws Error when there are words for the tools and no stage is named to take them
 */
export function splitArguments(words: readonly string[]): { only: string[]; more: string[] } {
  const at = words.indexOf('--only');
  const only = at < 0 ? [] : (words[at + 1] ?? '').split(',').filter(Boolean);
  const more = at < 0 ? [...words] : [...words.slice(0, at), ...words.slice(at + 2)];
  if (only.length === 0 && (at >= 0 || more.length > 0)) {
    throw new Error('Name the stages to run, such as: npm test -- --only unit,e2e');
  }
  return { only, more };
}
