import type { Notice } from '../notices/notice-store.ts';

const states: Record<Notice['state'], string> = {
  waiting: 'Waits',
  sending: 'Being sent',
  'handed-over': 'Being sent',
  sent: 'Sent',
  unsure: 'Perhaps sent',
  kept: 'Shown here only',
  failed: 'Not sent',
  dropped: 'Not needed',
};

const reasons: Record<NonNullable<Notice['reason']>, string> = {
  unreachable: 'The mail server could not be reached.',
  encryption: 'The connection to the mail server could not be encrypted.',
  'sign-in': 'The mail server refused the sign-in of the CRM.',
  'put-off': 'The mail server asked to try again later.',
  refused: 'The mail server refused the message.',
  'no-answer':
    'The connection ended before the mail server answered. It is not sent again, so that you get none twice.',
  'no-mail-server': 'No mail server is set for this CRM.',
  'switched-off': 'You have turned e-mails about new events off.',
  'no-address': 'There is no e-mail address for you that can be written to.',
  'event-removed': 'The event was removed before.',
  'not-theirs': 'The event went to somebody else before.',
};

/** What became of a notice, in two words. */
export const stateOf = ({ state }: Notice): string => states[state];

/** Why, as a sentence, with the status of the mail server's answer; undefined when there is nothing to explain. */
export function reasonOf({ reason, reply }: Notice): string | undefined {
  if (reason === null) return undefined;
  return reply === null ? reasons[reason] : `${reasons[reason]} Its answer: ${reply}.`;
}
