import { expect, it } from 'vitest';
import type { Decision, Involved } from '../../../utils/model/decision.ts';
import { toFinalDecision } from '../../../utils/sync/final-decision.ts';

const at = (accountId: number): Involved => ({
  accountId,
  accountName: `Company ${accountId}`,
  rule: 'contact-address',
});
const log = (...ids: number[]): Decision => ({ kind: 'log', involved: ids.map(at), rule: 'contact-address' });
const skip = (rule: Extract<Decision, { kind: 'skip' }>['rule']): Decision => ({ kind: 'skip', rule });
type KnownHeaders = Parameters<typeof toFinalDecision>[2];
const raw: KnownHeaders = { form: 'rfc822', missing: [], direction: 'incoming', message: { bcc: [] } };
const structured: KnownHeaders = { ...raw, form: 'structured' };
const sentWithoutBcc: KnownHeaders = { ...raw, direction: 'outgoing' };
const sentWithBcc: KnownHeaders = { ...sentWithoutBcc, message: { bcc: [{ email: 'ann@example.com' }] } };

it.each<[string, Decision, KnownHeaders, number[] | string]>([
  ['a whole source replaces what the page showed', log(2), raw, [2]],
  ['a whole source that names nobody ends it', skip('nobody-in-crm'), raw, 'nobody-in-crm'],
  ['a Bcc brings in another company', log(1, 3), sentWithBcc, [1, 3]],
  ['a sent copy without Bcc does not lose whom the page showed', skip('nobody-in-crm'), sentWithoutBcc, [1]],
  ['a lower rung adds to what the page showed', log(2), structured, [2, 1]],
  ['a lower rung that names nobody keeps what the page showed', { kind: 'wait' }, structured, [1]],
  ['a source known to lack headers keeps what the page showed', log(2), { ...raw, missing: ['bcc'] }, [2, 1]],
  ['a never-log address ends it on any rung', skip('never-log-address'), structured, 'never-log-address'],
  ['a sign of a machine ends it on any rung', skip('automated-message'), sentWithoutBcc, 'automated-message'],
  ['a whole source that leaves it open ends it', { kind: 'wait' }, raw, 'nobody-in-crm'],
])('%s', (_title, decision, headers, expected) => {
  const final = toFinalDecision(decision, [at(1)], headers);
  expect(final.kind === 'log' ? final.involved.map(({ accountId }) => accountId) : final.rule).toEqual(expected);
});
