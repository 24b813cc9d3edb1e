/**
 * Why the database did not do what it was asked, where that is no fault of the code: it cannot answer now, or another
 * request was first to take a value that may be there only once.
 */
export type StoreTrouble = 'unavailable' | 'taken';

/** Classes of PostgreSQL's codes: connection, resources, operator's intervention. */
const UNAVAILABLE_CLASSES = ['08', '53', '57'];
/** Serialization failure, deadlock, lock not available. */
const UNAVAILABLE_CODES = ['40001', '40P01', '55P03'];
const UNIQUE_VIOLATION = '23505';

/** Codes of the operating system: the database's host is away, or closed the door. */
const NETWORK_CODES = [
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ENOTFOUND', 'EAI_AGAIN'],
];

/** The driver has no codes for what it says itself. */
const LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after|driver has already been destroyed|Postgres connection has been discarded)/u;

/** SQLite's: busy, locked, read-only, in- or output error, full, cannot open. The low byte of a longer code. */
const SQLITE_UNAVAILABLE = [5, 6, 8, 10, 13, 14];
const SQLITE_TAKEN = [2067, 1555];

/** Undefined for an error that is a fault of this program. */
export function troubleOf(error: unknown): StoreTrouble | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof AggregateError && error.errors.length > 0) return troubleOf(error.errors[0]);
  const { code, errcode, message } = error as NodeJS.ErrnoException & { errcode?: unknown };
  if (code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number') return troubleOfSqlite(errcode);
  if (code === UNIQUE_VIOLATION) return 'taken';
  if (code === undefined) return LOST.test(message) ? 'unavailable' : undefined;
  if ([...UNAVAILABLE_CODES, ...NETWORK_CODES].includes(code)) return 'unavailable';
  const isSqlState = /^[0-9A-Z]{5}$/u.test(code) && 'severity' in error;
  return isSqlState && UNAVAILABLE_CLASSES.includes(code.slice(0, 2)) ? 'unavailable' : undefined;
}

function troubleOfSqlite(errcode: number): StoreTrouble | undefined {
  if (SQLITE_TAKEN.includes(errcode)) return 'taken';
  return SQLITE_UNAVAILABLE.includes(errcode & 0xff) ? 'unavailable' : undefined;
}
