import ical, { type VEvent } from 'node-ical';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { composeMessage } from '../../../server/notices/compose-message.ts';
import type { NoticeContent } from '../../../server/notices/notice-content.ts';
import { renderNotice } from '../../../server/notices/render-notice.ts';
import { parseSmtpSettings } from '../../../server/notices/smtp-settings.ts';
import { toICalendar } from '../../../server/notices/to-icalendar.ts';
import { toLanguage, toLocale, wordsOf } from '../../../server/notices/words.ts';
import { startMailServer } from './mail-server.ts';
import { openNoticeRig } from './notice-rig.ts';

const fakeContent = (overrides: Partial<NoticeContent> = {}): NoticeContent => ({
  ...{ language: 'en', locale: 'en-GB', title: 'Visit', allDay: false, hasHour: true, zone: 'Europe/Madrid' },
  ...{ firstDay: '2026-05-07', lastDay: '2026-05-07' },
  ...{ startsAt: '2026-05-07T08:00:00.000Z', endsAt: '2026-05-07T09:30:00.000Z', plannedZone: null },
  ...{ location: null, conferenceUrl: null, comment: null, company: null, contact: null, inSeries: false },
  ...{ uid: 'calendar-1@crm', recurrenceId: null, createdAt: '2026-05-04T08:00:00.000Z' },
  ...overrides,
});

/** As another library reads it. */
function read(content: NoticeContent): VEvent {
  const text = toICalendar(content);
  const events = Object.values(ical.sync.parseICS(text)).filter((part) => part?.type === 'VEVENT') as VEvent[];
  expect(events).toHaveLength(1);
  return events[0] as VEvent;
}

const compose = async (content: NoticeContent) => {
  const frame = { from: 'crm@a.example', to: 'nora@a.example', messageId: 'n-1@a.example', link: undefined };
  const raw = String(await composeMessage(content, frame));
  return { raw, email: await PostalMime.parse(raw) };
};

/** What the calendar file of a notice says of an event that was added through the API. */
async function readAdded(more: Record<string, unknown>): Promise<VEvent> {
  const rig = await openNoticeRig();
  await rig.add(more);
  const [row] = await rig.rows();
  const view = await rig.life.notices.views.get(1, row?.id ?? 0);
  return read(view?.content as NoticeContent);
}

describe('the calendar file', () => {
  it('has the moments of the event, on both sides of a change of the clock', async () => {
    const summer = await readAdded({ startDate: '26/10/24', endDate: '26/10/24' });
    expect([summer.start.toISOString(), summer.end?.toISOString()]).toEqual([
      '2026-10-24T08:00:00.000Z',
      '2026-10-24T09:30:00.000Z',
    ]);
    const winter = await readAdded({ startDate: '26/10/26', endDate: '26/10/26' });
    expect(winter.start.toISOString()).toBe('2026-10-26T09:00:00.000Z');
    const night = await readAdded({ startDate: '26/10/24', startHour: '23:00', endDate: '26/10/25', endHour: '04:00' });
    expect(Number(night.end) - Number(night.start)).toBe(6 * 3_600_000);
  });

  it('has whole days as days, the last one included', async () => {
    const days = { allDay: true, startHour: null, endHour: null };
    const one = await readAdded({ ...days, startDate: '26/10/25', endDate: '26/10/25' });
    const three = await readAdded({ ...days, startDate: '26/10/24', endDate: '26/10/26' });
    const dayOf = (date?: Date) => [date?.getFullYear(), (date?.getMonth() ?? 0) + 1, date?.getDate()].join('-');
    expect([one.datetype, dayOf(one.start), dayOf(one.end)]).toEqual(['date', '2026-10-25', '2026-10-26']);
    expect([three.datetype, dayOf(three.start), dayOf(three.end)]).toEqual(['date', '2026-10-24', '2026-10-27']);
  });

  it('names the event as its provider does, and one of a series by its place', async () => {
    expect((await readAdded({ Z_ProviderUid: 'abc@google.example' })).uid).toBe('abc@google.example');
    const own = await readAdded({});
    expect(own.uid).toMatch(/^calendar-\d+@[\w.-]+$/);
    const series = {
      Z_ProviderUid: 'abc@google.example',
      Z_SeriesId: 's',
      Z_OriginalStart: '2026-05-07T10:00:00+02:00',
    };
    const occurrence = await readAdded(series);
    expect([occurrence.uid, new Date(String(occurrence.recurrenceid)).toISOString()]).toEqual([
      'abc@google.example',
      '2026-05-07T08:00:00.000Z',
    ]);
  });

  it('asks nobody for an answer', () => {
    const text = toICalendar(fakeContent());
    expect(text).toContain('METHOD:PUBLISH\r\n');
    expect(text).not.toMatch(/ATTENDEE|ORGANIZER|VALARM|METHOD:REQUEST/);
  });

  it('cannot be broken by what an event says', () => {
    const hostile = 'x\r\nATTENDEE:mailto:victim@a.example\rEND:VEVENT\nBEGIN:VEVENT\u0007;,"';
    const content = fakeContent({ title: hostile, location: hostile, comment: hostile, uid: hostile });
    const text = toICalendar(content);
    expect(text.split('\r\n').filter((line) => /^(ATTENDEE|BEGIN:VEVENT|END:VEVENT)/.test(line))).toHaveLength(2);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/\p{Cc}/u);
    const event = read(content);
    expect(event.description).toBe('x\nATTENDEE:mailto:victim@a.example\nEND:VEVENT\nBEGIN:VEVENT;,"');
    expect(event.attendee).toBeUndefined();
    expect(toICalendar(fakeContent({ title: 'C:\\new' }))).toContain('SUMMARY:C:\\\\new\r\n');
  });

  it('keeps its lines short, whatever the alphabet', () => {
    const title = '会議🎉é'.repeat(400);
    const text = toICalendar(fakeContent({ title }));
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(read(fakeContent({ title })).summary).toBe(title);
  });
});

