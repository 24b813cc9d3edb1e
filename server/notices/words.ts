/** What a notice says in one language. */
export interface Words {
  /** Locale of dates where the user has none of this language. */
  locale: string;
  subject(title: string): string;
  added: string;
  untitled: string;
  when: string;
  allDay: string;
  /** The same time in the zone the event was planned in. */
  plannedIn(zone: string): string;
  where: string;
  online: string;
  company: string;
  contact: string;
  repeats: string;
  attached: string;
  once: string;
  open: string;
}

const en: Words = {
  locale: 'en-GB',
  subject: (title) => `Added to your calendar: ${title}`,
  added: 'This event was added to your calendar in the CRM.',
  untitled: 'Event without a title',
  when: 'When',
  allDay: 'all day',
  plannedIn: (zone) => `Planned in ${zone}`,
  where: 'Where',
  online: 'Video meeting',
  company: 'Company',
  contact: 'Contact',
  repeats: 'It is one of a series. This is the only e-mail about the series.',
  attached: 'The event is attached as a calendar file. Nobody is invited or told by it.',
  once: 'Changes to the event are not sent by e-mail.',
  open: 'Show in the CRM',
};

const es: Words = {
  locale: 'es-ES',
  subject: (title) => `Añadido a su calendario: ${title}`,
  added: 'Este evento se ha añadido a su calendario del CRM.',
  untitled: 'Evento sin título',
  when: 'Cuándo',
  allDay: 'todo el día',
  plannedIn: (zone) => `Planificado en ${zone}`,
  where: 'Dónde',
  online: 'Videollamada',
  company: 'Empresa',
  contact: 'Contacto',
  repeats: 'Forma parte de una serie. Este es el único correo sobre la serie.',
  attached: 'El evento va adjunto como archivo de calendario. No invita ni avisa a nadie.',
  once: 'Los cambios del evento no se envían por correo.',
  open: 'Ver en el CRM',
};

/** By language code: the languages of the product. */
export const wordsOf = { en, es } satisfies Record<string, Words>;

/** A language notices are written in. */
export type NoticeLanguage = keyof typeof wordsOf;

/** The language of a user, from what the CRM keeps of it, such as `ES` or `es-MX`; English where there is no such template. */
export function toLanguage(...codes: readonly unknown[]): NoticeLanguage {
  for (const code of codes) {
    const language = typeof code === 'string' ? code.slice(0, 2).toLowerCase() : '';
    if (language !== '') return language in wordsOf ? (language as NoticeLanguage) : 'en';
  }
  return 'en';
}

/** The locale dates are written in: the user's own where it is of the language, such as `es-MX`. */
export function toLocale(language: NoticeLanguage, locale: unknown): string {
  if (typeof locale !== 'string' || locale.slice(0, 2).toLowerCase() !== language) return wordsOf[language].locale;
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([locale])[0] ?? wordsOf[language].locale;
  } catch {
    return wordsOf[language].locale;
  }
}
