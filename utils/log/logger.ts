import { redact } from './redact.ts';

/**
 * `error`: a developer should look. `info`: a change of state. `debug`: the rest.
 * Text and details are redacted before they reach the console, so a slip in a caller leaks nothing.
 */
export interface Logger {
  error(text: string, cause?: unknown): void;
  info(text: string): void;
  debug(text: string): void;
}

/** A logger that writes to the console under one prefix. */
export function createLogger(part: string, sink: Pick<Console, 'error' | 'info' | 'debug'> = console): Logger {
  const line = (text: string) => `[tandem ${part}] ${redact(text)}`;
  return {
    error(text, cause) {
      sink.error(cause === undefined ? line(text) : `${line(text)}: ${redact(describe(cause))}`);
    },
    info: (text) => sink.info(line(text)),
    debug: (text) => sink.debug(line(text)),
  };
}

function describe(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : typeof cause;
}
