import { CrmError } from './crm-error.ts';

/** The CRM understood and refuses; repeating the same request changes nothing. `detail` is its own words for the rep. */
export class CrmRejectedError extends CrmError {
  override readonly name = 'CrmRejectedError';
  readonly status: number;
  readonly detail: string;
  /** v4's own number, where the body held one: 901 wrong query or value, 910 unknown resource, -1 anything else. */
  readonly code: number | undefined;

  constructor(message: string, status: number, detail: string, code?: number) {
    super(message);
    this.status = status;
    this.detail = detail;
    this.code = code;
  }
}
