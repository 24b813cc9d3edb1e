import { browser } from 'wxt/browser';
import { i18n } from '#i18n';
import type { Texts } from '../../components/texts.tsx';

/** Texts in the language of the browser, for the pages of the extension. */
export const browserTexts: Texts = { t: i18n.t, locale: browser.i18n.getUILanguage() };
