import { CrmError } from './crm-error.ts';

/** Too many requests: try again after `retryAfterMs`, or by the usual back-off where the server does not say. */
export class CrmRateLimitError extends CrmError {
  override readonly name = 'CrmRateLimitError';
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retryAfterMs?: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}
