import type { WaitReason } from '../model/outbox.ts';
import { CrmAuthError } from './errors/crm-auth-error.ts';
import { CrmRateLimitError } from './errors/crm-rate-limit-error.ts';
import { CrmRejectedError } from './errors/crm-rejected-error.ts';
import { CrmUnavailableError } from './errors/crm-unavailable-error.ts';

/**
 * Why something waits, as the key of its sentence in the locales.
 *
 * @param online what the browser says of the network; without it a CRM that does not answer is not to blame
 * @throws the error itself when it is none of the CRM's: a fault to be fixed, not a reason to wait
 */
export function toLocaleKey(error: unknown, online = true): WaitReason {
  if (error instanceof CrmAuthError) return 'sign-in-needed';
  if (error instanceof CrmRateLimitError) return 'crm-rate-limit';
  if (error instanceof CrmRejectedError) return 'crm-refused';
  if (error instanceof CrmUnavailableError) return online ? 'crm-unavailable' : 'offline';
  throw error;
}
