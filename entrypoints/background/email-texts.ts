import { i18n } from '#i18n';
import type { EmailTexts } from '../../utils/crm/to-new-email.ts';

/** Sentences that stand in the CRM beside the rep's own words, in the language of the browser. */
export const createEmailTexts = (): EmailTexts => ({
  noSubject: i18n.t('email.noSubject'),
  noText: i18n.t('email.noText'),
  cut: i18n.t('email.cut'),
  addresses: (field, addresses, more) =>
    more > 0
      ? i18n.t('email.addressesCut', { field: i18n.t(`email.field.${field}`), addresses, more: String(more) })
      : i18n.t('email.addresses', { field: i18n.t(`email.field.${field}`), addresses }),
  protection: {
    confidential: i18n.t('email.protection.confidential'),
    'smime-encrypted': i18n.t('email.protection.encrypted'),
    pgp: i18n.t('email.protection.encrypted'),
  },
  leftOut: (name, why) =>
    i18n.t(why === 'too-large' ? 'email.leftOut.tooLarge' : 'email.leftOut.notReadable', { name }),
});
