import { CrmError } from './crm-error.ts';

/** Keys or session are refused even after signing in anew: everything waits until the rep signs in again. */
export class CrmAuthError extends CrmError {
  override readonly name = 'CrmAuthError';
}
