import type { Email } from 'postal-mime';
import { getDomain } from 'tldts';
import type { Headers } from './headers.ts';

const AUTO_REPLY = ['x-autoreply', 'x-autorespond', 'x-autoresponse', 'x-auto-reply-from'];
const CAMPAIGN = ['x-campaign', 'x-campaignid', 'x-campaign-id', 'x-mc-user', 'x-csa-complaints', 'x-mailer-recptid'];
/** iTIP methods by which calendars talk to each other (RFC 5546); `PUBLISH` is a person handing out dates. */
const CALENDAR_TALK = new Set(['REQUEST', 'REPLY', 'CANCEL', 'COUNTER', 'DECLINECOUNTER', 'REFRESH', 'ADD']);

/** Names of what speaks for a machine having written the message; what they are worth is decided elsewhere. */
export function readAutomatedSigns(email: Email, headers: Headers): string[] {
  const word = (name: string) => headers.first(name)?.trim().toLowerCase() ?? '';
  const precedence = word('precedence');
  const autoSubmitted = word('auto-submitted').split(/[;\s]/, 1)[0];
  const returnPath = headers.first('return-path')?.trim();
  const signs: [string, boolean][] = [
    ['auto-submitted', !!autoSubmitted && autoSubmitted !== 'no'],
    ['auto-reply', precedence === 'auto_reply' || AUTO_REPLY.some(headers.has)],
    ['precedence-bulk', precedence === 'bulk' || precedence === 'junk'],
    ['precedence-list', precedence === 'list'],
    ['list-id', headers.has('list-id')],
    ['list-unsubscribe', headers.has('list-unsubscribe')],
    ['one-click', headers.has('list-unsubscribe-post')],
    ['feedback-id', headers.has('feedback-id')],
    ['campaign', CAMPAIGN.some(headers.has)],
    ['auto-response-suppress', headers.has('x-auto-response-suppress')],
    ['empty-return-path', returnPath === '<>'],
    ['return-path-differs', differs(email)],
    ['delivery-report', /^\s*multipart\/report\b/i.test(headers.first('content-type') ?? '')],
    ['calendar-notice', email.attachments.some(isCalendarTalk)],
  ];
  return signs.filter(([, present]) => present).map(([name]) => name);
}

function isCalendarTalk(part: Email['attachments'][number]): boolean {
  return part.disposition !== 'attachment' && part.method !== undefined && CALENDAR_TALK.has(part.method);
}

/** Bounces go to another registered domain than the sender's. */
function differs({ from, returnPath }: Email): boolean {
  const domain = (email: string | undefined) => email && getDomain(email.slice(email.lastIndexOf('@') + 1));
  const [sender, bounces] = [domain(from?.address), domain(returnPath)];
  return !!sender && !!bounces && sender !== bounces;
}
