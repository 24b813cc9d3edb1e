/**
 * What the page-tap hands over: one line of JSON that says what it is, then the text as it was. Megabytes are thus never
 * quoted and unquoted on the page's thread.
 */
export interface TapFrame {
  /**
   * `request` and `answer` are the two halves of an exchange; `failed` says that it brought no answer; `embedded` came
   * with the page; `constants` are facts of the page.
   */
  kind: TapFrameKind;
  /** The filter's word for what it is, such as `sync-fd`. */
  tag: string;
  /** Same for the halves of one exchange; 0 where there is none. */
  exchange: number;
  text: string;
}

const kinds = ['request', 'answer', 'failed', 'embedded', 'constants'] as const;
export type TapFrameKind = (typeof kinds)[number];

/** Longest text that is handed over, in characters. A larger one is no list of messages. */
export const MAX_FRAME_CHARS = 32 * 1024 * 1024;

const MAX_HEADER_CHARS = 200;

export function toFrameText({ kind, tag, exchange, text }: TapFrame): string {
  return `${JSON.stringify([kind, tag, exchange])}\n${text}`;
}

/** Reads a frame; undefined for anything a hostile page might have put in its place. */
export function parseFrameText(data: unknown): TapFrame | undefined {
  if (typeof data !== 'string' || data.length > MAX_FRAME_CHARS + MAX_HEADER_CHARS) return undefined;
  const end = data.indexOf('\n');
  if (end === -1 || end > MAX_HEADER_CHARS) return undefined;
  const header = parseHeader(data.slice(0, end));
  return header === undefined ? undefined : { ...header, text: data.slice(end + 1) };
}

function parseHeader(line: string): Omit<TapFrame, 'text'> | undefined {
  let header: unknown;
  try {
    header = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!Array.isArray(header)) return undefined;
  const [kind, tag, exchange] = header as unknown[];
  const known = kinds.find((name) => name === kind);
  if (known === undefined || typeof tag !== 'string' || !Number.isSafeInteger(exchange)) return undefined;
  return { kind: known, tag, exchange: exchange as number };
}
