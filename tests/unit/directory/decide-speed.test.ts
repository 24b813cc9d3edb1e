import { expect, it } from 'vitest';
import { decide } from '../../../utils/directory/decide.ts';
import { lookupKeys } from '../../../utils/directory/lookup-keys.ts';
import { compileRules } from '../../../utils/directory/rules.ts';
import type { DirectoryMatch } from '../../../utils/model/directory.ts';
import { fakeMail } from './fake-mail.ts';

/** Budget for one decision, keys included, in a directory of 100,000 contacts. */
const BUDGET_MS = 1;

it('decides within its budget among 100,000 contacts', () => {
  const byEmail = new Map<string, DirectoryMatch[]>();
  const byDomain = new Map<string, DirectoryMatch[]>();
  for (let i = 0; i < 100_000; i++) {
    const match = { accountId: i >> 2, accountName: `Company ${i >> 2}`, contactId: i, contactName: `Person ${i}` };
    byEmail.set(`person${i}@company${i >> 2}.example`, [match]);
    byDomain.set(`company${i >> 2}.example`, [{ accountId: i >> 2, accountName: match.accountName }]);
  }
  const neverLog = Array.from({ length: 1000 }, (_, i) =>
    i % 2 ? `*.blocked${i}.example` : `no*@blocked${i}.example`,
  );
  const rules = compileRules({ ownDomains: ['own.example'], neverLog, repAddresses: ['rep@own.example'] });

  const times: number[] = [];
  let logged = 0;
  for (let i = 0; i < 5_000; i++) {
    const cc = Array.from({ length: 4 }, (_, n) => `someone${i}@host${(i * 7 + n) % 9000}.example`);
    const mail = fakeMail({ from: `person${(i * 31) % 100_000}@company${((i * 31) % 100_000) >> 2}.example`, cc });
    const startedAt = performance.now();
    lookupKeys(mail, rules);
    if (decide(mail, { byEmail, byDomain }, rules).kind === 'log') logged++;
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  const p95 = times[Math.floor(times.length * 0.95)] ?? Number.POSITIVE_INFINITY;
  console.info(`decision p50 ${times[2_500]?.toFixed(4)} ms, p95 ${p95.toFixed(4)} ms`);
  expect(logged).toBe(5_000);
  expect(p95).toBeLessThan(BUDGET_MS);
});
