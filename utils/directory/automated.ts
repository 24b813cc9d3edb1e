import type { EmailParts } from './email-keys.ts';

/** Parts of a sender's name, separators taken out, that say that nobody reads answers. English and the main ones here. */
const NOBODY_READS = [
  'noreply',
  'donotreply',
  'dontreply',
  'noresponder',
  'noresponda',
  'naoresponda',
  'naoresponder',
  'nepasrepondre',
  'nichtantworten',
  'keineantwort',
  'nonrispondere',
  'mailerdaemon',
  'autoreply',
  'autoresponder',
];

/** Whole words of a sender's name that belong to a machine. `info`, `sales` and `support` are people. */
const MACHINE_WORDS = new Set([
  'alerts',
  'bounces',
  'newsletter',
  'newsletters',
  'notification',
  'notifications',
  'postmaster',
]);

/** The same where the name begins with them; further on they may be a family name. */
const MACHINE_BEGINNINGS = new Set(['alert', 'bounce', 'daemon', 'mailer', 'notify']);

/** Signs that settle it alone. */
const CONCLUSIVE = new Set([
  'auto-submitted',
  'auto-reply',
  'calendar-notice',
  'delivery-report',
  'empty-return-path',
  'precedence-bulk',
]);

/** Signs that the message went to a list, by which people write to people as well. */
const LIST = new Set(['list-id', 'precedence-list']);

/** Signs of a mailing service. Sales people and shops send personal mail through one too, so alone they say nothing. */
const SERVICE = new Set(['auto-response-suppress', 'campaign', 'feedback-id', 'one-click', 'return-path-differs']);

/** Whether the name before the `@` belongs to a machine. */
export function isMachineName({ local }: EmailParts): boolean {
  const name = local.split('+', 1)[0] ?? '';
  const compact = name.replace(/[._-]+/g, '');
  const words = name.split(/[._=-]+/);
  return (
    NOBODY_READS.some((text) => compact.includes(text)) ||
    words.some((word) => MACHINE_WORDS.has(word)) ||
    MACHINE_BEGINNINGS.has(words[0] ?? '')
  );
}

/**
 * Whether the signs add up to a message written by a machine, or by one person to a crowd.
 *
 * @param toOwnGroup Somebody wrote to a shared address of the rep's company; that group's list headers mean nothing.
 * @param fromContact The sender's whole address is a contact's: a known person outweighs the marks of a mailing service.
 */
export function isMachineMessage(
  signs: readonly string[],
  known: { toOwnGroup: boolean; fromContact: boolean },
): boolean {
  if (signs.some((sign) => CONCLUSIVE.has(sign))) return true;
  if (known.toOwnGroup) return false;
  if (signs.some((sign) => LIST.has(sign))) return true;
  return !known.fromContact && signs.includes('list-unsubscribe') && signs.some((sign) => SERVICE.has(sign));
}
