// `npm test`: every check there is, in order, stopping at the first that fails.
//
//   npm test                              all of it
//   npm test -- --only unit               one stage; `unit,lint` chooses two, `e2e` both browsers
//   npm test -- --only e2e driver.spec    what follows goes to the tools of the chosen stages
import { join } from 'node:path';
import { addCounts, toClosingLine } from './test/counts.ts';
import { type Outcome, runStage } from './test/run-stage.ts';
import { chooseStages, groupStages, listStages, splitArguments } from './test/stages.ts';

const root = join(import.meta.dirname, '..');
const { stages, more } = plan(process.argv.slice(2));
const outcomes: Outcome[] = [];
for (const group of groupStages(stages)) {
  const names = group.map(({ name }) => name).join(' and ');
  console.log(`\n── ${names} ${'─'.repeat(60 - names.length)}`);
  const ended = await Promise.all(group.map((stage) => runStage(root, stage, more)));
  outcomes.push(...ended);
  if (!ended.every(({ ok }) => ok)) break;
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

/** What the person asked for; words that name nothing end the run with a sentence. */
function plan(words: readonly string[]) {
  try {
    const { only, more } = splitArguments(words);
    return { stages: chooseStages(listStages(root), only), more };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}
