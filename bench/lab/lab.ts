import { fillDirectory, measureDecisions } from './measure-decisions.ts';
import { measurePush } from './measure-push.ts';
import { measureWrites } from './measure-writes.ts';

/** What the bench may call on the lab's page; arguments and answers are JSON. */
const lab = { fillDirectory, measureDecisions, measurePush, measureWrites };

export type Lab = typeof lab;

Object.assign(globalThis, { lab });
