import { z } from 'zod';
import { siteIdSchema } from './site.ts';

/** The ways mail is noticed: what a page asks its server, what it was given with its first answer, what it shows. */
export const noticeSourceSchema = z.enum(['traffic', 'embedded', 'dom']);
export type NoticeSource = z.infer<typeof noticeSourceSchema>;

/** Longest report kept. */
const MAX_OUTLINE = 2000;
/** More than any page may send; what is over {@link MAX_OUTLINE} is cut. */
const MAX_SENT = 20_000;
const UNKNOWN = '?';

/** Tags and attributes of HTML that are one word, and the words adapters use for shapes of data. */
const words = new Set(
  `a abbr article aside b body br button canvas caption center col colgroup dd details dialog div dl dt em embed fieldset
  figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html i iframe img input label legend li link
  main map menu meta nav object ol optgroup option output p param picture pre s script search section select slot small
  source span strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr u ul use var
  video g path rect circle
  accesskey action align alt border checked class cols colspan command contenteditable controls coords data datetime dir
  disabled download draggable enctype for headers height hidden href hreflang id is item itemid itemprop itemscope
  itemtype jsaction jscontroller jsdata jslog jsmodel jsname jsnamespace jsrenderer jsshadow jstcache lang list loading
  loop max maxlength method min multiple name open part pattern peid placeholder readonly rel required role rows rowspan
  sandbox scope selected shape size sizes spellcheck src srcdoc srcset step tabindex target translate type usemap valign
  value width wrap xmlns
  array boolean empty false label n null number string text true undefined unreadable`.split(/\s+/),
);

/** `data-convid`, `aria-labelledby`, `mail-list-row`: names people give to parts of pages. No long row of digits. */
const COMPOUND = /^(?=.{3,40}$)(?!.*\d{4})[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+$/;
/** `threadList`, `ResponseMessages`: names people give to fields of data. */
const FIELD = /^(?=.{3,40}$)_{0,2}[A-Za-z][a-z]+(?:[A-Z][a-z]+)+$/;
/** Lengths and counts as adapters write them: `s40`, `+12`, and `[3]` where the brackets stand around it. */
const LENGTH = /^(?:s\d{1,7}|\+\d{1,4})$/;
const COUNT = /^\d{1,5}$/;
const DEPTH = /^\d{1,2}(?=[a-z])/;
const CLASSES = /\..*$/;

/**
 * Takes from the outline of a page everything but what it is made of: names of tags, attributes and fields, counts, and
 * the brackets between them. Classes go. Whatever else stands there becomes `?`, whole, so that neither text nor an
 * address survives in parts, whatever a page has put into its names.
 */
export function toCensoredOutline(outline: string): string {
  const pieces = outline.slice(0, MAX_SENT).split(/([\s,[\](){}:]+)/);
  return pieces
    .map((piece, at) => {
      if (at % 2 === 1) return piece.replace(/\s+/g, ' ');
      const isCount = COUNT.test(piece) && /[[{]$/.test(pieces[at - 1] ?? '') && /^[\]}]/.test(pieces[at + 1] ?? '');
      return isCount ? piece : toCensoredWord(piece);
    })
    .join('')
    .slice(0, MAX_OUTLINE)
    .trim();
}

function toCensoredWord(piece: string): string {
  if (piece === '' || piece === '_' || LENGTH.test(piece)) return piece;
  // An odd character says that this is no name; then the parts beside it are none either.
  if (!/^[A-Za-z0-9._+-]+$/.test(piece)) return UNKNOWN;
  const depth = DEPTH.exec(piece)?.[0] ?? '';
  const name = piece.slice(depth.length).replace(CLASSES, '');
  const isElement = depth !== '' || name === piece;
  const isName = words.has(name) || COMPOUND.test(name) || FIELD.test(name);
  return isElement && isName ? `${depth}${name}` : UNKNOWN;
}

/** A short name an adapter gives to what it missed, such as `no-record-in-sync-answer`. */
const MISSING = /^(?=.{1,60}$)(?!.*\d{6})[A-Za-z0-9]+(?:[-_:][A-Za-z0-9]+)*$/;

/** What a page reports that Tandem does not understand any more; read so that nothing private can be in it. */
export const layoutReportSchema = z.object({
  site: siteIdSchema,
  source: noticeSourceSchema,
  missing: z
    .string()
    .max(MAX_SENT)
    .transform((name) => (MISSING.test(name) ? name : 'unnamed')),
  outline: z.string().max(MAX_SENT).transform(toCensoredOutline),
});

/** One thing that was missing on pages of a site, as it is kept and shown. Times are ms since the epoch. */
export interface SiteTrouble {
  source: NoticeSource;
  missing: string;
  outline: string;
  count: number;
  firstAt: number;
  lastAt: number;
  /** It works again since then. */
  overAt?: number;
}
