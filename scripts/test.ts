// `npm test`: every check there is, in order, stopping at the first that fails.
//
//   npm test                              all of it
//   npm test -- --only unit               one stage; more words choose more, `e2e` chooses both browsers
//   npm test -- --only e2e tests/e2e/driver.spec.ts     what follows goes to the tools of the chosen stages
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addCounts, toClosingLine } from './test/counts.ts';
import { type Outcome, runStage } from './test/run-stage.ts';
import { chooseStages, listStages } from './test/stages.ts';

const root = join(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  options: { only: { type: 'string', multiple: true, default: [] } },
  allowPositionals: true,
});

const stages = chooseStages(
  listStages(root),
  values.only.flatMap((words) => words.split(',')),
);
const outcomes: Outcome[] = [];
for (const stage of stages) {
  console.log(`\n── ${stage.name} ${'─'.repeat(60 - stage.name.length)}`);
  const outcome = await runStage(root, stage, values.only.length > 0 ? positionals : []);
  outcomes.push(outcome);
  if (!outcome.ok) break;
}

console.log('\n── summary ─────────────────────────────────────────────────────');
for (const { stage, ok, counts, tookMs } of outcomes) {
  const time = `${(tookMs / 1000).toFixed(1)} s`;
  console.log(`${ok ? '✓' : '✗'} ${stage.name.padEnd(14)} ${time.padStart(8)}  ${toClosingLine(counts)}`);
}
const failed = outcomes.find((outcome) => !outcome.ok);
if (failed) {
  const untried = stages.slice(outcomes.length).map((stage) => stage.name);
  console.log(`\nFailed: ${failed.stage.name} (${failed.stage.command.join(' ')}), see above.`);
  if (untried.length > 0) console.log(`Not tried: ${untried.join(', ')}.`);
  process.exitCode = 1;
}
console.log(`\n${toClosingLine(addCounts(outcomes.map((outcome) => outcome.counts)))}`);
