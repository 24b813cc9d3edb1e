import { siteIdSchema } from '../utils/model/site.ts';
import { playByHand } from './start/by-hand.ts';
import { openLive } from './start/live.ts';
import { parseStartOptions, type StartOptions, usage } from './start/options.ts';
import { playTour } from './start/tour.ts';

const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY) || process.platform === 'darwin';

async function run(options: StartOptions): Promise<number> {
  if (options.help) {
    console.info(usage);
    return 0;
  }
  if (options.live) return openLive(options.browser, options.site ?? 'gmail', options.contact);
  if (!options.tour) return playByHand(options.browser, options.site ?? 'gmail');
  if (!hasDisplay) console.info('There is no display, so the story plays by itself.\n');
  return (await playTour(options.browser, options.site ? [options.site] : siteIdSchema.options, console.info)) ? 0 : 1;
}

try {
  process.exitCode = await run(parseStartOptions(process.argv.slice(2), hasDisplay));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
