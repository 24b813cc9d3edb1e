/** How dates and sizes read to one user. */
export interface Format {
  locale: string;
  moment(iso: string): string;
  size(bytes: number): string;
}

/** The first language of `Accept-Language` that this Node knows, else English. */
export function parseLocale(acceptLanguage: string | undefined): string {
  const first = acceptLanguage?.split(',')[0]?.split(';')[0]?.trim() ?? '';
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([first])[0] ?? 'en-GB';
  } catch {
    return 'en-GB';
  }
}

/** Times are those of the machine the CRM runs on, with the zone beside them. */
export function createFormat(locale: string): Format {
  const dates = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return {
    locale,
    moment: (iso) => dates.format(new Date(iso)),
    size(bytes) {
      if (bytes < 1_000) return `${numbers.format(bytes)} B`;
      if (bytes < 1_000_000) return `${numbers.format(bytes / 1_000)} kB`;
      return `${numbers.format(bytes / 1_000_000)} MB`;
    },
  };
}
