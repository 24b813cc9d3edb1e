import type { Decision } from '../model/decision.ts';
import type { DirectoryAnswers } from '../model/directory.ts';
import { isMachineMessage, isMachineName } from './automated.ts';
import { counterparts, type MailFacts, people } from './counterparts.ts';
import { parseEmail } from './email-keys.ts';
import { findInvolved } from './involved.ts';
import type { Rules } from './rules.ts';

/**
 * Decides what happens to a message by its envelope alone. Pure, and every outcome names its rule.
 *
 * In this order: the message must really have left or arrived; an address on the never-log list anywhere stops it;
 * incoming mail written by a machine is left alone; then it is logged at every company on the other side. With an
 * incomplete envelope that names nobody the answer is `wait`. A message logged on an incomplete envelope is to be
 * decided again when its source is read, since a recipient unknown until then may be on the never-log list.
 *
 * @param answers What the directory says to {@link lookupKeys} of the same message; more than asked for does no harm.
 */
export function decide(mail: MailFacts, answers: DirectoryAnswers, rules: Rules): Decision {
  if (mail.state !== 'received' && mail.state !== 'sent') return { kind: 'skip', rule: 'state-not-final' };

  const everybody = people(mail);
  for (const address of everybody) {
    const rule = rules.neverLog(address);
    if (rule) return { kind: 'skip', rule };
  }

  if (mail.direction === 'incoming') {
    const sender = mail.envelope.from && parseEmail(mail.envelope.from.email);
    if (sender && isMachineName(sender)) return { kind: 'skip', rule: 'automated-sender' };
    if (isMachineMessage(mail.envelope.automatedSigns ?? [], context(mail, answers, rules))) {
      return { kind: 'skip', rule: 'automated-message' };
    }
  }

  const others = counterparts(mail, rules);
  const involved = findInvolved(others, answers);
  const [strongest] = involved;
  if (strongest) return { kind: 'log', involved, rule: strongest.rule };
  if (!mail.envelope.complete) return { kind: 'wait' };
  const onlyColleagues = others.length === 0 && everybody.some((address) => rules.isColleague(address));
  return { kind: 'skip', rule: onlyColleagues ? 'colleagues-only' : 'nobody-in-crm' };
}

/** What makes marks of lists and mailing services mean less. */
function context(mail: MailFacts, answers: DirectoryAnswers, rules: Rules) {
  const { from, to, cc } = mail.envelope;
  const senders = from
    ? counterparts({ ...mail, envelope: { ...mail.envelope, to: [], cc: [], bcc: [], replyTo: [] } }, rules)
    : [];
  return {
    fromContact: findInvolved(senders, answers).some((one) => one.rule === 'contact-address'),
    toOwnGroup: [...to, ...cc].some(({ email }) => {
      const parts = parseEmail(email);
      return parts !== null && rules.isColleague(parts) && !rules.isRep(parts);
    }),
  };
}
