/** Tries a server against what is known of v4, fact by fact. Fails only for documented facts that do not hold. */
import { facts } from './facts.ts';
import { type ConformanceOptions, parseConformanceOptions, usage } from './options.ts';
import { runFacts, toLine, violations } from './run-facts.ts';
import { createV4Client } from './v4-client.ts';

async function run(options: ConformanceOptions): Promise<void> {
  const v4 = createV4Client(options);
  const findings = await runFacts(facts, v4, {
    write: options.write,
    tell: (finding) => console.info(toLine(finding)),
  });
  const count = (kind: string) => findings.filter(({ verdict }) => verdict.kind === kind).length;
  console.info(`\n${count('holds')} hold, ${count('broken')} do not, ${count('unknown')} could not be told.`);
  for (const name of v4.leftBehind) console.info(`Left behind, since v4 cannot delete it: ${name}`);
  if (count('holds') === 0) throw new Error('The server could not be tried at all.');
  const failed = violations(findings);
  if (failed.length === 0) return;
  console.error(`\nDocumented and not so here:\n${failed.map(toLine).join('\n')}`);
  process.exitCode = 1;
}

try {
  await run(parseConformanceOptions(process.argv.slice(2), process.env));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  process.exitCode = 2;
}
