/**
 * Setup of the unit tests: property tests play the same values in every run, so that what was green stays green until
 * the code changes, and what is red can be played again. New values are looked for by `npm run test:soak`.
 *
 * `TANDEM_SEED` takes another seed, a whole number, or `random` for a new one in each property.
 */
import fc from 'fast-check';

const FIXED_SEED = 20_260_501;

const wanted = process.env.TANDEM_SEED || String(FIXED_SEED);
if (wanted !== 'random' && !/^-?\d{1,10}$/.test(wanted)) {
  throw new Error(`TANDEM_SEED is a whole number or "random", and not "${wanted}"`);
}
fc.configureGlobal(wanted === 'random' ? {} : { seed: Number(wanted) });
