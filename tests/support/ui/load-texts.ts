import { join } from 'node:path';
import { generateChromeMessages, parseMessagesFile } from '@wxt-dev/i18n/build';
import { createTexts, type Messages } from './texts.ts';

/** Messages of a locale file, made by the code that makes them for the build. */
export async function loadMessages(locale: 'en' | 'es'): Promise<Messages> {
  const file = join(import.meta.dirname, '../../../locales', `${locale}.yml`);
  return generateChromeMessages(await parseMessagesFile(file)) as Messages;
}

/** Texts of a locale for components in tests. */
export async function loadTexts(locale: 'en' | 'es' = 'en') {
  return createTexts(await loadMessages(locale), locale);
}
