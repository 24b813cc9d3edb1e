import { rawMail, type SampleMail } from '../../../webmail/gmail/samples.ts';

export const REP = 'rep@example.com';
/** 2026-03-02T09:00:00Z. */
export const START_MS = 1_772_442_000_000;

export const sample = (over: Partial<SampleMail> = {}): string =>
  rawMail({
    from: { name: 'Ana Torres', email: 'ana@northwind.example' },
    to: `Robin Reyes <${REP}>`,
    subject: 'Offer',
    html: '<p>Dear Robin</p>',
    messageId: '<offer@northwind.example>',
    dateMs: START_MS - 5000,
    ...over,
  });
