import type { EmailTexts } from '../../utils/crm/to-new-email.ts';

const FIELDS = { from: 'From', to: 'To', cc: 'Cc', bcc: 'Bcc' };

/** Sentences that stand in the CRM beside the rep's own words, as the extension writes them in English. */
export const emailTexts: EmailTexts = {
  noSubject: '(no subject)',
  noText: '(no text)',
  cut: '[Cut here. The whole message is among the documents of the company.]',
  addresses: (field, addresses, more) => `${FIELDS[field]}: ${addresses}${more > 0 ? ` and ${more} more` : ''}`,
  protection: {
    confidential: '[Sent in confidential mode. Only the notice can be logged.]',
    'smime-encrypted': '[Encrypted. The text cannot be read here.]',
    pgp: '[Encrypted. The text cannot be read here.]',
  },
  leftOut: (name, why) =>
    why === 'too-large'
      ? `[Logged without ${name}: larger than the limit for attachments.]`
      : `[Logged without ${name}: the file could not be read.]`,
};
