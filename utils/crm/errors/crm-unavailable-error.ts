import { CrmError } from './crm-error.ts';

/**
 * No answer, an answer that cannot be read, or a fault of the server: try again later. `unanswered` says that a write
 * may have happened all the same, so look before repeating it.
 */
export class CrmUnavailableError extends CrmError {
  override readonly name = 'CrmUnavailableError';
  readonly unanswered: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, unanswered: boolean, retryAfterMs?: number) {
    super(message);
    this.unanswered = unanswered;
    this.retryAfterMs = retryAfterMs;
  }
}
