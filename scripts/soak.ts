/**
 * Looks for what the tests' own seeds do not show: plays the property tests with a new seed each round, then many
 * random schedules of captures, kills, faults and clock jumps against the queue. Stops at the first failure and prints
 * the seed that plays it again.
 */
import { playProperties } from './soak/play-properties.ts';
import { playSchedules } from './soak/play-schedules.ts';
import { parseSoakOptions, type SoakOptions, usage } from './soak/soak-options.ts';

const { minutes, schedules, seed } = options();
const ok = (await playProperties({ minutes, firstSeed: seed })) && (await playSchedules({ schedules, seed }));
process.exitCode = ok ? 0 : 1;

function options(): SoakOptions {
  try {
    return parseSoakOptions(process.argv.slice(2), Date.now() % 2 ** 31);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(2);
  }
}