describe('the message', () => {
  it('has the headers it was given, whatever the title says', async () => {
    const mail = await startMailServer();
    const rig = await openNoticeRig(mail.settings);
    await rig.add({ subject: 'Offer\r\nBcc: victim@a.example\r\n\r\n<script>alert(1)</script>' });
    await rig.run();
    const [{ to, email, raw } = { to: [], email: undefined, raw: '' }] = mail.received;
    expect(to).toEqual(['nora.lind@northside.example']);
    expect(email?.bcc).toBeUndefined();
    expect(email?.subject).toBe('Added to your calendar: Offer Bcc: victim@a.example <script>alert(1)</script>');
    expect(raw.slice(0, raw.indexOf('\r\n\r\n'))).not.toMatch(/^Bcc/im);
    expect(email?.html).not.toContain('<script>');
  });

  it('cuts a long title in the subject between two signs, and has it whole in the text', async () => {
    const title = '🎉'.repeat(255);
    const { email, raw } = await compose(fakeContent({ title }));
    expect(email.subject).toBe(`Added to your calendar: ${'🎉'.repeat(119)}…`);
    expect(email.text).toContain(title);
    for (const line of raw.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(998);
    expect(email.subject).not.toContain('\uFFFD');
  });

  it('is the same message at every attempt', async () => {
    const [one, other] = [await compose(fakeContent()), await compose(fakeContent())];
    expect(one.email.messageId).toBe('<n-1@a.example>');
    expect(other.email.messageId).toBe(one.email.messageId);
    expect([one.email.date, one.email.text]).toEqual([other.email.date, other.email.text]);
  });
});

describe('the languages', () => {
  it.each([
    [['ES', 'en-GB'], 'es'],
    [['EN', 'es-ES'], 'en'],
    [[null, 'es-MX'], 'es'],
    [['DE', 'es-ES'], 'en'],
    [[null, null], 'en'],
  ] as const)('of a user with %j is %s', (codes, language) => {
    expect(toLanguage(...codes)).toBe(language);
  });

  it('take dates in the form of the user where it is of the same language', () => {
    expect([toLocale('es', 'es-MX'), toLocale('en', 'es-MX'), toLocale('es', null), toLocale('en', 'en-x-!')]).toEqual([
      'es-MX',
      'en-GB',
      'es-ES',
      'en-GB',
    ]);
  });

  it.each(Object.keys(wordsOf) as (keyof typeof wordsOf)[])('have every text of a notice: %s', async (language) => {
    const locale = wordsOf[language].locale;
    const facts = { location: 'Lund', conferenceUrl: 'https://meet.a.example', company: 'Birch', contact: 'Omar' };
    const content = fakeContent({ language, locale, ...facts, inSeries: true, plannedZone: 'America/New_York' });
    const { subject, text, html } = renderNotice(content, 'https://crm.a.example/notices/1');
    for (const fact of Object.values(facts)) expect(text).toContain(fact);
    expect(text).toMatch(/10:00.*11:30[\s\S]*New_York[\s\S]*0?4:00.*0?5:30/);
    expect(html).toContain(`lang="${language}"`);
    for (const other of Object.values(wordsOf)) {
      const isOwn = other === wordsOf[language];
      for (const words of [other.added, other.when, other.once, other.repeats, other.attached]) {
        expect(text.includes(words), words).toBe(isOwn);
      }
      expect(subject.startsWith(other.subject(''))).toBe(isOwn);
    }
    const days = fakeContent({ language, locale, allDay: true, hasHour: false, lastDay: '2026-05-08' });
    expect(renderNotice(days, undefined).text).toContain(`(${wordsOf[language].allDay})`);
    expect(renderNotice(fakeContent({ language, locale, title: null }), undefined).subject).toContain(
      wordsOf[language].untitled,
    );
  });

  it('are those of the user who is written to', async () => {
    const mail = await startMailServer();
    const rig = await openNoticeRig(mail.settings);
    await rig.setUser(1, { uiLanguage: 'ES', locale: 'es-ES' });
    await rig.add({ Z_TimeZone: 'America/New_York' });
    await rig.run();
    expect(mail.received[0]?.email.subject).toBe('Añadido a su calendario: Visit to Birch Tools');
    expect(mail.received[0]?.email.text).toMatch(/jueves, 7 de mayo de 2026.*10:00[\s\S]*America\/New_York: .*4:00/);
  });
});

describe('the settings', () => {
  const from = 'CRM <crm@a.example>';
  const parse = (SMTP_URL?: string, SMTP_FROM = from) => parseSmtpSettings({ SMTP_URL, SMTP_FROM });

  it('name a mail server, encrypted unless it is on this machine', () => {
    expect(parse()).toBeUndefined();
    expect(parse('')).toBeUndefined();
    const sender = { from, fromAddress: 'crm@a.example' };
    expect(parse('smtp://crm%40a:p%3Aw@mail.example.com')).toEqual({
      ...{
        host: 'mail.example.com',
        port: 587,
        encryption: 'upgrade',
        auth: { user: 'crm@a', pass: 'p:w' },
        ...sender,
      },
    });
    expect(parse('smtps://mail.example.com')).toMatchObject({ port: 465, encryption: 'direct', auth: undefined });
    expect(parse('smtp://localhost:1025')).toMatchObject({ port: 1025, encryption: 'none' });
    expect(parse('smtp://[::1]:25')).toMatchObject({ host: '::1', encryption: 'none' });
    expect(parse('smtp://relay.example.com?tls=off')).toMatchObject({ encryption: 'none' });
  });

  it.each([
    'mail.example.com',
    'http://mail.example.com',
    'smtp://',
    'smtp://user:se-cret@mail.example.com?tls=off',
    'smtp://user@mail.example.com',
    'smtp://user:se%ZZcret@mail.example.com',
    'smtps://mail.example.com?tls=off',
    'smtp://mail.example.com?rejectUnauthorized=false',
    'smtp://mail.example.com/se-cret',
  ])('that are wrong are told without what is in them: %s', (url) => {
    expect(() => parse(url)).toThrow(/^SMTP_URL/);
    expect(() => parse(url)).not.toThrow(/cret|mail\.example\.com\?/);
  });

  it.each(['crm@a.example', '<crm@a.example>', '"The CRM" <crm@a.example>', 'Über CRM <crm@a.example>'])(
    'take a sender: %s',
    (sender) => {
      expect(parse('smtp://localhost', sender)?.fromAddress).toBe('crm@a.example');
    },
  );

  it.each(['', 'CRM', 'a@b.example, c@d.example', 'a@b.example\r\nBcc: c@d.example'])(
    'need one sender: %j',
    (sender) => {
      expect(() => parse('smtp://localhost', sender)).toThrow('SMTP_FROM must be the sender');
    },
  );
});
