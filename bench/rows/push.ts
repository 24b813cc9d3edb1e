import { join } from 'node:path';
import { startServer } from '../../server/start-server.ts';
import type { Row } from '../row.ts';
import { withLab } from '../support/lab.ts';

const ROUNDS = 8;
const EMAILS = 60;

/** Sending to a CRM on this machine beside a bare loop that sends the same. */
export const push: Row = {
  name: 'push',
  title: `Push of ${EMAILS} stored e-mails to a CRM on loopback without rate limit`,
  async measure({ scratchDir, progress }) {
    const crm = await startServer({
      dataDir: join(scratchDir, 'crm'),
      sample: true,
      requestsPerSecond: Number.POSITIVE_INFINITY,
    });
    try {
      progress('sending');
      const key = crm.sample?.users[0]?.key;
      if (!key) throw new Error('The sample has no keys.');
      const { publicKey, privateKey } = key;
      const { ours, bare, client } = await withLab('chromium', scratchDir, (call) =>
        call('measurePush', { crmUrl: crm.url, publicKey, privateKey, rounds: ROUNDS, emails: EMAILS }),
      );
      return [
        {
          name: 'queue and client',
          unit: '/s',
          ours,
          by: 'median',
          against: [{ with: 'bare fetch loop', value: bare, atLeast: 0.8 }],
        },
        {
          name: 'client alone',
          unit: '/s',
          ours: client,
          by: 'median',
          against: [{ with: 'bare fetch loop', value: bare }],
        },
      ];
    } finally {
      await crm.close();
    }
  },
};
