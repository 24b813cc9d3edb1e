import type { Row } from './row.ts';
import { decision } from './rows/decision.ts';
import { longestTask } from './rows/longest-task.ts';
import { outboxWrites } from './rows/outbox-writes.ts';
import { popup } from './rows/popup.ts';
import { push } from './rows/push.ts';
import { scriptWeight } from './rows/script-weight.ts';
import { sentToCrm } from './rows/sent-to-crm.ts';
import { serverLoad } from './rows/server-load.ts';
import { serverStart } from './rows/server-start.ts';
import { startUp } from './rows/start-up.ts';
import { stored } from './rows/stored.ts';
import { webmailCosts } from './rows/webmails.ts';

/** In the order they are measured and printed. */
export const rows: readonly Row[] = [
  scriptWeight,
  startUp,
  longestTask,
  webmailCosts,
  outboxWrites,
  decision,
  push,
  stored,
  sentToCrm,
  popup,
  serverStart,
  serverLoad,
];
