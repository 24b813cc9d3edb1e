import { CrmError } from './crm-error.ts';

/** The CRM understood and refuses; repeating the same request changes nothing. `detail` is its own words for the rep. */
export class CrmRejectedError extends CrmError {
  override readonly name = 'CrmRejectedError';
  readonly status: number;
  readonly detail: string;

  constructor(message: string, status: number, detail: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.detail = detail;
  }
}
