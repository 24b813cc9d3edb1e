import type { Decision, Involved, SkipRule } from '../model/decision.ts';
import type { Delivery } from '../model/delivery.ts';
import type { Direction } from '../model/mail-reference.ts';
import type { Message } from '../model/message.ts';

export type FinalDecision = { kind: 'log'; involved: Involved[] } | { kind: 'skip'; rule: SkipRule };

/** Rules that say no to a message; the others only say that nobody was found. */
const forbidding: ReadonlySet<SkipRule> = new Set([
  'state-not-final',
  'never-log-address',
  'never-log-domain',
  'automated-sender',
  'automated-message',
]);

/**
 * The last word on a message, once its true headers are known. A whole source replaces what the page showed. Where the
 * headers are known to lack something (a lower rung; a sent copy without its Bcc) the companies the page had shown stay:
 * a poorer view must not lose a message a fuller one asked for. What forbids logging holds in any case.
 *
 * @param seen Companies of the decision over what the page showed.
 */
export function toFinalDecision(
  decision: Decision,
  seen: readonly Involved[],
  headers: { form: Delivery['form']; missing: readonly string[]; direction: Direction; message: Pick<Message, 'bcc'> },
): FinalDecision {
  if (decision.kind === 'skip' && forbidding.has(decision.rule)) return { kind: 'skip', rule: decision.rule };
  const found = decision.kind === 'log' ? decision.involved : [];
  const known = new Set(found.map(({ accountId }) => accountId));
  const kept = isWhole(headers) ? [] : seen.filter(({ accountId }) => !known.has(accountId));
  const involved = [...found, ...kept];
  if (involved.length > 0) return { kind: 'log', involved };
  return { kind: 'skip', rule: decision.kind === 'skip' ? decision.rule : 'nobody-in-crm' };
}

function isWhole({ form, missing, direction, message }: Parameters<typeof toFinalDecision>[2]): boolean {
  if (form !== 'rfc822' || missing.length > 0) return false;
  return direction === 'incoming' || message.bcc.length > 0;
}
