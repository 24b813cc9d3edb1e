import type { Figure } from '../figure.ts';
import type { Row } from '../row.ts';
import { findBrowserKinds } from '../support/browser-kinds.ts';
import { withLab } from '../support/lab.ts';

const ROUNDS = 15;
const ROWS = 200;
const MESSAGES = 20;

/** Writes of the queue beside bare IndexedDB: same stores, same indexes, same durability, same transactions. */
export const outboxWrites: Row = {
  name: 'outbox-writes',
  title: `Outbox rows of 1 KB, ${ROWS} in a strict transaction; and whole messages, one strict transaction each`,
  async measure({ scratchDir, progress }) {
    const figures: Figure[] = [];
    for (const kind of findBrowserKinds()) {
      progress(kind);
      const writes = await withLab(kind, scratchDir, (call) =>
        call('measureWrites', { rounds: ROUNDS, rows: ROWS, messages: MESSAGES }),
      );
      figures.push(
        {
          name: `rows in a batch, ${kind}`,
          unit: '/s',
          ours: writes.batches.ours,
          by: 'median',
          against: [{ with: 'raw IndexedDB', value: writes.batches.raw, atLeast: 0.8 }],
        },
        {
          name: `messages one by one, ${kind}`,
          unit: '/s',
          ours: writes.messages.ours,
          by: 'median',
          against: [{ with: 'raw IndexedDB, not looking first', value: writes.messages.raw }],
        },
      );
    }
    return figures;
  },
};
