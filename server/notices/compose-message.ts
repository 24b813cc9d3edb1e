import MailComposer from 'nodemailer/lib/mail-composer';
import { CALENDAR_FILE, type NoticeContent } from './notice-content.ts';
import { renderNotice } from './render-notice.ts';
import { toICalendar } from './to-icalendar.ts';

/** What a message needs besides its content. */
export interface MessageFrame {
  from: string;
  to: string;
  /** The same at every attempt: by it mail servers and programs tell a repeat. Without angle brackets. */
  messageId: string;
  link: string | undefined;
}

/** The notice as an Internet message (RFC 5322), plain and HTML, with the event as a file. It says that a program wrote it. */
export async function composeMessage(content: NoticeContent, frame: MessageFrame): Promise<Buffer> {
  const { subject, text, html } = renderNotice(content, frame.link);
  const mail = new MailComposer({
    from: frame.from,
    to: frame.to,
    subject,
    text,
    html,
    messageId: `<${frame.messageId}>`,
    date: new Date(content.createdAt),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    attachments: [
      {
        filename: CALENDAR_FILE,
        // Attached and not offered as another form of the text: programs would show an invitation in its place.
        contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
        content: toICalendar(content),
      },
    ],
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return mail.compile().build();
}
