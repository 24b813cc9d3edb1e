import type { NewEmail } from '../../../utils/crm/crm.ts';

export function newEmail(overrides: Partial<NewEmail> = {}): NewEmail {
  return {
    extId: 'tandem:abc',
    subject: 'Offer for Acme',
    body: 'Dear Omar, here it is.',
    from: 'nora@example.com',
    to: ['omar@acme.example.com'],
    customFields: {},
    direction: 'outgoing',
    sentAt: Date.UTC(2026, 10, 23, 10, 15),
    accountId: 3101,
    attachments: [],
    ...overrides,
  };
}
