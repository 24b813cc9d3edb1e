/** One life of a background: from its start until it is killed at some step. */
export interface Life {
  /** Counts a moment at which the process may die; throws when it is dead. */
  step(): void;
  /** Dies `steps` steps from now; 0 is at once. */
  killAfter(steps: number): void;
  isDead(): boolean;
  /** Settles when it dies. */
  readonly died: Promise<void>;
  /** IndexedDB as this life sees it: transactions not committed when it dies never happened. */
  readonly indexedDB: IDBFactory;
}

export class KilledError extends Error {
  override readonly name = 'KilledError';
}

export function createLife(disk: IDBFactory): Life {
  let left = Number.POSITIVE_INFINITY;
  let dead = false;
  let tellDied = () => {};
  const died = new Promise<void>((resolve) => {
    tellDied = resolve;
  });
  const open = new Set<IDBTransaction>();
  const connections = new Set<IDBDatabase>();

  function die(): void {
    dead = true;
    for (const transaction of open) {
      try {
        transaction.abort();
      } catch {
        // It had come to its end already.
      }
    }
    for (const connection of connections) connection.close();
    tellDied();
  }

  function step(): void {
    if (dead) throw new KilledError('dead');
    if (--left >= 0) return;
    die();
    throw new KilledError('killed');
  }

  function watch(connection: IDBDatabase): void {
    connections.add(connection);
    const begin = connection.transaction.bind(connection);
    connection.transaction = (...args) => {
      step();
      const transaction = begin(...args);
      open.add(transaction);
      const end = () => open.delete(transaction);
      transaction.addEventListener('abort', end);
      // Registered before the database's own listener: dying here is dying between commit and its news.
      transaction.addEventListener('complete', () => {
        end();
        if (!dead && --left < 0) die();
      });
      return transaction;
    };
  }

  const indexedDB = new Proxy(disk, {
    get(target, name) {
      if (name !== 'open') {
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return (...args: Parameters<IDBFactory['open']>) => {
        step();
        const request = target.open(...args);
        request.addEventListener('success', () => watch(request.result));
        return request;
      };
    },
  });

  return {
    step,
    died,
    indexedDB,
    isDead: () => dead,
    killAfter(steps) {
      left = steps;
      if (steps === 0 && !dead) die();
    },
  };
}
