import type { Row } from './row.ts';
import { decision } from './rows/decision.ts';
import { outboxWrites } from './rows/outbox-writes.ts';
import { push } from './rows/push.ts';
import { scriptWeight } from './rows/script-weight.ts';
import { stored } from './rows/stored.ts';

/** In the order they are measured and printed. */
export const rows: readonly Row[] = [scriptWeight, outboxWrites, decision, push, stored];
