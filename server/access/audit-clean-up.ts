import type { AuditLog } from './audit-log.ts';

const EVERY_MS = 3_600_000;

/** Entries one turn removes at most, so that a log of years does not hold up the server. */
const MOST_AT_ONCE = 20_000;

/** Removes audit entries that are too old, at the start and every hour. Several processes may do so side by side. */
export function createAuditCleanUp(deps: { audit: AuditLog; onFault: (error: unknown) => void }): {
  start(): void;
  stop(): Promise<void>;
} {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const turn = () => {
    running = deps.audit.removeOld(MOST_AT_ONCE).then(() => {}, deps.onFault);
  };
  return {
    start() {
      turn();
      timer = setInterval(turn, EVERY_MS);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
