import type { Receipt } from '../queue/outbox.ts';

/** Writes receipts behind the lanes, which go on sending meanwhile. */
export interface Receipts {
  /** @throws what an earlier write failed with */
  add(receipt: Receipt): void;
  /** Resolves when all are written. @throws what a write failed with */
  settled(): Promise<void>;
}

/**
 * Those that come while others are being written go together in the next write: a commit waits for the disk, however
 * much is in it. A receipt that is lost on the way costs a look into the CRM, where the e-mail is found under its key.
 */
export function createReceipts(write: (receipts: readonly Receipt[]) => Promise<void>): Receipts {
  let waiting: Receipt[] = [];
  let writing: Promise<void> | undefined;
  let failure: { error: unknown } | undefined;

  async function writeAll(): Promise<void> {
    try {
      while (waiting.length > 0) {
        const receipts = waiting;
        waiting = [];
        await write(receipts);
      }
    } catch (error) {
      failure = { error };
    }
    writing = undefined;
  }

  function check(): void {
    if (failure) throw failure.error;
  }

  return {
    add(receipt) {
      check();
      waiting.push(receipt);
      writing ??= writeAll();
    },
    async settled() {
      await writing;
      check();
    },
  };
}
