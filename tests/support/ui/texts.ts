import type { Texts, Translate } from '../../../components/texts.tsx';

/** Messages as the build writes them for the browser, by name. */
export type Messages = Record<string, { message: string } | undefined>;

/** Texts from a locale file without an extension around them; a missing key is an error and not an empty sentence. */
export function createTexts(messages: Messages, locale: string): Texts {
  const t = (key: string, ...args: (number | (string | number)[] | Record<string, string | number>)[]): string => {
    if (key === '@@bidi_dir') return 'ltr';
    const found = messages[key.replaceAll('.', '_')];
    if (!found) throw new Error(`no text for ${key}`);
    const count = args.find((arg) => typeof arg === 'number');
    const list = args.find((arg) => Array.isArray(arg)) ?? (count === undefined ? [] : [count]);
    const named = args.find((arg) => typeof arg === 'object' && !Array.isArray(arg)) ?? {};
    const forms = found.message.split(' | ');
    const form =
      count === undefined || forms.length === 1
        ? found.message
        : forms.length === 2
          ? forms[count === 1 ? 0 : 1]
          : forms[Math.min(count, 2)];
    return (form ?? '')
      .replace(/\$(\d)/g, (_, place: string) => String(list[Number(place) - 1] ?? ''))
      .replace(/\{(\w+)\}/g, (whole, name: string) =>
        String((named as Record<string, string | number>)[name] ?? whole),
      );
  };
  return { t: t as Translate, locale };
}
