import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addCounts, parsePlaywrightReport, parseVitestReport, toClosingLine } from '../../../scripts/test/counts.ts';
import { runStage } from '../../../scripts/test/run-stage.ts';
import { chooseStages, groupStages, type Stage, splitArguments } from '../../../scripts/test/stages.ts';

describe('stages', () => {
  const stage = (name: string, rest: Partial<Stage> = {}): Stage => ({ name, command: [name], ...rest });
  const all = [
    stage('unit'),
    stage('recorded', { present: false }),
    stage('e2e-chromium'),
    stage('e2e-firefox'),
    stage('tools', { onDemand: true }),
  ];
  const names = (only: string[]) => chooseStages(all, only).map(({ name }) => name);

  it.each([
    [[], ['unit', 'e2e-chromium', 'e2e-firefox']],
    [['unit'], ['unit']],
    [['e2e'], ['e2e-chromium', 'e2e-firefox']],
    [
      ['e2e-firefox', 'unit'],
      ['unit', 'e2e-firefox'],
    ],
    [['recorded'], []],
    [['tools'], ['tools']],
  ])('%j chooses %j', (only, chosen) => {
    expect(names(only)).toEqual(chosen);
  });

  it('that may run beside the one before them do, and begin a group where that one was not chosen', () => {
    const unit = stage('unit');
    const browser = stage('browser', { besideFormer: true });
    const build = stage('build');
    expect(groupStages([unit, browser, build])).toEqual([[unit, browser], [build]]);
    expect(groupStages([browser, build])).toEqual([[browser], [build]]);
  });

  it('a word that names none is refused with the names there are', () => {
    expect(() => names(['e3e'])).toThrow('There is no stage "e3e". There are: unit, recorded, e2e-chromium');
  });
});

describe('arguments', () => {
  it.each([
    ['', [], []],
    ['--only unit', ['unit'], []],
    ['--only unit,e2e', ['unit', 'e2e'], []],
    ['--only e2e driver.spec -g kill', ['e2e'], ['driver.spec', '-g', 'kill']],
  ])('"%s" chooses %j and hands on %j', (words, only, more) => {
    expect(splitArguments(words.split(' ').filter(Boolean))).toEqual({ only, more });
  });

  it.each(['driver.spec', '--only'])('"%s" names no stage, which is said', (words) => {
    expect(() => splitArguments(words.split(' '))).toThrow('Name the stages to run');
  });
});

describe('counts', () => {
  const vitest = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1, success: false };
  const playwright = { stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 }, errors: [] };

  it('are read from both reports', () => {
    expect(parseVitestReport(JSON.stringify(vitest))).toEqual({ passed: 5, failed: 1, skipped: 2 });
    expect(parsePlaywrightReport(JSON.stringify(playwright))).toEqual({ passed: 4, failed: 2, skipped: 2 });
  });

  it('hold a failure where a file could not even be loaded', () => {
    expect(parseVitestReport(JSON.stringify({ ...vitest, numFailedTests: 0 })).failed).toBe(1);
    const stats = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
    expect(parsePlaywrightReport(JSON.stringify({ stats, errors: [{}] })).failed).toBe(1);
  });

  it('end in one line', () => {
    const sum = addCounts([
      { passed: 2, failed: 0, skipped: 0 },
      { passed: 3, failed: 1, skipped: 0 },
    ]);
    expect(toClosingLine(sum)).toBe('5 passed, 1 failed');
    expect(toClosingLine({ ...sum, skipped: 2 })).toBe('5 passed, 1 failed, 2 skipped');
  });
});

describe('a stage', () => {
  let root: string;

  /** Stands for a tool in `node_modules/.bin`. */
  const tool = (name: string, body: string) => {
    const path = join(root, 'node_modules/.bin', name);
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    chmodSync(path, 0o755);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tandem-stage-'));
    mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it.each([
    ['exit 0', { ok: true, counts: { passed: 1, failed: 0, skipped: 0 } }],
    ['exit 3', { ok: false, counts: { passed: 0, failed: 1, skipped: 0 } }],
  ])('without a report counts as one check: %s', async (body, outcome) => {
    tool('check', body);
    expect(await runStage(root, { name: 'check', command: ['check'] }, [])).toMatchObject(outcome);
  });

  it('counts the tests of its report', async () => {
    tool(
      'playwright',
      `echo '{"stats":{"expected":7,"unexpected":0,"flaky":0,"skipped":0},"errors":[]}' > "$TEST_REPORT"`,
    );
    const outcome = await runStage(root, { name: 'e2e', command: ['playwright'], report: 'playwright' }, []);
    expect(outcome).toMatchObject({ ok: true, counts: { passed: 7, failed: 0 } });
  });

  it('that died before its report is a failure', async () => {
    tool('playwright', 'exit 1');
    const outcome = await runStage(root, { name: 'e2e', command: ['playwright'], report: 'playwright' }, []);
    expect(outcome).toMatchObject({ ok: false, counts: { passed: 0, failed: 1 } });
  });

  it('passes on what the person added', async () => {
    tool('check', '[ "$2" = one.test.ts ]');
    expect((await runStage(root, { name: 'check', command: ['check', 'run'] }, ['one.test.ts'])).ok).toBe(true);
  });
});
