import type { Fact } from './fact.ts';
import { discoveryFacts } from './facts/discovery.ts';
import { errorFacts } from './facts/errors.ts';
import { fieldFacts } from './facts/fields.ts';
import { filterFacts } from './facts/filters.ts';
import { limitFacts } from './facts/limits.ts';
import { listFacts } from './facts/lists.ts';
import { sessionFacts } from './facts/session.ts';
import { writeFacts } from './facts/writes.ts';

/** Everything that is known of v4 and can be tried, in the order in which it is tried. */
export const facts: readonly Fact[] = [
  ...sessionFacts,
  ...discoveryFacts,
  ...listFacts,
  ...filterFacts,
  ...errorFacts,
  ...limitFacts,
  ...fieldFacts,
  ...writeFacts,
];
