import { expect, it } from 'vitest';
import { CrmAuthError } from '../../../utils/crm/errors/crm-auth-error.ts';
import { CrmRateLimitError } from '../../../utils/crm/errors/crm-rate-limit-error.ts';
import { CrmRejectedError } from '../../../utils/crm/errors/crm-rejected-error.ts';
import { CrmUnavailableError } from '../../../utils/crm/errors/crm-unavailable-error.ts';
import { toLocaleKey } from '../../../utils/crm/to-locale-key.ts';
import { waitReasonSchema } from '../../../utils/model/outbox.ts';

it.each([
  [new CrmAuthError('x'), true, 'sign-in-needed'],
  [new CrmRateLimitError('x', 1000), true, 'crm-rate-limit'],
  [new CrmRejectedError('x', 400, ''), true, 'crm-refused'],
  [new CrmUnavailableError('x', true), true, 'crm-unavailable'],
  [new CrmUnavailableError('x', true), false, 'offline'],
  [new CrmAuthError('x'), false, 'sign-in-needed'],
] as const)('turns %s, online %s, into %s', (error, online, key) => {
  expect(toLocaleKey(error, online)).toBe(key);
  expect(waitReasonSchema.options).toContain(key);
});

it.each([new TypeError('a fault of ours'), 'text', undefined])(
  'does not explain away what is none of the CRM: %s',
  (fault) => {
    let thrown: unknown = 'nothing';
    try {
      toLocaleKey(fault);
    } catch (caught) {
      thrown = caught;
    }
    expect(thrown).toBe(fault);
  },
);
