import { randomUUID } from 'node:crypto';
import { backoffMs } from '../jobs/backoff.ts';
import { createPollingLoop } from '../jobs/polling-loop.ts';
import { type AccountReport, createAccountLeases, type HeldAccount, LeaseLostError } from './account-leases.ts';
import { createImapAccounts, type ImapAccounts } from './accounts.ts';
import type { DirectoryIndex } from './directory-index.ts';
import type { ServerLimits } from './mail-server.ts';
import type { MailboxDeps } from './read-mailbox.ts';

/** Times of the worker, in ms. */
export interface ImapTimes {
  /** After which the mailbox of a process that died is taken up by another. */
  leaseMs: number;
  /** First and longest wait before a mailbox that failed is tried again. */
  retry: { firstMs: number; maxMs: number };
  /** Between two looks for mailboxes that are due. */
  lookMs: number;
}

const defaultTimes: ImapTimes = { leaseMs: 15_000, retry: { firstMs: 2_000, maxMs: 10 * 60_000 }, lookMs: 1_000 };

/** Mail read by IMAP: what pages and API use, and the worker behind. */
export interface Imap {
  accounts: ImapAccounts;
  /** Where mail servers may stand, for tests of a connection. */
  limits: ServerLimits;
  /** Begins to read mailboxes. */
  start(): void;
  /** Stops reading and gives the mailboxes back. */
  stop(): Promise<void>;
}

interface Running {
  account: HeldAccount;
  stop: AbortController;
  ended: Promise<void>;
  /** When the lease was last renewed, by a clock that is not set. */
  renewedAt: number;
}

/** @param deps.onFault A fault of the server itself, not of a mailbox. */
export function createImap(
  deps: MailboxDeps & { times?: Partial<ImapTimes> | undefined; onFault: (error: unknown) => void },
): Imap {
  const { db, now, onFault } = deps;
  const times = { ...defaultTimes, ...deps.times };
  const leases = createAccountLeases({ db, holder: randomUUID(), leaseMs: times.leaseMs, now });
  const running = new Map<number, Running>();
  let index: DirectoryIndex | undefined;
  let renewal: NodeJS.Timeout | undefined;

  async function run(account: HeldAccount, signal: AbortSignal): Promise<void> {
    let { failures } = account;
    const report = async (said: AccountReport) => {
      failures = said.failures ?? failures;
      await leases.report(account, said);
    };
    try {
      // The client, the parser and the rules are loaded by those who have a mailbox to read.
      const [{ readMailbox }, { createDirectoryIndex }] = await Promise.all([
        import('./read-mailbox.ts'),
        import('./directory-index.ts'),
      ]);
      index ??= createDirectoryIndex(db);
      await readMailbox({ ...deps, index }, account, report, signal);
    } catch (error) {
      if (!signal.aborted && !(error instanceof LeaseLostError)) await fail(account, failures + 1, error);
      else if (signal.aborted) await leases.report(account, { state: 'waiting' });
    } finally {
      await leases.release(account);
    }
  }

  async function fail(account: HeldAccount, failures: number, error: unknown): Promise<void> {
    const { isOfMailServer, toProblem } = await import('./open-client.ts');
    const { problem, words, isFinal } = toProblem(error);
    const isOurs = problem === 'server' && !isOfMailServer(error);
    // What our own fault says is for the operator.
    if (isOurs) onFault(error);
    const waitMs = backoffMs(times.retry, failures, Math.random());
    await leases.report(account, {
      state: isFinal ? 'stopped' : 'retrying',
      problem,
      words: isOurs ? null : words,
      failures,
      nextTryAt: isFinal ? null : new Date(now() + waitMs).toISOString(),
    });
  }

  async function look(): Promise<void> {
    for (const account of await leases.claim()) {
      const before = running.get(account.id);
      if (before) {
        // This process stood still for longer than its lease: what it was about to do ends before it begins anew.
        before.stop.abort(new LeaseLostError('the lease ran out'));
        continue;
      }
      const stop = new AbortController();
      const ended = run(account, stop.signal)
        .catch(onFault)
        .finally(() => {
          running.delete(account.id);
          loop.wake();
        });
      running.set(account.id, { account, stop, ended, renewedAt: performance.now() });
    }
  }

  /** Whoever changed a mailbox here or elsewhere is obeyed at the next renewal. */
  async function renew(): Promise<void> {
    for (const one of running.values()) {
      const isOurs = await leases.renew(one.account).catch((error) => {
        onFault(error);
        return performance.now() - one.renewedAt < times.leaseMs;
      });
      if (isOurs) one.renewedAt = performance.now();
      else one.stop.abort(new LeaseLostError('the mailbox was changed'));
    }
  }

  const loop = createPollingLoop({ everyMs: times.lookMs, turn: look, onFault });
  let renewing: Promise<void> | undefined;
  const renewSoon = () => {
    renewing = (renewing ?? Promise.resolve()).then(renew).catch(onFault);
  };

  return {
    accounts: createImapAccounts({
      ...deps,
      onChange() {
        if (renewal) renewSoon();
        loop.wake();
      },
    }),
    limits: deps.limits,
    start() {
      renewal ??= setInterval(renewSoon, times.leaseMs / 3);
      loop.start();
    },
    async stop() {
      await loop.stop();
      clearInterval(renewal);
      await renewing;
      for (const { stop } of running.values()) stop.abort(new Error('the server stops'));
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}
