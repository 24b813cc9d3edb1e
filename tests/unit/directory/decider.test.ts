import { expect, it } from 'vitest';
import { createDecider } from '../../../utils/directory/decider.ts';
import { fakeAnswers, fakeMail } from './fake-mail.ts';

it('takes the mailbox a message was seen in for the rep’s own', () => {
  const decider = createDecider({ ownDomains: [], neverLog: [], repAddresses: ['rep@own.example'] });
  const mail = { ...fakeMail({ from: 'x@other.example', to: 'anna@acme.example' }), account: 'anna@acme.example' };
  expect(decider.lookupKeys(mail)).toEqual({ emails: ['x@other.example'], domains: ['other.example'] });
  expect(decider.decide(mail, fakeAnswers())).toEqual({ kind: 'skip', rule: 'nobody-in-crm' });
  expect(decider.decide({ ...mail, account: 'rep@own.example' }, fakeAnswers())).toMatchObject({ kind: 'log' });
});
