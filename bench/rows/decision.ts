import { limit } from '../figure.ts';
import type { Row } from '../row.ts';
import { withLab } from '../support/lab.ts';

const CONTACTS = 100_000;
const DECISIONS = 1000;

/** From an envelope to a decision: keys, look-up by index, rules. */
export const decision: Row = {
  name: 'decision',
  title: `Decision over ${CONTACTS.toLocaleString('en')} contacts: keys, indexed look-up, rules`,
  async measure({ scratchDir, progress }) {
    progress('filling the directory');
    const { ours, bareRead, heapMb } = await withLab('chromium', scratchDir, async (call, page) => {
      const name = await call('fillDirectory', { contacts: CONTACTS });
      progress('deciding');
      // In a fresh page: what filling left behind is not what deciding needs.
      await page.reload();
      return call('measureDecisions', { name, contacts: CONTACTS, decisions: DECISIONS });
    });
    return [
      {
        name: 'one decision',
        unit: 'ms',
        ours,
        by: 'p95',
        against: [limit(1), { with: 'one bare indexed read', value: bareRead }],
      },
      { name: 'heap of the page', unit: 'MB', ours: [heapMb], by: 'max', against: [limit(50)] },
    ];
  },
};
